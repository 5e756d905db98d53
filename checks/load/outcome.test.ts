import { describe, expect, it } from 'vitest';
import type { LoadExam, LoadPlan } from '../../model/load';
import { loadFigures, spreadOf } from './outcome';

const PLAN: LoadPlan = { perHour: 60, seconds: 600, arrivals: 'even', seed: 1, mix: { negative: 1 }, within: 10 };

const exam = (about: Partial<LoadExam> = {}, index = 0): LoadExam => ({
  ...{ caseId: `case-${index}`, accessionNumber: `A${index}`, kind: 'negative', study: 'a study' },
  ...{ due: index * 60, begun: index * 60, fate: 'delivered', completed: index * 60 + 1, results: 2, violations: [] },
  ...{ toFirstResult: 3, toLastResult: 4, toNotice: 5 },
  ...about,
});
const many = (count: number, about: (index: number) => Partial<LoadExam> = () => ({})): LoadExam[] =>
  Array.from({ length: count }, (_, index) => exam(about(index), index));
const figures = (exams: LoadExam[], o: { plan?: Partial<LoadPlan>; complete?: boolean } = {}) =>
  loadFigures({ ...PLAN, ...o.plan }, exams, 600, o.complete ?? true);

describe('the outcome of a load test', () => {
  it('is met where every study came through in time', () => {
    expect(figures(many(10))).toMatchObject({ outcome: 'met', sentPerHour: 60, counts: { delivered: 10 } });
  });

  it.each<[string, Partial<LoadExam>, RegExp]>([
    ['a study is lost', { fate: 'lost', toNotice: undefined }, /1 study of 10 got no notice/],
    [
      'one within the intended use is not analysed',
      { fate: 'declined' },
      /1 study within the intended use was not analysed/,
    ],
    ['something came early', { violations: [{ check: 'x', sentence: 'y', evidence: [] }] }, /1 fault in the order/],
  ])('is not met where %s', (_, about, reason) => {
    const { outcome, reasons } = figures(many(10, (index) => (index === 4 ? about : {})));
    expect(outcome).toBe('not-met');
    expect(reasons[0]).toMatch(reason);
  });

  it('is not met where more than five of a hundred took too long, and only then', () => {
    const slow = (count: number) => many(100, (index) => (index < count ? { toNotice: 11 } : {}));
    expect(figures(slow(5)).outcome).toBe('met');
    expect(figures(slow(6))).toMatchObject({ outcome: 'not-met' });
    expect(figures(slow(100), { plan: { within: undefined } }).outcome).toBe('met');
  });

  it('does not hold against a product that a study outside its intended use was declined', () => {
    expect(figures(many(3, (index) => (index === 0 ? { kind: 'out-of-scope', fate: 'declined' } : {}))).outcome).toBe(
      'met',
    );
  });

  it.each<[string, Partial<LoadExam>, boolean]>([
    ['the harness could not send a study', { fate: 'not-sent', completed: undefined, toNotice: undefined }, true],
    ['a study was still under way', { fate: 'unfinished', toNotice: undefined }, true],
    ['it was stopped', {}, false],
  ])("can't be told where %s", (_, about, complete) => {
    expect(
      figures(
        many(10, (index) => (index === 9 ? about : {})),
        { complete },
      ).outcome,
    ).toBe('inconclusive');
  });

  it('blames slow times on the harness where it was late itself', () => {
    const { outcome, reasons } = figures(many(10, (index) => ({ begun: index * 60 + 5, toNotice: 30 })));
    expect(outcome).toBe('inconclusive');
    expect(reasons[0]).toMatch(/The harness itself began studies up to 5.0 s late/);
  });

  it("can't be told where nothing was sent", () => {
    expect(figures([])).toMatchObject({ outcome: 'inconclusive', notice: undefined, mostAtOnce: 0 });
  });

  it('says that a product falls behind', () => {
    const { reasons, drift } = figures(many(12, (index) => ({ toNotice: 1 + index / 2 })));
    expect(drift).toEqual({ first: 1.5, last: 5.5 });
    expect(reasons).toContainEqual(expect.stringMatching(/fell behind: the median rose from 1.5 s .* to 5.5 s/));
  });

  it('counts how many were with the product at a time', () => {
    expect(figures(many(4, () => ({ completed: 10, toNotice: 5 }))).mostAtOnce).toBe(4);
    expect(figures(many(4, (index) => ({ completed: index * 5, toNotice: 5 }))).mostAtOnce).toBe(1);
  });
});

it('gives figures that were seen, not ones between', () => {
  expect(spreadOf([4, 1, 3, 2])).toEqual({ values: 4, median: 2, p90: 4, p95: 4, p99: 4, worst: 4 });
  expect(spreadOf([])).toBeUndefined();
});
