// The reporting worklist of the RIS with 100,000 exams: the slowest of many filters, each by every order.
//   node -r ts-node/register/transpile-only bench/worklist.ts
import { openDatabase } from '../simulators/ris/database/database';
import { queryWorklist, SORT_KEYS, type WorklistQuery } from '../simulators/ris/reporting-worklist';
import { EXAMS, SEED } from '../tests/kit/many-exams';
import { measured } from './measured';

const FILTERS: WorklistQuery[] = [
  {},
  { aiAbnormality: 'H' },
  { aiAbnormality: 'Rare' },
  { alert: true },
  { modality: 'CT' },
  { specialty: 'S3' },
  { intendedReporter: 'R8' },
  { referralLocation: 'gp', modality: 'MG', urgency: 'urgent' },
  { completedAfter: '2026-02-01T00:00:00Z', completedBefore: '2026-02-02T00:00:00Z' },
];

const database = openDatabase(':memory:');
database.exec(SEED);

/** Time of the processor, and the best of three: the machine does other things too. */
function milliseconds(query: WorklistQuery): number {
  const times = [1, 2, 3].map(() => {
    const began = process.cpuUsage();
    queryWorklist(database, query);
    const { user, system } = process.cpuUsage(began);
    return (user + system) / 1000;
  });
  return Math.min(...times);
}

const asked = FILTERS.flatMap((filter) => SORT_KEYS.map((sort) => ({ ...filter, sort, limit: 100 })))
  .map((query) => ({ query, ms: milliseconds(query) }))
  .sort((a, b) => b.ms - a.ms);
for (const { query, ms } of asked.slice(0, 5)) console.log(`${ms.toFixed(1).padStart(6)} ms  ${JSON.stringify(query)}`);
measured({
  what: `worklist of ${EXAMS.toLocaleString('en')} exams, slowest query`,
  value: asked[0]?.ms ?? NaN,
  unit: 'ms',
  limit: 50,
});
