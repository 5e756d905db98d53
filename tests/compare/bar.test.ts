import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readBar } from '../../config/bar';
import type { Bar } from '../../model/bar';
import type { JournalEvent } from '../../model/events';
import type { RunRecord } from '../../model/run-record';
import { sampleRun } from '../../reports/testing/sample-run';
import { compareRuns } from '../../verdicts/comparing/compare';
import { holdToBar } from '../../verdicts/comparing/bar';
import { fits } from '../../verdicts/comparing/buyer';
import { measuresOf } from '../../verdicts/measures';
import { airworthy, scratch } from '../e2e/cli';
import { usualRun } from '../kit/small-run';

const { dir, remove } = scratch();
afterAll(remove);
const at = (name: string) => join(dir, name);

/** RCR-A2.2 fail, RCR-S6.1 pass, RCR-5.2 not tested, RCR-A6.1 inconclusive, RCR-R1.1 not applicable; of 2026-11-24. */
const record = (change: Partial<RunRecord> = {}): RunRecord => ({
  ...sampleRun('x').record,
  measures: [{ name: 'notice-seconds', values: 3, median: 2, p95: 9, worst: 9 }],
  ...change,
});
const standing = (bar: Bar, change?: Partial<RunRecord>) =>
  holdToBar(bar, record(change), 'A').lines.map((line) => line.standing);

describe('a bar held against a run', () => {
  it.each([
    ['RCR-S6.1', 'met'],
    ['RCR-A2.2', 'not-met'],
    ['RCR-5.2', 'cannot-tell'],
    ['RCR-A6.1', 'cannot-tell'],
    ['RCR-R1.1', 'cannot-tell'],
    ['RCR-A', 'not-met'],
    ['AIR-EC-01', 'cannot-tell'],
  ])('has %s as mandatory: %s', (requirement, expected) => {
    expect(standing({ mandatory: [requirement] })).toEqual([expected]);
  });

  it('takes a warning as met unless the buyer says otherwise', () => {
    const warned = record().requirements.map((one) => ({ ...one, verdict: 'warning' as const }));
    const mandatory = ['RCR-S6.1', { requirement: 'RCR-S6.1', warningIsEnough: false }];
    expect(standing({ mandatory }, { requirements: warned })).toEqual(['met', 'not-met']);
  });

  it('holds measured values to their bounds, and never takes silence as kept', () => {
    const threshold = { measure: 'notice-seconds', atMost: 5 } as const;
    const thresholds = [threshold, { ...threshold, of: 'median' as const }, { ...threshold, atMost: 10, minValues: 4 }];
    expect(standing({ thresholds })).toEqual(['not-met', 'met', 'cannot-tell']);
    expect(standing({ thresholds: [threshold] }, { measures: [{ name: 'notice-seconds', values: 0 }] })).toEqual([
      'cannot-tell',
    ]);
    expect(standing({ thresholds: [threshold] }, { measures: undefined })).toEqual(['cannot-tell']);
    expect(standing({ thresholds: [{ ...threshold, atMost: 10 }] }, { complete: false })).toEqual(['cannot-tell']);
  });

  it('does not hold a product to a date that has not come, and does once it has', () => {
    const due = (requirement: string, by: string) => standing({ deadlines: [{ requirement, by }] })[0];
    expect(due('RCR-A2.2', '2026-11-24')).toBe('cannot-tell');
    expect(due('RCR-A2.2', '2026-11-23')).toBe('not-met');
    expect(due('RCR-S6.1', '2026-11-30')).toBe('met');
    expect(due('RCR-5.2', '2026-11-23')).toBe('cannot-tell');
  });

  it('means whole numbers of a clause', () => {
    expect([fits('RCR-S1', 'RCR-S10.1'), fits('RCR-S1', 'RCR-S1.2'), fits('RCR-S', 'RCR-S1.2')]).toEqual([
      false,
      true,
      true,
    ]);
  });

  it('outranks points by must-haves', () => {
    const better = record({
      runId: 'b',
      requirements: record().requirements.map((one) => ({
        ...one,
        verdict: one.id === 'RCR-S6.1' ? ('fail' as const) : ('pass' as const),
        selected: true,
      })),
    });
    const runs = [better, record()].map((each) => ({ record: each, from: '', verified: false, baseline: false }));
    const ranked = (bar?: Bar) =>
      compareRuns(runs, { airworthy: '0', asOf: '2026-11-25', bar }).ranking.places.map(({ label }) => label);
    expect([ranked(), ranked({ mandatory: ['RCR-S6.1'] })]).toEqual([
      ['A', 'B'],
      ['B', 'A'],
    ]);
    expect(ranked({ weights: { default: 0, 'RCR-S6': 1 } })).toEqual(['B', 'A']);
  });
});

