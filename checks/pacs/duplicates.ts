import type { Check, Finding } from '../../model/check';
import { differences } from './compare';
import { changeOf } from './kept';
import {
  decide,
  failuresOf,
  finding,
  findsIn,
  instanceRef,
  isWithin,
  judging,
  kept,
  levelOf,
  nothingSeen,
  retrievesIn,
  stepsOf,
} from './reading';

/** Param `content`: `same` or `other-content`. */
export const storedAgain: Check = {
  id: 'pacs/stored-again',
  title: 'The first object of a UID stays as it is',
  clause: 'PS3.4 B, derived',
  judge: judging((archived, params) => {
    const content = String(params['content']);
    const again = stepsOf(archived, 'results').filter(({ about }) => about['again'] === content);
    const repeated = archived.archive.sent.filter((each) => again.some((step) => isWithin(step)(each)));
    const first = kept(archived).filter(({ sopInstanceUid }) =>
      repeated.some((each) => each.sopInstanceUid === sopInstanceUid),
    );
    if (first.length === 0) return nothingSeen('Nothing was sent a second time.');
    const moves = stepsOf(archived, 'move');
    if (moves.length === 0) return nothingSeen('Nothing was retrieved afterwards.');
    const received = retrievesIn(archived, moves).flatMap((retrieve) => retrieve.received);
    const findings: Finding[] = [
      ...(content === 'same' ? failuresOf(again, 'PS3.4 B') : []),
      ...failuresOf(moves, 'PS3.4 C.4.2'),
    ];
    const lists = findsIn(archived, stepsOf(archived, 'list')).filter((find) => levelOf(find) === 'IMAGE');
    for (const sent of first) {
      const got = received.filter(({ sopInstanceUid }) => sopInstanceUid === sent.sopInstanceUid).at(-1);
      const refused = repeated.find((each) => each.sopInstanceUid === sent.sopInstanceUid && !each.accepted);
      if (content === 'same' && refused)
        findings.push(
          finding(
            'PS3.4 B',
            'The PACS refuses an instance that it has, when it comes again unchanged.',
            instanceRef(refused),
          ),
        );
      const most = Math.max(
        0,
        ...lists.map(
          ({ matches }) =>
            matches.filter(({ object }) => object.dataset.string('SOPInstanceUID') === sent.sopInstanceUid).length,
        ),
      );
      if (most > 1)
        findings.push(
          finding('PS3.4 C.4.1', `An instance that was sent twice is listed ${most} times.`, instanceRef(sent)),
        );
      if (!got)
        findings.push(finding('PS3.4 C.4.2', 'An instance that was sent twice does not come back.', instanceRef(sent)));
      else if (sent.object && got.object)
        findings.push(...differences(sent.object, got.object).map((difference) => changeOf(sent, got, difference)));
    }
    const good = content === 'same' ? 'Sending again changed nothing.' : 'The first content stayed.';
    return decide(
      findings,
      good,
      received.map((each) => instanceRef(each)),
    );
  }),
};

export const unknownKindRefused: Check = {
  id: 'pacs/unknown-kind-refused',
  title: 'A kind that is not declared is refused, or really kept',
  clause: 'PS3.8 9.3.3, PS3.4 B.2.3',
  judge: judging((archived) => {
    const steps = stepsOf(archived, 'results').filter(({ about }) => about['kind'] === 'undeclared');
    const [step] = steps;
    if (!step) return nothingSeen('No such object was sent.');
    const sent = archived.archive.sent.filter(isWithin(step));
    const listed = findsIn(archived, stepsOf(archived, 'list')).flatMap(({ matches }) =>
      matches.flatMap(({ object }) => object.dataset.strings('SOPInstanceUID')),
    );
    const findings = sent
      .filter(({ accepted, sopInstanceUid }) => accepted && !listed.includes(sopInstanceUid))
      .map((each) =>
        finding(
          'PS3.4 B.2.3',
          'The PACS took an object of a kind that it does not declare, and does not list it: it was dropped.',
          instanceRef(each),
        ),
      );
    const associations = archived.archive.associations.filter(
      ({ request, link }) => link.startsWith('ai-platform>') && request.seq > step.from && request.seq < step.seq,
    );
    if (associations.length === 0 && sent.length === 0) return nothingSeen('The PACS was not asked.');
    return decide(
      findings,
      sent.some(({ accepted }) => accepted) ? 'It was taken, and is listed.' : 'It was refused.',
      [
        ...sent.map((each) => instanceRef(each)),
        ...associations.map(({ request, accept }) => ({
          event: (accept ?? request).seq,
          frames: (accept ?? request).frames,
        })),
      ],
    );
  }),
};
