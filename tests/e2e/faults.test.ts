import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { findOrthanc } from '../../simulators/pacs/orthanc/find-orthanc';
import type { RunRecord } from '../../model/run-record';
import { airworthy, scratch, start } from './cli';

const { dir, remove } = scratch();
const smallDisk = mountedSmall(join(dir, 'small'));
afterAll(() => {
  if (smallDisk !== undefined) execFileSync('umount', [smallDisk]);
  remove();
});

/** A disk of 9 MB; undefined where only root could have one made. */
function mountedSmall(at: string): string | undefined {
  mkdirSync(at);
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=9m', 'tmpfs', at], { stdio: 'ignore' });
    return at;
  } catch {
    return undefined;
  }
}

const recordOf = (run: string): RunRecord => JSON.parse(readFileSync(join(run, 'run.json'), 'utf8')) as RunRecord;

/** Resolves once the journal of a run holds so many lines with these words. */
async function journalled(run: string, words: RegExp, count: number): Promise<void> {
  const deadline = performance.now() + 120_000;
  const seen = (): number =>
    existsSync(run)
      ? readFileSync(run, 'utf8')
          .split('\n')
          .filter((line) => words.test(line)).length
      : 0;
  while (seen() < count) {
    if (performance.now() > deadline) throw new Error(`${String(words)} was not journalled ${count} times`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** The Orthanc that a run has started: the child of its guardian. */
function orthancOf(pid: number | undefined): number {
  const lines = execFileSync('ps', ['-eo', 'pid=,ppid=,comm='], { encoding: 'utf8' }).trim().split('\n');
  const processes = lines
    .map((line) => line.trim().split(/\s+/))
    .map(([own, parent, name]) => ({ own: Number(own), parent: Number(parent), name }));
  const guardians = processes.filter(({ parent }) => parent === pid).map(({ own }) => own);
  const orthanc = processes.find(({ parent, name }) => name === 'Orthanc' && guardians.includes(parent));
  if (!orthanc) throw new Error('The run has started no Orthanc.');
  return orthanc.own;
}

describe.skipIf(!findOrthanc())('a run whose PACS is killed', () => {
  // Images and results of the exam of the preflight come first.
  it.each([
    ['while the scanner sends the images', /"link":"scanner>pacs:dimse".*"command":"C-STORE-RQ"/, 30],
    ['while the AI platform stores its results', /"link":"ai-platform>pacs:dimse".*"command":"C-STORE-RQ"/, 12],
  ])(
    '%s ends, blames nobody, and says who went away',
    async (_, words, count) => {
      const out = join(dir, `killed-${count}`);
      const run = start(['demo', '--pacs', 'path', '--only', 'RCR-A2.1', 'RCR-S6.1', '--out', out]);
      await journalled(join(out, 'journal.ndjson'), words, count);
      process.kill(orthancOf(run.child.pid), 'SIGKILL');
      expect(await run.exited).toBe(3);
      const { requirements } = recordOf(out);
      const selected = requirements.filter((each) => each.selected);
      expect(selected.map(({ verdict }) => verdict)).not.toContain('fail');
      expect(selected.some(({ reason }) => /The PACS .* went away in mid-run/.test(reason))).toBe(true);
    },
    240_000,
  );
});

describe.skipIf(smallDisk === undefined)('a run whose disk is full', () => {
  it('goes on to its end, blames nobody, says so in a sentence and ends 3', async () => {
    const out = join(smallDisk ?? '', 'run');
    const { code, stdout, stderr } = await airworthy([
      'demo',
      '--pacs',
      'embedded',
      '--only',
      'RCR-A2.1',
      '--out',
      out,
    ]);
    expect(code).toBe(3);
    expect(`${stdout}${stderr}`).toContain('The run record is incomplete');
    expect(`${stdout}${stderr}`).not.toMatch(/^\s+at .*:\d+:\d+\)?$/m);
  }, 240_000);
});
