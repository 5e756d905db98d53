import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Verdict } from '../../model/verdict';
import { type Job, type KillMatrix, type MutantResult, REFERENCE, type ReferenceResult } from './contract';

/**
 * What a spoilt actor does late is told from what it never does, and a blind check from a busy moment: what did not come out as it
 * should is tried once more by itself, with waits so many times as long. Where more than a few did not, the machine is not the cause.
 */
export const AGAIN = { patience: 4, atMost: 10 };

const SECOND = 'second-try';

type Result = MutantResult | ReferenceResult;
/** Runs jobs one after the other, each wait longer by `patience`. Of what it is told to stop it says nothing. */
export type TryAgain = (jobs: readonly Job[], patience: number, keep?: string) => Promise<Result[]>;

/** Tries once more what did not come out as it should, and puts what that saw into the matrix. */
export async function trySecondTime(
  matrix: KillMatrix,
  jobs: readonly Job[],
  tryAgain: TryAgain,
  keep?: string,
): Promise<void> {
  const doubtful = doubtfulOf(matrix, jobs);
  const of = (kind: Job['kind']) => doubtful.filter((job) => job.kind === kind);
  const records = keep === undefined ? undefined : join(keep, SECOND);
  const seconds = [
    // It has the waits that its mutants had: with longer ones it would prove nothing of them.
    ...(await tryAgain(of('reference'), 1, records)),
    ...(await tryAgain(of('variant'), AGAIN.patience, records)),
    ...(await tryAgain(await soundlyTried(of('mutant'), tryAgain), AGAIN.patience, records)),
  ];
  for (const second of seconds) {
    // Trouble of ours takes nothing back of what the first try saw.
    if (second.outcome === 'error') continue;
    replace(matrix, second);
    if (keep !== undefined) await replaceRecord(keep, idOf(second));
  }
  if (records !== undefined) await rm(records, { recursive: true, force: true });
}

/** Jobs that are to be tried once more. A fail of what is lawful is none of them: whenever it comes, it is a finding about us. */
export function doubtfulOf({ mutants, references, variants }: KillMatrix, jobs: readonly Job[]): Job[] {
  const lawful = [...references, ...variants].filter(({ notPassed }) => !notPassed.some(isRed));
  const ids = new Set([...mutants, ...lawful].filter(isWrong).map(idOf));
  return ids.size > AGAIN.atMost ? [] : jobs.filter(({ id }) => ids.has(id));
}

/**
 * Those whose reference passes for the same requirements with the longer waits. Where it does not, what is caught with those
 * waits proves nothing, and what the first try saw stands.
 */
async function soundlyTried(mutants: readonly Job[], tryAgain: TryAgain): Promise<Job[]> {
  const references = await tryAgain(referencesFor(mutants), AGAIN.patience);
  const sound = new Set(references.filter((each) => !isWrong(each)).map(({ actor }) => actor));
  return mutants.filter(({ actor }) => sound.has(actor));
}

function referencesFor(mutants: readonly Job[]): Job[] {
  return [...new Set(mutants.map(({ actor }) => actor))].map((actor) => {
    const scopes = mutants.filter((each) => each.actor === actor).map(({ only }) => only);
    const all = scopes.flatMap((scope) => scope ?? []);
    const only = scopes.includes(undefined) ? undefined : [...new Set(all)];
    return { id: `${actor}/${REFERENCE}`, actor, kind: 'reference', mutant: REFERENCE, only };
  });
}

function isWrong({ outcome }: Result): boolean {
  return outcome !== 'killed' && outcome !== 'passed';
}

function isRed({ verdict }: { verdict: Verdict }): boolean {
  return verdict === 'fail' || verdict === 'warning';
}

function replace(matrix: KillMatrix, second: Result): void {
  const put = <T extends Result>(results: T[], again: T) => {
    const at = results.findIndex((first) => idOf(first) === idOf(again));
    results[at] = { ...again, again: true };
  };
  if ('mutant' in second) put(matrix.mutants, second);
  else put(second.variant === undefined ? matrix.references : matrix.variants, second);
}

/** The record of the first try gives way to that of the second, which the matrix is now about. */
async function replaceRecord(keep: string, id: string): Promise<void> {
  await rm(join(keep, id), { recursive: true, force: true });
  await rename(join(keep, SECOND, id), join(keep, id));
}

function idOf(result: Result): string {
  return `${result.actor}/${'mutant' in result ? result.mutant : (result.variant ?? REFERENCE)}`;
}
