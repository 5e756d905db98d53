import { ARCHIVE_TRANSFER_SYNTAXES, RESULT_KINDS } from '../../model/archive';
import type { Check, Finding } from '../../model/check';
import { counted } from '../../model/counted';
import type { StoredInstance } from '../../model/record';
import { differences, type Difference } from './compare';
import {
  type Archived,
  decide,
  failuresOf,
  finding,
  findsIn,
  instanceRef,
  isAir,
  isWithin,
  judging,
  kept,
  kindOf,
  listedIn,
  nothingSeen,
  refOf,
  resultsSent,
  retrievesIn,
  stepsOf,
} from './reading';

const hex = (status: number | undefined): string =>
  status === undefined ? 'no answer' : `status ${status.toString(16).padStart(4, '0').toUpperCase()}H`;

/** Kinds that were refused, or not negotiated at all, in a transfer syntax that the product declares. */
function refusals(archived: Archived, only: (instance: { sopClassUid: string }) => boolean): Finding[] {
  const clause = 'PS3.4 B.3';
  const steps = stepsOf(archived, 'results').filter(({ about }) => about['again'] === undefined);
  const sent = resultsSent(archived).filter(only);
  const refused = sent
    .filter(({ accepted }) => !accepted)
    .map((each) =>
      finding(clause, `The PACS did not take ${an(kindOf(each.sopClassUid))}: ${hex(each.status)}.`, instanceRef(each)),
    );
  const missing = archived.archive.associations.flatMap(({ link, request, accept }) => {
    if (link !== 'ai-platform>pacs:dimse' || !accept) return [];
    // What it declares it must take as it is; where it was free to choose, another transfer syntax does as well.
    const step = steps.find((each) => isWithin(each)({ sent: request }));
    const isDeclared = step?.about['transferSyntax'] !== undefined;
    const isAccepted = (id: number) => accept.contexts.some((answer) => answer.id === id && answer.result === 0);
    return request.contexts.flatMap(({ id, abstractSyntax, transferSyntaxes }) => {
      const isResult = RESULT_KINDS.some(({ sopClassUid }) => sopClassUid === abstractSyntax);
      const [first = ''] = transferSyntaxes;
      const taken = request.contexts.some(
        (other) =>
          other.abstractSyntax === abstractSyntax && other.transferSyntaxes.includes(first) && isAccepted(other.id),
      );
      const wasSent = !isDeclared && sent.some((each) => each.sopClassUid === abstractSyntax);
      if (!isResult || !only({ sopClassUid: abstractSyntax }) || taken || isFallback(request.contexts, id) || wasSent)
        return [];
      return [
        finding(clause, `The PACS did not negotiate ${kindOf(abstractSyntax)} in ${nameOf(first)}.`, {
          event: accept.seq,
          frames: accept.frames,
        }),
      ];
    });
  });
  return [...failuresOf(steps, clause), ...refused, ...missing];
}

/** As sut.yaml names it, so that a reader finds what was declared. */
function nameOf(transferSyntaxUid: string): string {
  const found = Object.entries(ARCHIVE_TRANSFER_SYNTAXES).find(([, uid]) => uid === transferSyntaxUid);
  return `transfer syntax ${found ? `${found[0]} (${transferSyntaxUid})` : transferSyntaxUid}`;
}

/** Implicit VR is proposed beside each other syntax, for peers that take nothing else. */
function isFallback(
  contexts: { id: number; abstractSyntax: string; transferSyntaxes: string[] }[],
  id: number,
): boolean {
  const own = contexts.find((context) => context.id === id);
  return (
    own?.transferSyntaxes[0] === '1.2.840.10008.1.2' &&
    contexts.some((other) => other.id !== id && other.abstractSyntax === own.abstractSyntax)
  );
}

function notListed(archived: Archived, instances: readonly StoredInstance[]): Finding[] {
  const steps = stepsOf(archived, 'list');
  const listed = listedIn(findsIn(archived, steps));
  return [
    ...failuresOf(steps, 'PS3.4 C.4.1'),
    ...instances
      .filter(({ sopInstanceUid }) => !listed.has(sopInstanceUid))
      .map((each) =>
        finding(
          'PS3.4 C.4.1',
          `The PACS took ${an(kindOf(each.sopClassUid))} and does not list it.`,
          instanceRef(each),
        ),
      ),
  ];
}

