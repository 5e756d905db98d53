import { randomUUID } from 'node:crypto';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { writeAll } from '../../evidence/write-all';
import { chunksOf } from '../../model/byte-source';
import type { RunRecord } from '../../model/run-record';
import { writeRecord } from '../run';
import type { RunSource } from '../run-source';
import { readRunStart, writeRunStart, type RunStart } from '../run-start';
import { isUnfinished } from '../unfinished';
import { mergeProblem } from './same-run';

/** Reports of a shard are made anew for the whole. */
const LEFT_OUT = /^(allure-results\/|report\.|junit\.)/;

/**
 * Puts the records of shards into `dir` as one run: each stays whole in a folder of its own, its journal unbroken, and
 * the verdicts are made from all of them. What none of them ran is not tested.
 * @throws Error with one sentence where they are no parts of one run
 */
export function mergeRuns(sources: readonly RunSource[], dir: string): RunRecord {
  const runs = sources
    .map((source) => ({ source, name: source.name, start: readRunStart(source) }))
    .sort((a, b) => (a.start.shard?.index ?? 0) - (b.start.shard?.index ?? 0));
  const [first] = runs;
  if (!first) throw new Error('Name the shards to merge.');
  for (const [index, run] of runs.entries()) {
    for (const other of runs.slice(index + 1)) {
      const problem = mergeProblem(run, other);
      if (problem !== undefined) throw new Error(problem);
    }
    if (!run.start.shard) throw new Error(`${run.name} is no shard: it was made without --shard.`);
  }
  mkdirSync(dir, { recursive: true });
  const merged = runs.map(({ source, start }) => {
    const folder = `shards/${String(start.shard?.index ?? 0)}`;
    copy(source, join(dir, folder));
    return { folder, runId: start.runId };
  });
  const { shard: _shard, ...common } = first.start;
  const started = runs.map(({ start }) => start.startedAt).sort();
  const whole: RunStart = { ...common, runId: randomUUID(), startedAt: started[0] ?? common.startedAt, merged };
  writeRunStart(dir, whole);
  return writeRecord(dir);
}

function copyFile(run: RunSource, path: string, to: string): void {
  const source = run.open(path);
  const fd = openSync(to, 'wx');
  try {
    for (const chunk of chunksOf(source)) writeAll(fd, chunk, path);
  } finally {
    closeSync(fd);
    source.close();
  }
}

function copy(source: RunSource, to: string): void {
  for (const path of source.list()) {
    if (LEFT_OUT.test(path) || isUnfinished(path)) continue;
    mkdirSync(dirname(join(to, path)), { recursive: true });
    copyFile(source, path, join(to, path));
  }
}
