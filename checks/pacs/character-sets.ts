import type { Check, Finding } from '../../model/check';
import { isSameName } from '../dicom/person-name';
import {
  decide,
  failuresOf,
  finding,
  findsIn,
  instanceRef,
  isWithin,
  judging,
  levelOf,
  nothingSeen,
  refOf,
  retrievesIn,
  stepsOf,
} from './reading';

const isKept = (seen: string | undefined, sent: string): boolean =>
  isSameName(seen ?? '', sent, { groups: 'all', letterCase: 'kept' });

export const characterSets: Check = {
  id: 'pacs/character-sets',
  title: 'Text in other scripts survives storing, querying and retrieving',
  clause: 'PS3.3 C.12.1.1.2, PS3.4 C.2.2.2',
  judge: judging((archived) => {
    const steps = stepsOf(archived, 'results').filter(({ about }) => about['name'] !== undefined);
    if (steps.length === 0) return nothingSeen('No such text was sent.');
    const findings: Finding[] = failuresOf([...steps, ...stepsOf(archived, 'list', 'move')], 'PS3.4 B');
    const evidence = [];
    for (const step of steps) {
      const sent = archived.archive.sent.filter(isWithin(step)).filter(({ accepted }) => accepted);
      const study = sent[0]?.object?.dataset.string('StudyInstanceUID');
      const { name = '', characterSet = '' } = step.about;
      const finds = findsIn(archived, stepsOf(archived, 'list')).filter((find) => levelOf(find) === 'STUDY');
      const answers = finds
        .flatMap(({ matches, sent: at }) => matches.map(({ object }) => ({ set: object.dataset, at })))
        .filter(({ set }) => set.string('StudyInstanceUID') === study);
      const back = retrievesIn(archived, stepsOf(archived, 'move'))
        .flatMap(({ received }) => received)
        .filter(({ object }) => object?.dataset.string('StudyInstanceUID') === study);
      for (const { set, at } of answers) {
        const seen = set.string('PatientName');
        evidence.push(refOf(at));
        if (!isKept(seen, name))
          findings.push(
            finding(
              'PS3.4 C.2.2.2',
              `A query returns the name sent in ${characterSet} as "${seen ?? ''}", not "${name}".`,
              refOf(at, { path: 'PatientName' }),
              { expected: name, seen: seen ?? '' },
            ),
          );
      }
      for (const each of back) {
        const seen = each.object?.dataset.string('PatientName');
        evidence.push(instanceRef(each));
        if (!isKept(seen, name))
          findings.push(
            finding(
              'PS3.3 C.12.1.1.2',
              `An object with a name in ${characterSet} comes back with "${seen ?? ''}", not "${name}".`,
              instanceRef(each, { path: 'PatientName' }),
              { expected: name, seen: seen ?? '' },
            ),
          );
      }
      if (sent.length > 0 && (answers.length === 0 || back.length === 0))
        findings.push(
          finding('PS3.4 C', `The study with a name in ${characterSet} is not listed or does not come back.`, {
            event: step.seq,
          }),
        );
      if (sent.length === 0)
        findings.push(
          finding('PS3.4 B', `The PACS did not take an object with a name in ${characterSet}.`, {
            event: step.seq,
          }),
        );
    }
    return decide(findings, 'Names in three character sets came back right, in queries and in objects.', evidence);
  }),
};
