import { describe, expect, it } from 'vitest';
import type { Defect } from '../../model/defect';
import type { Observation, RequirementResult, RunRecord } from '../../model/run-record';
import type { Verdict } from '../../model/verdict';
import type { KillMatrix, MutantResult } from './contract';
import { judgeMutant, judgeReference } from './judge-mutant';
import { shardOf } from './jobs';
import { exitCodeOfMatrix, mergeMatrices, shortcomingsOf } from './matrix';

const job = { id: 'ai-platform/m', actor: 'ai-platform', kind: 'mutant', mutant: 'm' } as const;
const defect: Defect = {
  id: 'm',
  requirement: 'RCR-A',
  sentence: 'Spoilt.',
  knockOn: [{ requirements: ['RCR-B'], because: 'It says the same.' }],
};

function requirement(id: string, verdict: Verdict, outcome?: Observation['outcome']): RequirementResult {
  const observation = { scenario: 's', check: `check/${id}`, title: '', clause: '', sentence: 'Seen.', findings: [] };
  return {
    id,
    verdict,
    reason: 'Because.',
    selected: true,
    method: 'automated',
    observations: outcome ? [{ ...observation, outcome, evidence: [] }] : [],
  } as unknown as RequirementResult;
}
const record = (...requirements: RequirementResult[]): RunRecord =>
  ({ requirements, complete: true, endReason: 'completed' }) as unknown as RunRecord;
const matrixOf = (...mutants: MutantResult[]): KillMatrix => ({
  format: 1,
  airworthy: '0',
  breadth: 'plain',
  jobs: mutants.map(({ actor, mutant }) => `${actor}/${mutant}`),
  references: [],
  variants: [],
  mutants,
  withoutMutant: [],
});
const judged = (...requirements: RequirementResult[]) => judgeMutant(job, defect, record(...requirements), 1);
const b = requirement('RCR-B', 'fail', 'breach');

describe('killed', () => {
  it.each([
    ['fail', 'breach', 'killed'],
    ['warning', 'breach', 'killed'],
    ['fail', 'nothing-seen', 'survived'],
    ['inconclusive', 'breach', 'survived'],
    ['not-tested', 'nothing-seen', 'survived'],
    ['pass', 'satisfied', 'survived'],
  ] as const)('%s with %s is %s', (verdict, outcome, expected) => {
    expect(judged(requirement('RCR-A', verdict, outcome), b).outcome).toBe(expected);
  });

  it('is an error where the run broke off for reasons of ours', () => {
    const broken = { ...record(requirement('RCR-A', 'not-tested')), complete: false, endReason: 'failed' } as RunRecord;
    expect(judgeMutant(job, defect, broken, 1).outcome).toBe('error');
    expect(exitCodeOfMatrix(matrixOf(judgeMutant(job, defect, broken, 1)))).toBe(3);
  });

  it('is nothing where its requirement was not tried', () => {
    expect(judged(b)).toMatchObject({ outcome: 'survived', verdict: 'absent' });
  });
});

describe('collateral', () => {
  const own = requirement('RCR-A', 'fail', 'breach');

  it('is in order where it was declared', () => {
    expect(exitCodeOfMatrix(matrixOf(judged(own, b)))).toBe(0);
  });

  it('ends 1 where it was not declared', () => {
    const matrix = matrixOf(judged(own, b, requirement('RCR-C', 'warning', 'breach')));
    expect(shortcomingsOf(matrix).wrong).toEqual([
      expect.stringMatching(/RCR-C to warning, undeclared \(check\/RCR-C\)/),
    ]);
    expect(exitCodeOfMatrix(matrix)).toBe(1);
  });

  it('ends 1 where a declared one no longer occurs', () => {
    const matrix = matrixOf(judged(own, requirement('RCR-B', 'pass', 'satisfied')));
    expect(shortcomingsOf(matrix).wrong).toEqual([expect.stringContaining('do not occur: RCR-B')]);
    expect(exitCodeOfMatrix(matrix)).toBe(1);
  });

  it('is in order where one that depends on the moment does not occur', () => {
    const knockOn = [{ requirements: ['RCR-B'], because: 'It may be asked before.', sometimes: true }];
    const unseen = record(own, requirement('RCR-B', 'pass', 'satisfied'));
    expect(exitCodeOfMatrix(matrixOf(judgeMutant(job, { ...defect, knockOn }, unseen, 1)))).toBe(0);
    expect(exitCodeOfMatrix(matrixOf(judgeMutant(job, { ...defect, knockOn }, record(own, b), 1)))).toBe(0);
  });
});

it('fails a reference that does not pass, or of which nothing was decided', () => {
  expect(judgeReference(job, record(requirement('RCR-A', 'pass', 'satisfied')), 1).outcome).toBe('passed');
  expect(judgeReference(job, record(requirement('RCR-A', 'warning', 'breach')), 1).outcome).toBe('failed');
  expect(judgeReference(job, record(requirement('RCR-A', 'not-tested')), 1).outcome).toBe('failed');
  expect(judgeReference(job, record(), 1).outcome).toBe('failed');
});

describe('shards', () => {
  const jobs = ['a', 'b', 'c', 'd', 'e'].map((mutant) => ({ ...job, id: `ai-platform/${mutant}`, mutant }));
  const own = requirement('RCR-A', 'fail', 'breach');
  const partOf = (shard: string): KillMatrix => ({
    ...matrixOf(
      ...shardOf(jobs, shard).map((each) => judgeMutant(each, { ...defect, id: each.mutant }, record(own, b), 1)),
    ),
    jobs: jobs.map(({ id }) => id),
  });

  it('together are the whole, in its order, each job once', () => {
    const merged = mergeMatrices([partOf('2/2'), partOf('1/2')]);
    expect(merged.mutants.map(({ mutant }) => mutant)).toEqual(['a', 'b', 'c', 'd', 'e']);
    expect(exitCodeOfMatrix(merged)).toBe(0);
  });

  it('of which one is missing are incomplete, by name', () => {
    const merged = mergeMatrices([partOf('1/3'), partOf('3/3')]);
    expect(shortcomingsOf(merged).incomplete).toEqual(['2 did not run: ai-platform/b, ai-platform/e.']);
    expect(exitCodeOfMatrix(merged)).toBe(3);
  });

  it('that overlap, or come of different selections, cannot be merged', () => {
    expect(() => mergeMatrices([partOf('1/2'), partOf('1/2')])).toThrow(/more than one/);
    expect(() => mergeMatrices([partOf('1/2'), { ...partOf('2/2'), breadth: 'own' }])).toThrow(/not shards of one/);
    expect(() => mergeMatrices([])).toThrow(/nothing to merge/);
  });

  it.each(['0/2', '3/2', '1', 'x/y', '1/0'])('cannot be "%s"', (shard) => {
    expect(() => shardOf(jobs, shard)).toThrow(/--shard cannot be/);
  });
  it('cannot be empty', () => expect(() => shardOf(jobs, '6/6')).toThrow(/is empty/));
});
