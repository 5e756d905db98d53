import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import type { RunRecord } from '../../model/run-record';
import { airworthy, scratch } from './cli';

const { dir, remove } = scratch();
afterAll(remove);

it('decides every requirement of the PACS in its demo, none fails, and judges the same offline', async () => {
  const out = join(dir, 'pacs');
  const { code, stdout } = await airworthy(['demo', '--actor', 'pacs', '--pacs', 'embedded', '--out', out]);
  const { requirements } = JSON.parse(readFileSync(join(out, 'run.json'), 'utf8')) as RunRecord;
  const selected = requirements.filter((requirement) => requirement.selected);
  const open = selected.filter(({ verdict }) => !['pass', 'not-applicable'].includes(verdict));
  expect(open.map(({ id, verdict, reason }) => `${id} ${verdict}: ${reason}`)).toEqual([]);
  const passed = selected.filter(({ verdict }) => verdict === 'pass').map(({ id }) => id);
  expect(passed.filter((id) => id.startsWith('AIR-IM-')).length).toBeGreaterThanOrEqual(20);
  expect(passed).toEqual(expect.arrayContaining(['RCR-P1.4', 'RCR-R3.2', 'AIR-ID-01', 'AIR-IM-19']));
  expect(code, stdout).toBe(0);
  expect((await airworthy(['judge', out])).stdout).toMatch(/All \d+ verdicts are the same/);
}, 300_000);
