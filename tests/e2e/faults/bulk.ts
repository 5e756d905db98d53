import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { readJournal } from '../../../evidence/journal';
import { PACKAGE_ROOT } from '../../../model/package-root';
import type { StudySource, SutConfig } from '../../../model/sut';
import { start } from '../cli';
import { describePlatform, writeConfig } from '../platform';
import { longStudy } from './long-study';
import { product } from './product';
import { patience, recordOf, RUN_LIMIT_MS, STACK_TRACE, verdictsOf } from './strike';

export type BulkLink = 'scanner>pacs:dimse' | 'pacs>ai-platform:dimse';
export const BULK_LINKS: BulkLink[] = ['scanner>pacs:dimse', 'pacs>ai-platform:dimse'];

/** Of the first study a short one is sent; of the second the long one. */
export const SELECTED = 'RCR-S1.1';

/** So much has passed since the thread took the connection over, of a study of which more than as much is to come. */
const INTO_IT_BYTES = 6 * 1024 * 1024;

const program = (...names: string[]): string => JSON.stringify(join(PACKAGE_ROOT, 'dist', ...names));

/**
 * Loaded into a run: does something once, in the midst of a study that the thread passes on. It is a script that knows the tap
 * of the link as `tap`, the relay as `relay` and the record as `recording`. The file is there once it was struck.
 */
const inTheMidst = (struck: string, link: BulkLink, strike: string): string => `
// The threads of the run load this, too.
if (require('node:worker_threads').isMainThread) {
${patience(struck)}
const { Tap } = require(${program('protocols', 'tap', 'tap.js')});
const { Relay } = require(${program('protocols', 'tap', 'relay', 'relay.js')});
const taps = [];
const { start } = Tap.prototype;
Tap.prototype.start = async function () {
  await start.call(this);
  taps.push(this);
};
const { take } = Relay.prototype;
let done = false;
Relay.prototype.take = function (client, server, owner) {
  const lane = take.call(this, client, server, owner);
  const tap = taps.find(({ open }) => [...open].some(({ options }) => options.client === client));
  if (lane === undefined || tap?.link !== ${JSON.stringify(link)}) return lane;
  const relay = this;
  const { recording } = this;
  const passed = () => Number(this.thread.places[0]);
  const from = passed();
  const look = () => {
    if (done || !this.lanes.has(lane)) return;
    if (passed() - from < ${INTO_IT_BYTES}) return void setImmediate(look);
    done = true;
    struck();
    ${strike}
  };
  setImmediate(look);
  return lane;
};
}
`;

export interface BulkRun {
  /** Of the configuration, the run folder, and all else. */
  name: string;
  link: BulkLink;
  strike: string;
  /** More to be loaded into the run and its threads. */
  script?: string;
  timeouts?: Partial<SutConfig['timeouts']>;
  change?(config: SutConfig): void;
  /** Folder of the run; one beside the configuration where it is left out. */
  out?: string;
}

/** Made once for all runs of a file. */
let study: StudySource | undefined;

/** A run against a platform in a process of its own, to which a long study is sent. */
export async function bulkRun(dir: string, { name, link, strike, script = '', timeouts, change, out }: BulkRun) {
  const config = await describePlatform();
  config.timeouts = { ...config.timeouts, ...timeouts };
  config.studies = { ...config.studies, negative: [(study ??= longStudy(join(dir, 'long-study')))] };
  change?.(config);
  const file = join(dir, `${name}.yaml`);
  writeConfig(file, config);
  const [preload, struckFile, folder] = [join(dir, `${name}.cjs`), join(dir, `${name}.struck`), out ?? join(dir, name)];
  writeFileSync(preload, `${script}${inTheMidst(struckFile, link, strike)}`);
  const platform = await product('ai-platform', '--set', `sut=${file}`);
  const args = ['run', '--config', file, '--only', SELECTED, '--out', folder];
  const run = start(args, PACKAGE_ROOT, { NODE_OPTIONS: `--require ${preload}` });
  const struck = () => until(run, () => existsSync(struckFile));
  return {
    ...run,
    folder,
    config: file,
    platform,
    struck,
    /** For a run that is struck by HOLD: `work` is done while it stands still in that moment. */
    async held(work: () => Promise<void> | void): Promise<void> {
      await struck();
      await until(run, () => /\) T /.test(readFileSync(`/proc/${run.child.pid}/stat`, 'latin1')));
      await work();
      run.child.kill('SIGCONT');
    },
    /** Nothing of it goes on. */
    end(): void {
      run.child.kill('SIGKILL');
      platform.end();
    },
  };
}

/** The run stands still in that moment, with all its threads, until it is let go on. */
export const HOLD = "process.kill(process.pid, 'SIGSTOP');";

export const fileName = (...words: string[]): string => words.join('-').replaceAll(/[^\w]+/g, '-');

/** Resolves once that is so; rejects with what the run said where it ends before. */
async function until({ exited, output }: ReturnType<typeof start>, isSo: () => boolean): Promise<void> {
  const deadline = performance.now() + RUN_LIMIT_MS / 3;
  let ended = false;
  void exited.then(() => (ended = true));
  while (!isSo()) {
    if (ended || performance.now() > deadline) throw new Error(`The run did not come to the moment:\n${output()}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/**
 * Whatever befell the run: it ended of itself, its record is sound, and it decided nothing against the product, unless what befell
 * it was the product's.
 */
export async function endsInPeace(run: Awaited<ReturnType<typeof bulkRun>>, { ofTheProduct = false } = {}) {
  const code = await run.exited;
  const output = run.output();
  // Else it was no fault in the midst of anything.
  await run.struck();
  expect(output).not.toMatch(STACK_TRACE);
  expect(recordOf(run.folder), output).toMatchObject({ complete: true, endReason: 'completed' });
  const verdicts = verdictsOf(run.folder);
  if (!ofTheProduct) expect(verdicts.filter((each) => / fail:/.test(each))).toEqual([]);
  expect(soundEvents(run.folder).length).toBeGreaterThan(0);
  return { code, verdicts: verdicts.join('\n'), output };
}

/**
 * The events of a run whose journal is an unbroken chain and names no file that is not there whole.
 * @param tornEnd the line that was being written last may be in part there
 */
export function soundEvents(run: string, { tornEnd = false } = {}) {
  const journal = join(run, 'journal.ndjson');
  const { events, problems } = readJournal(journal);
  const lines = readFileSync(journal, 'utf8').split('\n').length;
  expect(problems).toEqual(tornEnd && problems.length > 0 ? [`journal line ${lines} is torn or not JSON`] : []);
  for (const event of events) {
    if (event.kind !== 'dimse.command' || !event.dataset) continue;
    const { file, sha256 } = event.dataset;
    const bytes = readFileSync(join(run, file));
    expect(createHash('sha256').update(bytes).digest('hex'), file).toBe(sha256);
  }
  return events;
}