/** What was sent and what came back, by instance. */
export function roundTrips(
  archived: Archived,
  instances: readonly StoredInstance[],
): {
  missing: Finding[];
  changed: Finding[];
  back: StoredInstance[];
} {
  const steps = stepsOf(archived, 'move', 'get');
  const received = retrievesIn(archived, steps).flatMap((retrieve) => retrieve.received);
  const missing: Finding[] = [...failuresOf(steps, 'PS3.4 C.4.2')];
  const changed: Finding[] = [];
  const back: StoredInstance[] = [];
  for (const sent of instances) {
    const got = received.find(({ sopInstanceUid }) => sopInstanceUid === sent.sopInstanceUid);
    if (!got) {
      missing.push(
        finding('PS3.4 C.4.2', `${kindOf(sent.sopClassUid)} was taken and did not come back.`, instanceRef(sent)),
      );
      continue;
    }
    back.push(got);
    if (!sent.object || !got.object) {
      changed.push(finding('PS3.4 B.4.1', `${kindOf(sent.sopClassUid)} came back unreadable.`, instanceRef(got)));
      continue;
    }
    for (const difference of differences(sent.object, got.object)) changed.push(changeOf(sent, got, difference));
  }
  return { missing, changed, back };
}

export function changeOf(sent: StoredInstance, got: StoredInstance, difference: Difference): Finding {
  const { path, what } = difference;
  const verb = what === 'missing' ? 'lost' : what === 'added' ? 'gained' : 'changed';
  return finding(
    'PS3.4 B.4.1',
    `${kindOf(sent.sopClassUid)} came back with ${path} ${verb}.`,
    instanceRef(got, { path }),
    {
      path,
      ...(difference.sent === undefined ? {} : { expected: difference.sent }),
      ...(difference.got === undefined ? {} : { seen: difference.got }),
    },
  );
}

export const resultsKept: Check = {
  id: 'pacs/results-kept',
  title: 'Every kind of result is taken, listed, and given out unchanged',
  clause: 'RCR l.128-138, 173',
  judge: judging((archived) => {
    const taken = kept(archived);
    const { missing, changed, back } = roundTrips(archived, taken);
    // What nobody asked for cannot have been withheld.
    const asked = stepsOf(archived, 'move', 'get').length > 0;
    const findings = [
      ...refusals(archived, () => true),
      ...notListed(archived, taken),
      ...(asked ? missing : []),
      ...changed,
    ];
    if (findings.length === 0 && !asked) return nothingSeen('Nothing was retrieved.');
    return decide(
      findings,
      `${counted(taken.length, 'result')}: every kind was taken, listed, and came back unchanged.`,
      back.map((each) => instanceRef(each)),
    );
  }),
};

export const airKindsTaken: Check = {
  id: 'pacs/air-kinds-taken',
  title: 'The four object kinds of IHE AIR are negotiated and stored',
  clause: 'AIR IOD list',
  judge: judging((archived) =>
    decide(
      refusals(archived, isAir),
      'All four kinds were negotiated and stored in every declared transfer syntax.',
      kept(archived)
        .filter(isAir)
        .map((each) => instanceRef(each)),
    ),
  ),
};

export const unchanged: Check = {
  id: 'pacs/unchanged',
  title: 'What comes back is what was sent, attribute by attribute',
  clause: 'PS3.4 B.4.1',
  judge: judging((archived) => {
    const { changed, back } = roundTrips(archived, kept(archived));
    if (back.length === 0) return nothingSeen('No result came back from the PACS.');
    return decide(
      changed,
      `${counted(back.length, 'result')} came back with every attribute as it was sent.`,
      back.map((each) => instanceRef(each)),
    );
  }),
};

export const lateResults: Check = {
  id: 'pacs/late-results',
  title: 'Results that come after reading are stored, listed, and in the modalities of the study',
  clause: 'AIR, derived',
  judge: judging((archived) => {
    const taken = kept(archived);
    if (stepsOf(archived, 'list-before').length === 0)
      return nothingSeen('The study was not read before the results came.');
    const studies = findsIn(archived, stepsOf(archived, 'list')).filter(
      ({ identifier }) => identifier?.dataset.string('QueryRetrieveLevel') === 'STUDY',
    );
    const last = studies.at(-1);
    const modalities = new Set(last?.matches.flatMap(({ object }) => object.dataset.strings('ModalitiesInStudy')));
    const expected = new Set(taken.flatMap(({ object }) => object?.dataset.string('Modality') ?? []));
    const absent = [...expected].filter((modality) => !modalities.has(modality));
    const findings = [
      ...refusals(archived, () => true),
      ...notListed(archived, taken),
      ...(last && absent.length > 0
        ? [
            finding(
              'PS3.4 C.3.4',
              `Modalities in Study does not have ${absent.join(', ')} after results of these modalities were stored.`,
              refOf(last.sent),
              { seen: [...modalities].join('\\'), expected: [...expected].join('\\') },
            ),
          ]
        : []),
    ];
    return decide(findings, 'Late results are stored, listed, and in Modalities in Study.', [
      ...(last ? [refOf(last.sent)] : []),
      ...taken.map((each) => instanceRef(each)),
    ]);
  }),
};

function an(noun: string): string {
  return `${/^[AEIOU]/.test(noun) ? 'an' : 'a'} ${noun}`;
}
