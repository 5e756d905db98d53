import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import type { FromChild } from './child';
import type { Job } from './contract';
import { runInChildren } from './pool';

const folder = mkdtempSync(join(tmpdir(), 'airworthy-pool-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

// A real process: it answers with its own id, dies, throws, or says nothing until it is told to stop.
const program = join(folder, 'child.cjs');
writeFileSync(
  program,
  `const fs = require('node:fs');
process.on('SIGINT', () => {});
process.on('disconnect', () => process.exit(0));
process.on('message', (message) => {
  if (message === 'stop') return process.exit(0);
  const { mutant } = message.job;
  fs.appendFileSync(${JSON.stringify(join(folder, 'pids'))}, process.pid + '\\n');
  if (mutant === 'dies') process.kill(process.pid, 'SIGKILL');
  if (mutant === 'throws') throw new Error('This one cannot go on');
  if (mutant !== 'silent') process.send({ error: String(process.pid) });
});`,
);
const jobs = (...mutants: string[]): Job[] =>
  mutants.map((mutant) => ({ id: `ai-platform/${mutant}`, actor: 'ai-platform', kind: 'mutant', mutant }));

async function pooled(
  list: Job[],
  { workers = 2, signal = new AbortController().signal, onStart = (_job: Job) => {} } = {},
): Promise<Map<string, string>> {
  const answers = new Map<string, string>();
  await runInChildren(list, {
    workers,
    signal,
    program,
    temporary: folder,
    setting: { launcher: 'embedded', tls: {}, scratch: folder, patience: 1 },
    onStart,
    onEnd: (job, answer: FromChild) => answers.set(job.mutant, 'error' in answer ? answer.error : 'result'),
  });
  return answers;
}
const alive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

it('gives every job to one of the processes, and uses each again', async () => {
  const answers = await pooled(jobs('a', 'b', 'c', 'd', 'e'));
  expect([...answers.keys()].sort()).toEqual(['a', 'b', 'c', 'd', 'e']);
  expect(new Set(answers.values()).size).toBeLessThanOrEqual(2);
});

it('makes the crash of a process the error of its job, and goes on with the next', async () => {
  const answers = await pooled(jobs('dies', 'throws', 'a'), { workers: 1 });
  expect(answers.get('dies')).toContain('SIGKILL');
  expect(answers.get('throws')).toContain('This one cannot go on');
  expect(answers.get('a')).toMatch(/^\d+$/);
});

it('leaves no process behind when it is stopped, and no job with an answer that it did not give', async () => {
  const abort = new AbortController();
  let started = 0;
  const answers = await pooled(jobs('silent', 'silent', 'a'), {
    signal: abort.signal,
    onStart: () => {
      started += 1;
      if (started === 2) setImmediate(() => abort.abort());
    },
  });
  expect([...answers.keys()]).toEqual([]);
  const pids = readFileSync(join(folder, 'pids'), 'utf8').trim().split('\n').map(Number);
  expect(pids.filter(alive)).toEqual([]);
});
