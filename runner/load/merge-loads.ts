import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { loadFigures } from '../../checks/load/outcome';
import { writeWhole } from '../../evidence/write-all';
import type { LoadPlan, LoadRecord } from '../../model/load';
import { judgeLoad } from './judge-load';
import { LOAD_FILES } from './load-files';

/** Parts that began further apart did not load the product together. */
const TOGETHER_S = 60;

/**
 * Joins load tests that several machines put on one product at one time: each is judged again from its own record, and the
 * figures are made of all studies. Throws one sentence where they are no parts of one test.
 */
export function mergeLoads(dirs: readonly string[], out: string): LoadRecord {
  if (existsSync(out) && readdirSync(out).length > 0)
    throw new Error(`${out} is not empty. Give --out a new folder, so that no record is overwritten.`);
  const records = dirs.map((dir) => judgeLoad(dir));
  const [first, ...others] = records;
  if (!first || others.length === 0) throw new Error('Give at least two load tests to join.');
  others.forEach((other, index) => mustBelong(first, other, dirs[index + 1] ?? ''));
  const plan: LoadPlan = { ...first.plan, perHour: records.reduce((sum, record) => sum + record.plan.perHour, 0) };
  const exams = records.flatMap((record, index) =>
    record.exams.map((exam) => ({ ...exam, caseId: `${basename(dirs[index] ?? '')}/${exam.caseId}` })),
  );
  exams.sort((a, b) => a.due - b.due);
  const complete = records.every((record) => record.complete);
  const sentSeconds = Math.max(...records.map((record) => record.sentSeconds));
  const record: LoadRecord = {
    ...first,
    plan,
    complete,
    ...loadFigures(plan, exams, sentSeconds, complete),
    exams,
    parts: records.map(({ environment, startedAt, counts }, index) => ({
      folder: dirs[index] ?? '',
      ...{ host: environment.host, startedAt, sent: counts.sent },
    })),
  };
  mkdirSync(out, { recursive: true });
  writeWhole(join(out, LOAD_FILES.record), `${JSON.stringify(record, null, 2)}\n`);
  return record;
}

function mustBelong(first: LoadRecord, other: LoadRecord, dir: string): void {
  const same = (what: string, of: (record: LoadRecord) => unknown): void => {
    if (JSON.stringify(of(first)) === JSON.stringify(of(other))) return;
    throw new Error(`${dir} has another ${what} than the first, so they are no parts of one load test.`);
  };
  same('product', ({ sut }) => sut);
  same('airworthy version', ({ airworthy }) => airworthy);
  same('length', ({ plan }) => plan.seconds);
  same('mix', ({ plan }) => plan.mix);
  same('limit (--within)', ({ plan }) => plan.within);
  const apart = Math.abs(Date.parse(first.startedAt) - Date.parse(other.startedAt)) / 1000;
  if (apart > TOGETHER_S)
    throw new Error(
      `${dir} began ${Math.round(apart)} s apart from the first, so they did not load the product together. Begin them within ${TOGETHER_S} s.`,
    );
}
