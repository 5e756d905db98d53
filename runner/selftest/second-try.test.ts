import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import type { Job, KillMatrix, MutantResult, ReferenceResult } from './contract';
import { AGAIN, doubtfulOf, type TryAgain, trySecondTime } from './second-try';

type Outcome = MutantResult['outcome'];
const jobs = Array.from({ length: 40 }, (_, n): Job => ({
  id: `ris/m${n}`,
  actor: 'ris',
  kind: 'mutant',
  mutant: `m${n}`,
  only: [`R${n}`],
}));
const mutant = (name: string, outcome: Outcome) => ({ actor: 'ris', mutant: name, outcome }) as MutantResult;
const matrixOf = (...outcomes: Outcome[]): KillMatrix =>
  ({
    mutants: outcomes.map((outcome, n) => mutant(`m${n}`, outcome)),
    references: [],
    variants: [],
  }) as unknown as KillMatrix;

/** Answers as told, in the place of processes that run jobs; what it has no answer for was stopped. */
function answers(reference: ReferenceResult['outcome'], mutants: Record<string, Outcome>) {
  const asked: Job[][] = [];
  const tryAgain: TryAgain = (chosen, _patience, keep) => {
    if (chosen.length > 0) asked.push([...chosen]);
    return Promise.resolve(
      chosen.flatMap<MutantResult | ReferenceResult>(({ kind, actor, mutant: name }) => {
        if (kind === 'reference') return [{ actor, outcome: reference } as ReferenceResult];
        const outcome = mutants[name];
        if (outcome !== undefined && keep !== undefined) record(keep, name, 'second');
        return outcome === undefined ? [] : [mutant(name, outcome)];
      }),
    );
  };
  return { asked, tryAgain };
}
function record(folder: string, name: string, text: string): void {
  mkdirSync(join(folder, 'ris', name), { recursive: true });
  writeFileSync(join(folder, 'ris', name, 'run.json'), text);
}
const outcomes = ({ mutants }: KillMatrix) =>
  mutants.map(({ outcome, again }) => (again ? `${outcome} again` : outcome));

it('tries again who survived or met trouble of ours, and nobody else', () => {
  const again = doubtfulOf(matrixOf('killed', 'survived', 'killed', 'error'), jobs);
  expect(again.map((job) => job.mutant)).toEqual(['m1', 'm3']);
});

it('leaves it at that where too many survived for the machine to be the cause', () => {
  const survived = (count: number) => matrixOf(...Array.from({ length: count }, () => 'survived' as const));
  expect(doubtfulOf(survived(AGAIN.atMost), jobs)).toHaveLength(AGAIN.atMost);
  expect(doubtfulOf(survived(AGAIN.atMost + 1), jobs)).toEqual([]);
});

it('takes a fail of what is lawful as it is, at whatever moment it came', () => {
  const notPassed = [{ verdict: 'not-tested' }, { verdict: 'fail' }];
  const references = [{ actor: 'ris', outcome: 'failed', notPassed }];
  const matrix = { mutants: [], references, variants: [] } as unknown as KillMatrix;
  expect(doubtfulOf(matrix, [{ id: 'ris/reference', actor: 'ris', kind: 'reference', mutant: 'reference' }])).toEqual(
    [],
  );
});

it('says of each what the second try saw, and that it was the second', async () => {
  const matrix = matrixOf('killed', 'survived', 'survived', 'error');
  const { asked, tryAgain } = answers('passed', { m1: 'killed', m2: 'survived', m3: 'survived' });
  await trySecondTime(matrix, jobs, tryAgain);
  expect(outcomes(matrix)).toEqual(['killed', 'killed again', 'survived again', 'survived again']);
  // The reference comes first, for the same requirements.
  expect(asked.map((each) => each.map(({ id, only }) => `${id} ${only?.join()}`))).toEqual([
    ['ris/reference R1,R2,R3'],
    ['ris/m1 R1', 'ris/m2 R2', 'ris/m3 R3'],
  ]);
});

it('lets stand what the first try saw where the second met trouble of ours, or was stopped', async () => {
  const matrix = matrixOf('survived', 'survived');
  await trySecondTime(matrix, jobs, answers('passed', { m0: 'error' }).tryAgain);
  expect(outcomes(matrix)).toEqual(['survived', 'survived']);
});

it('lets nobody be caught with waits with which the reference does not pass', async () => {
  const matrix = matrixOf('survived');
  await trySecondTime(matrix, jobs, answers('failed', { m0: 'killed' }).tryAgain);
  expect(outcomes(matrix)).toEqual(['survived']);
});

it('tries the reference again with the waits of its mutants, and a lawful variant with longer ones', async () => {
  const failed = {
    actor: 'ris',
    outcome: 'failed',
    notPassed: [{ verdict: 'not-tested' }],
  } as unknown as ReferenceResult;
  const matrix = {
    mutants: [],
    references: [failed],
    variants: [{ ...failed, variant: 'v' }],
  } as unknown as KillMatrix;
  const patient: number[] = [];
  const tryAgain: TryAgain = (chosen, patience) => {
    patient.push(...chosen.map(() => patience));
    return Promise.resolve(
      chosen.map(({ kind, actor, mutant: variant }) =>
        kind === 'variant'
          ? ({ actor, variant, outcome: 'failed' } as ReferenceResult)
          : ({ actor, outcome: 'passed' } as ReferenceResult),
      ),
    );
  };
  await trySecondTime(
    matrix,
    [
      { id: 'ris/reference', actor: 'ris', kind: 'reference', mutant: 'reference' },
      { id: 'ris/v', actor: 'ris', kind: 'variant', mutant: 'v' },
    ],
    tryAgain,
  );
  expect(patient).toEqual([1, AGAIN.patience]);
  expect(matrix.references).toEqual([{ actor: 'ris', outcome: 'passed', again: true }]);
  expect(matrix.variants).toEqual([{ actor: 'ris', variant: 'v', outcome: 'failed', again: true }]);
});

it('keeps the record of the try that the matrix is about', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'airworthy-second-try-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const name of ['m0', 'm1']) record(folder, name, 'first');
  const { tryAgain } = answers('passed', { m0: 'killed', m1: 'error' });
  await trySecondTime(matrixOf('survived', 'survived'), jobs, tryAgain, folder);
  const read = (name: string) => readFileSync(join(folder, 'ris', name, 'run.json'), 'utf8');
  expect([read('m0'), read('m1')]).toEqual(['second', 'first']);
  expect(existsSync(join(folder, 'second-try'))).toBe(false);
});
