import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RunRecord } from '../../../model/run-record';

/** A moment of a run, as its journal shows it: when so many lines have these words. */
export interface Moment {
  /** Reads on from "killed ". */
  when: string;
  words: RegExp;
  count: number;
  /** Tried in every run of the tests; the others where AIRWORTHY_FAULTS=all. */
  always?: boolean;
}

/** The moments to be tried: `npm run faults` tries them all. */
export const chosen = <M extends Moment>(moments: readonly M[]): M[] =>
  moments.filter(({ always }) => always === true || process.env['AIRWORTHY_FAULTS'] === 'all');

/** Resolves once a run has come to a moment. */
export async function moment(run: string, { words, count, when }: Moment): Promise<void> {
  const journal = join(run, 'journal.ndjson');
  const deadline = performance.now() + RUN_LIMIT_MS / 3;
  const seen = (): number =>
    existsSync(journal)
      ? readFileSync(journal, 'utf8')
          .split('\n')
          .filter((line) => words.test(line)).length
      : 0;
  while (seen() < count) {
    if (performance.now() > deadline) throw new Error(`The run did not come to the moment "${when}".`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

export const recordOf = (run: string): RunRecord =>
  JSON.parse(readFileSync(join(run, 'run.json'), 'utf8')) as RunRecord;

/** `RCR-S1.1 pass`, one for each requirement that was selected; with the reason where it did not pass. */
export const verdictsOf = (run: string): string[] =>
  recordOf(run)
    .requirements.filter(({ selected }) => selected)
    .map(({ id, verdict, reason }) => (verdict === 'pass' ? `${id} pass` : `${id} ${verdict}: ${reason}`));

/**
 * For a run against a struck peer. Its own deadlines end it in a minute or two; a machine with ten other jobs takes several times
 * as long (242 s were seen), and one that hangs never ends.
 */
export const RUN_LIMIT_MS = 900_000;

/** What a plain user must never see. */
export const STACK_TRACE = /^\s+at .*:\d+:\d+\)?$/m;