describe('bar.yaml', () => {
  const problems = (text: string) => {
    writeFileSync(at('bar.yaml'), text);
    try {
      readBar(at('bar.yaml'), ['RCR-S6.1']);
      return '';
    } catch (error) {
      return (error as Error).message;
    }
  };
  it.each([
    ['mandatory: [RCR-S6]\n', /^$/],
    ['mandatory:\n  - RCR-S6.1\n  - RCR-X9\n', /line 3: no requirement is called "RCR-X9"/],
    ['mandatroy: []\n', /line 1: "mandatroy" is not a key.*Did you mean "mandatory"/],
    ['thresholds:\n  - measure: notice-second\n', /line 2: .*Did you mean "notice-seconds"/],
    ['thresholds:\n  - measure: notice-seconds\n', /line 2: .*no bound/],
    ['deadlines:\n  - requirement: RCR-S6.1\n    by: "2026-02-30"\n', /line 3: "2026-02-30" is no day/],
    ['weights:\n  RCR-S6.1: -1\n', /line 2: .*-1/],
    ['title: Nothing\n', /asks for nothing/],
  ])('%j: %s', (text, expected) => {
    expect(problems(text)).toMatch(expected);
  });
});

describe('what is measured', () => {
  const event = (seq: number, ms: number, body: object) => ({ seq, ms, at: '', previous: '', hash: '', ...body });
  const link = { link: 'ris>ai-platform:mllp', connection: 1, messageType: '', frames: [1, 1] };
  const asked = (seq: number, ms: number, controlId: string) =>
    event(seq, ms, { kind: 'mllp.message', ...link, sender: 'client', controlId });
  const answered = (seq: number, ms: number, id: string) =>
    event(seq, ms, { kind: 'mllp.message', ...link, sender: 'server', controlId: '', acknowledgedControlId: id });
  const fault = (seq: number, active: boolean) =>
    event(seq, 0, { kind: 'tap.fault', link: 'ai-platform>pacs:dimse', fault: 'refuse', active });

  it('leaves out what passed while a fault was played', () => {
    const events = [
      event(1, 0, { kind: 'link.opened', link: link.link, from: 'ris', to: 'ai-platform' }),
      asked(2, 0, 'a'),
      answered(3, 200, 'a'),
      fault(4, true),
      asked(5, 300, 'b'),
      fault(6, false),
      answered(7, 9000, 'b'),
    ] as unknown as JournalEvent[];
    const measures = measuresOf(events, 'ai-platform', record().counts);
    expect(measures.find(({ name }) => name === 'acknowledgement-seconds')).toEqual({
      ...{ name: 'acknowledgement-seconds', values: 1, median: 0.2, p95: 0.2, worst: 0.2, event: 3 },
    });
    expect(measures.find(({ name }) => name === 'notice-seconds')).toEqual({ name: 'notice-seconds', values: 0 });
    expect(measures.find(({ name }) => name === 'fails')?.worst).toBe(1);
  });
});

describe('airworthy bar, of a real run', () => {
  beforeAll(() => usualRun(at('run')));

  it.each([
    ['mandatory: [RCR-S6.1]\nthresholds: [{ measure: notice-seconds, atMost: 600 }]\n', 0, /notice-seconds.*It was \d/],
    ['thresholds: [{ measure: acknowledgement-seconds, atMost: 0 }]\n', 1, /Not met/],
    ['mandatory: [RCR-A2]\n', 3, /Can't be told/],
  ])('%j ends %i', async (text, code, words) => {
    writeFileSync(at('asked.yaml'), text);
    const finished = await airworthy(['bar', at('run'), at('asked.yaml')]);
    expect([finished.code, finished.stdout + finished.stderr]).toEqual([code, expect.stringMatching(words)]);
  });
});
