import { existsSync, mkdirSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawn } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PACKAGE_ROOT } from '../../model/package-root';
import type { RunRecord } from '../../model/run-record';
import { airworthy, scratch } from '../e2e/cli';
import { expectNobodyNamed } from '../kit/identifiers';
import { folderSource } from '../../runner/run-source';
import { seeded } from '../../model/random';

const { dir, remove } = scratch();
afterAll(remove);
const at = (...names: string[]) => join(dir, ...names);
const DEMO = ['demo', '--pacs', 'embedded', '--no-tls', '--only', 'RCR-S6.1', 'RCR-A3.1', 'RCR-A4.1'];

const linesOf = (run: string): string[] =>
  existsSync(join(run, 'journal.ndjson'))
    ? readFileSync(join(run, 'journal.ndjson'), 'utf8').split('\n').slice(0, -1)
    : [];
const recordOf = (run: string) => JSON.parse(readFileSync(join(run, 'run.json'), 'utf8')) as RunRecord;
const partsIn = (run: string): string[] =>
  folderSource(run)
    .list()
    .filter((name) => name.endsWith('.part'));
const verdicts = ({ requirements }: RunRecord) => requirements.map(({ id, verdict }) => `${id} ${verdict}`);

/** Loaded into a run: holds it in the very moment in which it records that event, and says so by a file. */
const HOLD = (event: number, held: string): string => `
const { Tap } = require(${JSON.stringify(join(PACKAGE_ROOT, 'dist', 'protocols', 'tap', 'tap.js'))});
const { start } = Tap.prototype;
let listens = false;
Tap.prototype.start = async function () {
  await start.call(this);
  if (listens) return;
  listens = true;
  const { recording } = this.options;
  recording.onEvent(() => {
    if (recording.events.length !== ${event}) return;
    require('node:fs').writeFileSync(${JSON.stringify(held)}, '');
    process.kill(process.pid, 'SIGSTOP');
  });
};
`;

/** The same in the moment in which so many pieces of long files were written. */
const HOLD_IN_FILE = (pieces: number, held: string): string => `
const { FileWriter } = require(${JSON.stringify(join(PACKAGE_ROOT, 'dist', 'evidence', 'file-writer.js'))});
const { write } = FileWriter.prototype;
let written = 0;
FileWriter.prototype.write = function (bytes) {
  write.call(this, bytes);
  if (this.held === undefined) written += 1;
  if (written !== ${pieces}) return;
  written += 1;
  require('node:fs').writeFileSync(${JSON.stringify(held)}, '');
  process.kill(process.pid, 'SIGSTOP');
};
`;

/** Starts a run and kills it with no warning once it is held. Gives the lines of its journal there were then. */
async function killed(run: string, hold: (held: string) => string): Promise<string[]> {
  const main = join(PACKAGE_ROOT, 'dist', 'cli', 'main.js');
  const [preload, held] = [`${run}.cjs`, `${run}.held`];
  writeFileSync(preload, hold(held));
  const env = { ...process.env, NODE_OPTIONS: `--require ${preload}` };
  const child = spawn(process.execPath, [main, ...DEMO, '--out', run], { stdio: 'ignore', env });
  const exited = new Promise((resolve) => child.on('exit', resolve));
  await expect
    .poll(() => existsSync(held) || child.exitCode, { message: 'it comes to that moment', timeout: 500_000 })
    .toBe(true);
  // While it lives, nobody else goes on with it.
  expect(await airworthy(['resume', run])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining(`is still being written to by process ${child.pid}`),
  });
  const seen = linesOf(run);
  child.kill('SIGKILL');
  await exited;
  return seen;
}

let unbroken: RunRecord;
let events = 0;
beforeAll(async () => {
  await airworthy([...DEMO, '--out', at('whole')]);
  unbroken = recordOf(at('whole'));
  events = linesOf(at('whole')).length;
});

