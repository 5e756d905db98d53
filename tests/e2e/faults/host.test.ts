import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { airworthy, scratch } from '../cli';
import { leapingClock } from './clock';
import { mountedSmall } from './small-disk';
import { recordOf, RUN_LIMIT_MS, STACK_TRACE, verdictsOf } from './strike';

const { dir, remove } = scratch();
const smallDisk = mountedSmall(join(dir, 'small'), 9);
afterAll(() => {
  if (smallDisk !== undefined) execFileSync('umount', [smallDisk]);
  remove();
});

describe.skipIf(smallDisk === undefined)('a run whose disk is full', () => {
  it(
    'goes on to its end, blames nobody, says so in a sentence and ends 3',
    async () => {
      const out = join(smallDisk ?? '', 'run');
      const args = ['demo', '--pacs', 'embedded', '--only', 'RCR-A2.1', '--out', out];
      const { code, stdout, stderr } = await airworthy(args);
      expect(code).toBe(3);
      expect(`${stdout}${stderr}`).toContain('The run record is incomplete');
      expect(`${stdout}${stderr}`).not.toMatch(STACK_TRACE);
    },
    RUN_LIMIT_MS,
  );
});

describe('a run whose clock leaps', () => {
  it.each([
    ['an hour on and back', 3_600_000],
    ['a day back and on', -86_400_000],
  ])(
    '%s comes to the same verdicts, and so does judging it again',
    async (name, leap) => {
      const preload = join(dir, `${leap}.cjs`);
      writeFileSync(preload, leapingClock(leap));
      const out = join(dir, `leap-${leap}`);
      // Delivery times, retention, retries and the order of events: what a clock could spoil.
      const only = ['RCR-S1.1', 'RCR-S6.1', 'RCR-5.4a', 'RCR-A2.1'];
      const args = ['demo', '--pacs', 'embedded', '--only', ...only, '--out', out];
      const { code, stdout } = await airworthy(args, dir, { NODE_OPTIONS: `--require ${preload}` });
      expect(verdictsOf(out), name).toEqual(only.map((id) => expect.stringMatching(`^${id} pass$`) as string).sort());
      expect(code, stdout).toBe(0);
      expect(recordOf(out).complete).toBe(true);
      expect((await airworthy(['judge', out])).stdout).toMatch(/verdicts are the same/);
    },
    RUN_LIMIT_MS,
  );
});
