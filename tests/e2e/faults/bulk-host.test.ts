import { execFileSync } from 'node:child_process';
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { PACKAGE_ROOT } from '../../../model/package-root';
import { systemCalls } from '../../../protocols/tap/relay/system-calls';
import { airworthy, scratch } from '../cli';
import { PATIENT } from '../platform';
import { BULK_LINKS, type BulkLink, bulkRun, endsInPeace, fileName, HOLD, SELECTED, soundEvents } from './bulk';
import { leapingClock } from './clock';
import { mountedSmall } from './small-disk';
import { chosen, recordOf, RUN_LIMIT_MS, STACK_TRACE, verdictsOf } from './strike';

const { dir, remove } = scratch();
/** Room for all that a run records of the study, unless somebody else takes it. */
const smallDisk = mountedSmall(join(dir, 'small'), 600);
afterAll(() => {
  if (smallDisk !== undefined) execFileSync('umount', [smallDisk]);
  remove();
});

const ballast = join(dir, 'small', 'ballast');
/** Takes all the room that is left. */
const FILL = `
const fs = require('node:fs');
const ballast = fs.openSync(${JSON.stringify(ballast)}, 'w');
for (let bytes = 1024 * 1024; bytes >= 1; bytes = Math.floor(bytes / 2)) {
  try {
    while (fs.writeSync(ballast, Buffer.alloc(bytes)) === bytes);
  } catch {}
}
`;
const FULL = BULK_LINKS.flatMap((link) => [
  { link, lasting: true, always: link === 'scanner>pacs:dimse' },
  { link, lasting: false, always: false },
]);

const bothLinks = (always?: BulkLink) => chosen(BULK_LINKS.map((link) => ({ link, always: link === always })));