describe('a run that is killed', () => {
  const random = seeded(20261125);

  it.concurrent.each([0.3 + random() * 0.3, 0.7 + random() * 0.2])(
    'at %f of its course opens, lost nothing and goes on to the same verdicts',
    async (part) => {
      const run = at(`killed-${part}`);
      const seen = await killed(run, (held) => HOLD(Math.floor(part * events), held));
      const judged = await airworthy(['judge', run]);
      expect([judged.code, judged.stderr]).toEqual([3, '']);
      expect(linesOf(run).slice(0, seen.length)).toEqual(seen);
      expect(await airworthy(['report', run, '--html'])).toMatchObject({ code: 0 });
      expect(recordOf(run)).toMatchObject({ complete: false, endReason: 'interrupted' });

      const resumed = await airworthy(['resume', run]);
      expect(resumed.stderr).toBe('');
      const record = recordOf(run);
      expect(record.complete, resumed.stdout).toBe(true);
      expect(record.resumed).toHaveLength(1);
      expect(verdicts(record)).toEqual(verdicts(unbroken));
      // Every scenario counts once, and none of them stands on what was begun and not finished.
      expect(new Set(record.scenarios.map(({ id }) => id)).size).toBe(unbroken.scenarios.length);
      expect(record.requirements.map(({ observations }) => observations.length)).toEqual(
        unbroken.requirements.map(({ observations }) => observations.length),
      );
      const pack = `${run}.zip`;
      await airworthy(['pack', run, '--out', pack]);
      expect(await airworthy(['verify', pack])).toMatchObject({ code: 0 });
      expect(readFileSync(join(run, 'report.html'), 'utf8')).toContain('cut short, and resumed at');
      const redacted = `${run}-redacted.zip`;
      expect(await airworthy(['pack', run, '--redact', '--out', redacted])).toMatchObject({ code: 0 });
      expectNobodyNamed(run, redacted);
      expect(await airworthy(['verify', redacted])).toMatchObject({ code: 0 });
    },
  );

  it('within a long file is judged and packed without it, and goes on when it is removed', async () => {
    const run = at('killed-in-a-file');
    await killed(run, (held) => HOLD_IN_FILE(20, held));
    expect(partsIn(run)).toEqual([expect.stringMatching(/^objects\/\d{5}-[0-9.]+\.dcm\.part$/)]);
    // More than can be redacted in one piece; nothing in the record rests on it.
    const body = join(run, 'bodies', '99999-stow-rs.part');
    mkdirSync(join(run, 'bodies'), { recursive: true });
    writeFileSync(body, '--');
    truncateSync(body, 600 * 1024 * 1024);
    // By somebody else, who knows what it is.
    writeFileSync(join(run, 'notes.part'), 'a note');
    const which = 'were still being written when the run was killed (bodies/99999-stow-rs.part and 1 other, ';

    const judged = await airworthy(['judge', run]);
    expect([judged.code, judged.stderr]).toEqual([3, '']);
    expect(judged.stdout).toContain(`2 files ${which}`);
    for (const more of [[], ['--redact']]) {
      const pack = `${run}${more.join('')}.zip`;
      const packed = await airworthy(['pack', run, ...more, '--out', pack]);
      expect([packed.code, packed.stderr]).toEqual([0, '']);
      expect(packed.stdout).toContain(`2 files ${which}`);
      expect((await airworthy(['verify', pack])).stdout).toContain('Everything that was checked holds.');
    }

    const resumed = await airworthy(['resume', run]);
    expect(resumed.stderr).toBe('');
    expect(resumed.stdout).toMatch(/^2 files that were still being written when the run was killed .* are removed\.$/m);
    expect(partsIn(run)).toEqual(['shards/1/notes.part']);
    // The killed run could not remove its PACS's folder.
    expect(readdirSync(tmpdir()).filter((name) => /^airworthy-(run|demo|resume)-/.test(name))).toEqual([]);
    expect(verdicts(recordOf(run))).toEqual(verdicts(unbroken));
    expect((await airworthy(['judge', run])).stdout).not.toContain('still being written');
  });

  it('is not resumed where it ran to its end, is a shard, or is no run', async () => {
    expect(await airworthy(['resume', at('whole')])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('ran to its end; there is nothing to resume'),
    });
    expect(await airworthy(['resume', dir])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('is not a run folder'),
    });
  });
});
