import { ARCHIVE_TRANSFER_SYNTAXES } from '../../model/archive';
import type { ClaimLine, DeclaredSopClass } from '../../model/claims';
import { counted, times } from '../../model/counted';
import type { SutConfig } from '../../model/sut';
import { lineOf } from './lines';
import type { Observed, ObservedSopClass } from './observe';
import { CLASSES_OF, COMMITMENT, isStorage, named, VERIFICATION } from './sop-classes';

/** SOP Classes by role, and their transfer syntaxes where the supplier states them. */
export function dicomLines(config: SutConfig, observed: Observed): ClaimLine[] {
  const declared = declaredClasses(config);
  const lines = declared.flatMap(({ by, ...each }) => [
    ...classLine(each, by, observed),
    ...(each.transferSyntaxes ?? []).flatMap((syntax) => syntaxLine(each, syntax, by, observed)),
  ]);
  const known = new Set(declared.map(({ role, sopClass }) => `${role} ${sopClass}`));
  return [...lines, ...undeclared(config, known, observed)];
}

function declaredClasses({ conformance, archive, actor }: SutConfig): (DeclaredSopClass & { by: string })[] {
  const own = (conformance?.dicom ?? []).map((each) => ({ ...each, by: 'conformance.dicom' }));
  if (actor !== 'pacs' || !archive) return own;
  const stated = new Set(own.map(({ role, sopClass }) => `${role} ${sopClass}`));
  const transferSyntaxes = archive.transferSyntaxes.map((name) => ARCHIVE_TRANSFER_SYNTAXES[name]);
  const ofArchive = archive.sopClasses.map((sopClass) => ({
    ...{ sopClass, role: 'scp' as const, transferSyntaxes, by: 'archive.sopClasses' },
  }));
  return [...own, ...ofArchive.filter(({ sopClass }) => !stated.has(`scp ${sopClass}`))];
}

function classLine({ sopClass, role }: DeclaredSopClass, declaredBy: string, observed: Observed): ClaimLine[] {
  const seen = observed.sopClasses.get(`${role} ${sopClass}`);
  return lineOf({
    area: 'DICOM',
    claim: `${named(sopClass)} as ${role.toUpperCase()}`,
    declaredBy,
    seen: role === 'scp' ? seen?.accepted : seen?.used,
    seenAs: seen && story(seen),
    occasion:
      role === 'scp'
        ? seen && `it was proposed to the product ${times(seen.proposed.count)}, and refused`
        : occasionToAct(sopClass, observed),
  });
}

function story({ role, proposed, accepted, used }: ObservedSopClass): string {
  return role === 'scp'
    ? `Accepted in ${accepted.count} of ${counted(proposed.count, 'context')} that proposed it; ${counted(used.count, 'request')} answered with success.`
    : `Proposed in ${counted(proposed.count, 'context')}; ${counted(used.count, 'request')} sent.`;
}

/** The workflow calls on the product itself to store; anything else it may have no cause to do. */
function occasionToAct(sopClass: string, { exams }: Observed): string | undefined {
  return exams > 0 && isStorage(sopClass) ? `${exams} exams within the intended use were sent through` : undefined;
}

function syntaxLine(
  { sopClass, role }: DeclaredSopClass,
  syntax: string,
  declaredBy: string,
  observed: Observed,
): ClaimLine[] {
  const seen = observed.sopClasses.get(`${role} ${sopClass}`);
  return lineOf({
    area: 'DICOM',
    claim: `${named(sopClass)} as ${role.toUpperCase()} in ${named(syntax)}`,
    declaredBy,
    seen: seen?.transferSyntaxes.get(syntax),
    // Where an acceptor may choose between several, the one not taken was not refused.
    occasion:
      role === 'scp' && seen?.refusedSyntaxes.has(syntax)
        ? 'a context in it was refused for its transfer syntaxes'
        : undefined,
  });
}

/** What the product did or took under a SOP Class that it does not declare in that role. */
function undeclared(config: SutConfig, known: ReadonlySet<string>, observed: Observed): ClaimLine[] {
  const { conformance, capabilities, actor } = config;
  const carried = new Set(
    capabilities.carriers.flatMap((carrier) => (carrier === 'overlay' ? [] : CLASSES_OF[carrier])),
  );
  return [...observed.sopClasses].flatMap(([key, seen]) => {
    const { sopClass, role, accepted, used } = seen;
    if (known.has(key) || sopClass === VERIFICATION || sopClass === COMMITMENT) return [];
    // Without a conformance section an actor is only held to the results and images that sut.yaml speaks of.
    const storage = isStorage(sopClass);
    const spokenOf =
      actor === 'pacs' ? storage && role === 'scp' : actor === 'ai-platform' && storage && role === 'scu';
    if (conformance?.dicom === undefined && !spokenOf) return [];
    if (role === 'scu' && (carried.has(sopClass) || isOverlaid(sopClass, config))) return [];
    return lineOf({
      area: 'DICOM',
      claim: `${named(sopClass)} as ${role.toUpperCase()}`,
      seen: role === 'scp' ? accepted : used,
      seenAs: story(seen),
    });
  });
}

/** An overlay comes in an image of the kind that was analysed. */
function isOverlaid(sopClass: string, { capabilities }: SutConfig): boolean {
  return capabilities.carriers.includes('overlay') && /\.1\.1\.(1|2|4|128|1\.[1-3]|2\.1|4\.1)$/.test(sopClass);
}
