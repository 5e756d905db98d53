import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RunRecord } from '../../../model/run-record';
import { PACKAGE_ROOT } from '../../../model/package-root';
import { start } from '../cli';

type Started = ReturnType<typeof start>;

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
export const chosen = <M extends Pick<Moment, 'always'>>(moments: readonly M[]): M[] =>
  moments.filter(({ always }) => always === true || process.env['AIRWORTHY_FAULTS'] === 'all');

/**
 * Loaded into a run: until it is struck it waits as patiently as a busy machine needs, and only from then on as briefly as its
 * configuration says. It is struck by what is loaded after this, or by SIGUSR2; the file is there once it was.
 */
export const patience = (file: string): string => `
const load = require(${JSON.stringify(join(PACKAGE_ROOT, 'dist', 'config', 'load.js'))});
const { loadSutConfig } = load;
let struck = () => undefined;
load.loadSutConfig = (name) => {
  const config = loadSutConfig(name);
  const brief = config.timeouts;
  config.timeouts = { ...brief, notice: 300, recovery: 300, exchange: 120 };
  struck = () => {
    Object.assign(config.timeouts, brief);
    require('node:fs').writeFileSync(${JSON.stringify(file)}, '');
  };
  return config;
};
process.on('SIGUSR2', () => struck());
`;

/** Starts a run that is patient until it comes to a moment. */
export function patientRun(folder: string, args: string[]) {
  const preload = `${folder}.cjs`;
  writeFileSync(preload, patience(`${folder}.struck`));
  const run = start([...args, '--out', folder], PACKAGE_ROOT, { NODE_OPTIONS: `--require ${preload}` });
  const until = async (reached: Moment): Promise<void> => {
    await moment(run, folder, reached);
    run.child.kill('SIGUSR2');
  };
  return { ...run, moment: until };
}

/** Resolves once a run has come to a moment; rejects with what the run said where it ends before. */
export async function moment(run: Started, folder: string, { words, count, when }: Moment): Promise<void> {
  const journal = join(folder, 'journal.ndjson');
  const deadline = performance.now() + RUN_LIMIT_MS / 3;
  let ended = false;
  void run.exited.then(() => (ended = true));
  const seen = (): number =>
    existsSync(journal)
      ? readFileSync(journal, 'utf8')
          .split('\n')
          .filter((line) => words.test(line)).length
      : 0;
  while (seen() < count) {
    if (ended || performance.now() > deadline)
      throw new Error(`The run did not come to the moment "${when}":\n${run.output()}`);
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
