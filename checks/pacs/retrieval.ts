import type { RetrieveExchange } from '../../model/archive-record';
import type { Check, Finding } from '../../model/check';
import type { StoredInstance } from '../../model/record';
import {
  decide,
  failuresOf,
  finding,
  instanceRef,
  isAir,
  judging,
  keyOf,
  kept,
  kindOf,
  levelOf,
  nothingSeen,
  refOf,
  retrievesIn,
  stepsOf,
} from './reading';

const KEYS = ['StudyInstanceUID', 'SeriesInstanceUID', 'SOPInstanceUID'];

function wanted(retrieve: RetrieveExchange, instances: readonly StoredInstance[]): StoredInstance[] {
  return instances.filter(({ object }) =>
    KEYS.every((key) => keyOf(retrieve, key) === '' || object?.dataset.string(key) === keyOf(retrieve, key)),
  );
}

/** Param `by`: `move` or `get`. */
export const retrieved: Check = {
  id: 'pacs/retrieved-at-all-levels',
  title: 'Results are given out at study, series and instance level',
  clause: 'PS3.4 C.4.2, C.4.3',
  judge: judging((archived, params) => {
    const by = String(params['by']);
    const steps = stepsOf(archived, by);
    const taken = kept(archived).filter(isAir);
    if (steps.length === 0 || taken.length === 0)
      return nothingSeen('No result was stored and then retrieved in this way.');
    const clause = by === 'get' ? 'PS3.4 C.4.3' : 'PS3.4 C.4.2';
    const findings: Finding[] = failuresOf(steps, clause);
    const retrieves = retrievesIn(archived, steps);
    for (const retrieve of retrieves) {
      const level = levelOf(retrieve).toLowerCase();
      const got = new Set(retrieve.received.map(({ sopInstanceUid }) => sopInstanceUid));
      for (const each of wanted(retrieve, taken).filter(({ sopInstanceUid }) => !got.has(sopInstanceUid)))
        findings.push(
          finding(
            clause,
            `${retrieve.command} at ${level} level does not give the ${kindOf(each.sopClassUid)}.`,
            refOf(retrieve.sent),
          ),
        );
      if (retrieve.status !== 0) {
        const status = (retrieve.status ?? 0).toString(16).padStart(4, '0').toUpperCase();
        findings.push(
          finding(
            clause,
            `${retrieve.command} at ${level} level ends with status ${status}H.`,
            refOf(retrieve.answered ?? retrieve.sent),
          ),
        );
      }
    }
    return decide(
      findings,
      `Every result came by ${retrieves[0]?.command ?? by} at every level.`,
      retrieves.flatMap(({ received }) => received.map((each) => instanceRef(each))),
    );
  }),
};
