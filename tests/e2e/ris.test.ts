import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import type { RunRecord } from '../../model/run-record';
import { airworthy, scratch } from './cli';

const { dir, remove } = scratch();
afterAll(remove);

it('decides every requirement of the RIS in its demo, none fails, and judges the same offline', async () => {
  const out = join(dir, 'ris');
  const { code, stdout } = await airworthy(['demo', '--actor', 'ris', '--pacs', 'embedded', '--out', out]);
  const { requirements } = JSON.parse(readFileSync(join(out, 'run.json'), 'utf8')) as RunRecord;
  const selected = requirements.filter((requirement) => requirement.selected);
  const open = selected.filter(({ verdict }) => verdict !== 'pass');
  expect(open.map(({ id, verdict, reason }) => `${id} ${verdict}: ${reason}`)).toEqual([]);
  expect(selected.filter(({ source }) => source === 'RCR').length).toBeGreaterThanOrEqual(18);
  expect(code, stdout).toBe(0);
  expect((await airworthy(['judge', out])).stdout).toMatch(/All \d+ verdicts are the same/);
});