describe.skipIf(!systemCalls())('in the midst of a long study', () => {
  it.skipIf(smallDisk === undefined).each(chosen(FULL))(
    'the disk becomes full on $link (for good: $lasting): the run goes on to its end, blames nobody, and says so in a sentence',
    async ({ link, lasting }) => {
      const out = join(smallDisk ?? '', fileName('full', link, String(lasting)));
      const strike = lasting ? FILL : `${FILL} setTimeout(() => fs.rmSync(${JSON.stringify(ballast)}), 1000);`;
      // What cannot be recorded is waited for in vain.
      const timeouts = { notice: 6, recovery: 6, exchange: 5 };
      const run = await bulkRun(dir, { name: fileName('full', link, String(lasting)), link, strike, timeouts, out });
      try {
        const code = await run.exited;
        await run.struck();
        expect(run.output()).toContain('The run record is incomplete');
        expect(run.output()).not.toMatch(STACK_TRACE);
        expect(code, run.output()).toBe(3);
        rmSync(ballast, { force: true });
        soundEvents(out, { tornEnd: true });
        const judged = await airworthy(['judge', out]);
        expect(judged.stdout + judged.stderr).not.toMatch(STACK_TRACE);
        expect(judged.code).not.toBe(0);
        if (!lasting) expect(verdictsOf(out).join('\n')).not.toMatch(/ (pass$|fail:)/m);
      } finally {
        run.end();
        rmSync(ballast, { force: true });
        rmSync(out, { recursive: true, force: true });
      }
    },
    RUN_LIMIT_MS,
  );

  it.each(bothLinks())(
    'what keeps it for the record cannot be written on $link: all of it is recorded nevertheless',
    async ({ link }) => {
      const name = fileName('spool', link);
      const script = `
const { workerData } = require('node:worker_threads');
if (workerData?.places) {
  const { SpoolWriter } = require(${JSON.stringify(join(PACKAGE_ROOT, 'dist', 'protocols', 'tap', 'relay', 'spool-writer.js'))});
  const { writePiece } = SpoolWriter.prototype;
  SpoolWriter.prototype.writePiece = function () {
    if (require('node:fs').existsSync(${JSON.stringify(join(dir, `${name}.struck`))}))
      throw new Error('ENOSPC: no space left on device, write');
    writePiece.call(this);
  };
}`;
      const run = await bulkRun(dir, { name, link, strike: '', script, timeouts: PATIENT });
      try {
        const { code, verdicts, output } = await endsInPeace(run);
        expect(verdicts).toBe(`${SELECTED} pass`);
        expect(code, output).toBe(0);
      } finally {
        run.end();
      }
    },
    RUN_LIMIT_MS,
  );

  it.each(bothLinks())(
    'the thread that passes it on ends on $link: the run says that it was our doing, and goes on',
    async ({ link }) => {
      const run = await bulkRun(dir, {
        ...{ name: fileName('thread', link), link, strike: 'void relay.thread.worker.terminate();' },
      });
      try {
        const { code, verdicts } = await endsInPeace(run);
        const sentences = soundEvents(run.folder).map((event) =>
          event.kind === 'harness.problem' ? event.sentence : '',
        );
        expect(sentences.join('\n')).toMatch(/Connections were broken off by the harness/);
        expect([0, 3], verdicts).toContain(code);
      } finally {
        run.end();
      }
    },
    RUN_LIMIT_MS,
  );

  it.each(chosen([{ leap: 3_600_000 }, { leap: -86_400_000 }].map((each) => ({ ...each, always: false }))))(
    'the clock leaps by $leap ms: verdicts are the same, and so are they when it is judged again',
    async ({ leap }) => {
      const run = await bulkRun(dir, {
        ...{
          name: fileName('leap', String(leap)),
          link: 'pacs>ai-platform:dimse',
          strike: '',
          script: leapingClock(leap),
          timeouts: PATIENT,
        },
      });
      try {
        const { code, verdicts } = await endsInPeace(run);
        expect(verdicts).toBe(`${SELECTED} pass`);
        expect(code).toBe(0);
        expect((await airworthy(['judge', run.folder])).stdout).toMatch(/verdicts are the same/);
      } finally {
        run.end();
      }
    },
    RUN_LIMIT_MS,
  );

  it.each(bothLinks())(
    'the computer sleeps on $link: the run goes on when it wakes',
    async ({ link }) => {
      const run = await bulkRun(dir, { name: fileName('sleep', link), link, strike: HOLD, timeouts: PATIENT });
      try {
        await run.held(() => new Promise((resolve) => setTimeout(resolve, 3000)));
        const { code, verdicts } = await endsInPeace(run);
        expect(verdicts).toBe(`${SELECTED} pass`);
        expect(code).toBe(0);
      } finally {
        run.end();
      }
    },
    RUN_LIMIT_MS,
  );

  it.each(bothLinks('scanner>pacs:dimse'))(
    'the run is killed on $link: its record is sound, and it goes on to the same verdict when it is resumed',
    async ({ link }) => {
      const strike = "process.kill(process.pid, 'SIGKILL');";
      const run = await bulkRun(dir, { name: fileName('killed', link), link, strike, timeouts: PATIENT });
      const { folder } = run;
      try {
        expect(await run.exited).toBeNull();
        await run.struck();
        soundEvents(folder, { tornEnd: true });
        expect(readdirSync(folder).filter((name) => name.startsWith('passing'))).toEqual([]);
        const judged = await airworthy(['judge', folder]);
        expect([judged.code, judged.stderr]).toEqual([3, '']);
        expect(await airworthy(['report', folder, '--html'])).toMatchObject({ code: 0 });
        expect(recordOf(folder)).toMatchObject({ complete: false, endReason: 'interrupted' });
        const resumed = await airworthy(['resume', folder, '--config', run.config]);
        expect(resumed.code, resumed.stdout + resumed.stderr).toBe(0);
        expect(recordOf(folder)).toMatchObject({ complete: true });
        expect(verdictsOf(folder)).toEqual([`${SELECTED} pass`]);
        // What was recorded until then is a part of it, what came afterwards another.
        for (const part of ['1', '2']) soundEvents(join(folder, 'shards', part));
        const names = readdirSync(folder, { recursive: true }).map(String);
        expect(names.filter((name) => name.endsWith('.part'))).toEqual([]);
      } finally {
        run.end();
      }
    },
    RUN_LIMIT_MS,
  );

  it.each(bothLinks())(
    'the run is stopped on $link: its record is sound, and marked incomplete',
    async ({ link }) => {
      const strike = "process.kill(process.pid, 'SIGINT');";
      const run = await bulkRun(dir, { name: fileName('stopped', link), link, strike });
      try {
        expect(await run.exited, run.output()).toBe(3);
        await run.struck();
        expect(recordOf(run.folder)).toMatchObject({ complete: false, endReason: 'interrupted', exitCode: 3 });
        expect(verdictsOf(run.folder).join('\n')).not.toMatch(/ (pass$|fail:)/m);
        soundEvents(run.folder);
      } finally {
        run.end();
      }
    },
    RUN_LIMIT_MS,
  );
});
