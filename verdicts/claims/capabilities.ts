import type { ClaimLine } from '../../model/claims';
import { times } from '../../model/counted';
import type { RequirementResult } from '../../model/run-record';
import type { SutConfig } from '../../model/sut';
import { type Claim, lineOf, together } from './lines';
import type { Observed } from './observe';
import { CLASSES_OF } from './sop-classes';

/** What sut.yaml declares under `capabilities` and `archive`, held against the traffic. */
export function capabilityLines(config: SutConfig, observed: Observed): ClaimLine[] {
  const claims = { 'ai-platform': ofPlatform, pacs: ofArchive, scanner: ofScanner, ris: () => [] }[config.actor];
  return claims(config, observed).flatMap((claim) => lineOf({ ...claim }));
}

function when(is: boolean, key: string): string | undefined {
  return is ? key : undefined;
}

function ofPlatform({ capabilities }: SutConfig, { requests, sopClasses, http, exams }: Observed): Claim[] {
  const area = 'capabilities';
  const occasion = exams > 0 ? `${exams} exams within the intended use were sent through` : undefined;
  const { carriers, intake, resultStorage, fhir, storageCommitment } = capabilities;
  const stored = requests.sent.get('C-STORE') ?? http.sent.get('dicomweb STOW-RS');
  const byStow = resultStorage === 'stow-rs';
  const carrierClaims = carriers.flatMap((carrier): Claim[] => {
    // An overlay is no class of its own, and the bodies of STOW-RS are not opened here: requirements judge both.
    if (carrier === 'overlay' || byStow) return [];
    const used = CLASSES_OF[carrier].map((sopClass) => sopClasses.get(`scu ${sopClass}`)?.used);
    return [
      { area, claim: `results as ${carrier}`, declaredBy: 'capabilities.carriers', seen: together(used), occasion },
    ];
  });
  const intakes = {
    routed: requests.served.get('C-STORE'),
    'c-move': requests.sent.get('C-MOVE'),
    'c-get': requests.sent.get('C-GET'),
  };
  return [
    ...carrierClaims,
    ...Object.entries(intakes).flatMap(([name, seen]): Claim[] =>
      // What was asked for by C-MOVE or C-GET comes as C-STORE all the same.
      name === 'routed' && intake !== 'routed'
        ? []
        : [
            {
              area,
              claim: `images by ${name}`,
              declaredBy: when(intake === name, 'capabilities.intake'),
              seen,
              occasion,
            },
          ],
    ),
    {
      ...{ area, claim: 'results stored by C-STORE', occasion, seen: requests.sent.get('C-STORE') },
      declaredBy: when(!byStow, 'capabilities.resultStorage'),
    },
    {
      ...{ area, claim: 'results stored by STOW-RS', occasion, seen: http.sent.get('dicomweb STOW-RS') },
      declaredBy: when(byStow, 'capabilities.resultStorage'),
    },
    {
      ...{ area, claim: 'storage commitment asked for', seen: requests.sent.get('N-ACTION') },
      declaredBy: when(storageCommitment, 'capabilities.storageCommitment'),
      occasion: stored && 'results were stored',
    },
    {
      ...{ area, claim: 'results in FHIR', occasion, seen: http.sent.get('fhir POST') ?? http.sent.get('fhir PUT') },
      declaredBy: when(fhir, 'capabilities.fhir'),
    },
  ];
}

function ofArchive({ archive }: SutConfig, { requests, http }: Observed): Claim[] {
  if (!archive) return [];
  const asked = (count: number | undefined) => (count ? `it was asked ${times(count)}` : undefined);
  const dimse = (name: string, claim: string, key: 'storageCommitment' | 'cGet'): Claim => ({
    ...{ area: 'capabilities', claim, declaredBy: when(archive[key], `archive.${key}`) },
    ...{ seen: requests.served.get(name), occasion: asked(requests.received.get(name)?.count) },
  });
  const web = (name: string, key: 'qido' | 'wado' | 'stow'): Claim => ({
    ...{ area: 'capabilities', claim: name, declaredBy: when(archive[key], `archive.${key}`) },
    ...{ seen: http.served.get(`dicomweb ${name}`), occasion: asked(http.received.get(`dicomweb ${name}`)?.count) },
  });
  return [
    dimse('N-ACTION', 'storage commitment taken', 'storageCommitment'),
    dimse('C-GET', 'C-GET', 'cGet'),
    web('QIDO-RS', 'qido'),
    web('WADO-RS', 'wado'),
    web('STOW-RS', 'stow'),
  ];
}

function ofScanner({ capabilities }: SutConfig, { requests }: Observed): Claim[] {
  return [
    {
      ...{ area: 'capabilities', claim: 'storage commitment asked for', seen: requests.sent.get('N-ACTION') },
      declaredBy: when(capabilities.storageCommitment, 'capabilities.storageCommitment'),
      occasion: requests.sent.has('C-STORE') ? 'images were stored' : undefined,
    },
  ];
}

/** Capabilities that no single message shows: the requirements that hang on them decide. */
export function judgedLines(requirements: readonly RequirementResult[]): ClaimLine[] {
  const by = new Map<string, RequirementResult[]>();
  for (const requirement of requirements) {
    const { capability, verdict, selected } = requirement;
    if (capability === undefined || verdict === 'not-applicable' || !selected) continue;
    by.set(capability, [...(by.get(capability) ?? []), requirement]);
  }
  return [...by].flatMap(([capability, own]) => {
    const met = own.filter(({ verdict, attested }) => (verdict === 'pass' || verdict === 'warning') && !attested);
    const failed = own.filter(({ verdict }) => verdict === 'fail');
    const ids = own.map(({ id }) => id);
    const event = met.flatMap(({ observations }) => observations.flatMap(({ evidence }) => evidence))[0]?.event;
    const failure = failed.map(({ id }) => id).join(', ');
    return lineOf({
      ...{ area: 'capabilities', claim: capability, declaredBy: 'what requirements ask for it', requirements: ids },
      seen: failed.length === 0 && met.length > 0 ? { count: met.length, event: event ?? 0 } : undefined,
      seenAs: `Seen by ${met.map(({ id }) => id).join(', ')}.`,
      occasion: failed.length > 0 ? `it was tried: ${failure} failed` : undefined,
    }).map((line) => ({ ...line, events: event === undefined ? [] : line.events }));
  });
}
