import { beforeAll, describe, expect, it } from 'vitest';
import { EXAMS, SEED } from '../../tests/kit/many-exams';
import { openDatabase, type Database } from './database/database';
import { queryWorklist, SORT_KEYS, type WorklistQuery } from './reporting-worklist';

let database: Database;
beforeAll(() => {
  database = openDatabase(':memory:');
  database.exec(SEED);
});

const numbers = (query: WorklistQuery): number[] =>
  queryWorklist(database, query).map(({ exam }) => Number(exam.accession_number.slice(1)));

describe('filters', () => {
  it.each<[WorklistQuery, (i: number) => boolean]>([
    [{ aiAbnormality: 'H' }, (i) => i % 5 === 0],
    [{ aiAbnormality: 'fract' }, (i) => i % 3 === 0],
    [{ aiAbnormality: '100%' }, (i) => i % 20_000 === 0],
    [{ aiAbnormality: '%' }, (i) => i % 20_000 === 0],
    [{ alert: true }, (i) => i % 15 === 0],
    [{ alert: false }, (i) => i % 15 !== 0],
    [{ referralLocation: 'gp' }, (i) => i % 3 === 2],
    [{ modality: 'MR' }, (i) => i % 4 === 1],
    [{ specialty: 'S6' }, (i) => i % 7 === 6],
    [{ urgency: 'urgent' }, (i) => i % 10 === 0],
    [{ priority: 'expedited' }, (i) => i % 15 === 0],
    [{ intendedReporter: 'R8' }, (i) => i % 50 === 8],
    [
      { completedAfter: '2026-01-02T01:00:00+01:00', completedBefore: '2026-01-03T00:00:00Z' },
      (i) => (i * 7919) % EXAMS >= 1440 && (i * 7919) % EXAMS <= 2880,
    ],
    [{ modality: 'CT', referralLocation: 'emergency', aiAbnormality: 'H' }, (i) => i % 60 === 0],
  ])('%o', (query, expected) => {
    const found = numbers(query);
    expect(found.length).toBeGreaterThan(0);
    expect(found.filter((i) => !expected(i) || i % 10 === 9)).toEqual([]);
    const all = Array.from({ length: EXAMS }, (_, i) => i).filter((i) => expected(i) && i % 10 !== 9);
    expect(found).toHaveLength(Math.min(500, all.length));
  });

  it('find nothing where no abnormality has that name', () => {
    expect(numbers({ aiAbnormality: "x' OR '1'='1" })).toEqual([]);
  });

  it('say what time is no time', () => {
    expect(() => numbers({ completedAfter: 'soon' })).toThrow(/completedAfter "soon" is no date and time/);
  });
});

describe('orders', () => {
  it('put what is expedited first, and of that what waits longest', () => {
    const rows = queryWorklist(database, {}).map(({ exam }) => exam);
    const keys = rows.map(({ priority, completed_at }) => `${priority} ${completed_at}`);
    expect(rows[0]?.priority).toBe(0);
    expect(keys).toEqual([...keys].sort());
  });

  it.each(SORT_KEYS)('by %s read the same both ways, page by page', (sort) => {
    const whole = numbers({ sort, limit: 90 });
    const paged = [0, 30, 60].flatMap((offset) => numbers({ sort, limit: 30, offset }));
    expect(paged).toEqual(whole);
    expect(new Set(whole).size).toBe(90);
    const last = numbers({ sort, descending: true, offset: EXAMS * 0.9 - 90, limit: 90 });
    expect(last.reverse()).toEqual(whole);
  });
});
