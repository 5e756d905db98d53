import { beforeAll, describe, expect, it } from 'vitest';
import { openDatabase, type Database } from './database/database';
import { queryWorklist, SORT_KEYS, type WorklistQuery } from './reporting-worklist';

const COUNT = 100_000;

/**
 * Exams W0, W1 ...: every 10th still waits for AI; every 5th has haemorrhage, every 3rd a fracture, every 20,000th something
 * rare; every 15th an alert. Written by SQL, because one by one would take a minute.
 */
const SEED = `
INSERT INTO exam (accession_number, placer_order_number, filler_order_number, study_instance_uid, patient_id, issuer_of_patient_id,
  patient_name, patient_birth_date, patient_sex, requested_procedure_id, scheduled_procedure_step_id, procedure_code, procedure_scheme,
  procedure_meaning, modality, body_part, specialty, referral_location, urgency, intended_reporter, status, priority, ordered_at,
  completed_at, ai_findings, ai_keys, alert)
WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < ${COUNT})
SELECT 'W' || i, 'P' || i, 'F' || i, '1.2.' || i, 'PID' || i, '', 'A^B', '', '', '', '', 'C', 'L', 'CT head',
  CASE i % 4 WHEN 0 THEN 'CT' WHEN 1 THEN 'MR' WHEN 2 THEN 'DX' ELSE 'MG' END, 'HEAD', 'S' || (i % 7),
  CASE i % 3 WHEN 0 THEN 'emergency' WHEN 1 THEN 'inpatient' ELSE 'gp' END, iif(i % 10 = 0, 'urgent', 'routine'), 'R' || (i % 50),
  iif(i % 10 = 9, 'completed', 'reporting'), iif(i % 15 = 0, 0, iif(i % 10 = 0, 1, 2)), '2026-01-01T00:00:00.000Z',
  strftime('%Y-%m-%dT%H:%M:%fZ', 1767225600 + ((i * 7919) % ${COUNT}) * 60, 'unixepoch'),
  iif(i % 15 = 0, 'Fracture, Haemorrhage', iif(i % 3 = 0, 'Fracture', iif(i % 5 = 0, 'Haemorrhage', ''))), iif(i % 3 = 0, '\x1e' || 'F' || '\x1f' || 'Fracture' || '\x1e', '') || iif(i % 5 = 0, '\x1e' || 'H' || '\x1f' || 'Haemorrhage' || '\x1e', '') || iif(i % 20000 = 0, '\x1e' || 'R' || '\x1f' || 'Rare 100% finding' || '\x1e', ''), i % 15 = 0 FROM n;
INSERT INTO abnormality_name VALUES ('H', 'L', 'Haemorrhage'), ('F', 'L', 'Fracture'), ('R', 'L', 'Rare 100% finding');
`;

let database: Database;
beforeAll(() => {
  database = openDatabase(':memory:');
  database.exec(SEED);
}, 120_000);

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
      (i) => (i * 7919) % COUNT >= 1440 && (i * 7919) % COUNT <= 2880,
    ],
    [{ modality: 'CT', referralLocation: 'emergency', aiAbnormality: 'H' }, (i) => i % 60 === 0],
  ])('%o', (query, expected) => {
    const found = numbers(query);
    expect(found.length).toBeGreaterThan(0);
    expect(found.filter((i) => !expected(i) || i % 10 === 9)).toEqual([]);
    const all = Array.from({ length: COUNT }, (_, i) => i).filter((i) => expected(i) && i % 10 !== 9);
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
    const last = numbers({ sort, descending: true, offset: COUNT * 0.9 - 90, limit: 90 });
    expect(last.reverse()).toEqual(whole);
  });
});

describe('100,000 exams', () => {
  it('are filtered and sorted in less than 50 ms', () => {
    const filters: WorklistQuery[] = [
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
    const slow: string[] = [];
    for (const filter of filters)
      for (const sort of SORT_KEYS) {
        // Time of the processor, and the best of three: the machine does other things too.
        const times = [1, 2, 3].map(() => {
          const began = process.cpuUsage();
          queryWorklist(database, { ...filter, sort, limit: 100 });
          const { user, system } = process.cpuUsage(began);
          return (user + system) / 1000;
        });
        const best = Math.min(...times);
        if (best >= 50) slow.push(`${JSON.stringify(filter)} by ${sort}: ${Math.round(best)} ms`);
      }
    expect(slow).toEqual([]);
  });
});
