import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import type { RunRecord } from '../../model/run-record';
import { airworthy, scratch, start } from './cli';
import { freePorts } from '../kit/processes';

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
});

it('blames no PACS for what could not be tried because it had ended', async () => {
  const [port = 0, ai = 0, probe = 0, web = 0] = await freePorts(4);
  const host = '127.0.0.1';
  const file = join(dir, 'ending.yaml');
  const sut = {
    ...{ vendor: 'A', product: 'Ending PACS', version: '1', actor: 'pacs' },
    archive: { storageCommitment: false, viewer: false },
    endpoints: { dimse: { host, port, aeTitle: 'ENDING' } },
    harness: {
      aiPlatform: { aeTitle: 'AIRW_AI', dimsePort: ai },
      probe: { aeTitle: 'AIRW_PROBE', dimsePort: probe },
      pacs: { aeTitle: 'AIRW_PACS', dicomWebPort: web },
    },
    timeouts: { notice: 5, settle: 1, quiet: 1, recovery: 5, exchange: 20 },
  };
  writeFileSync(file, JSON.stringify(sut));
  const peers = `peers=[{aeTitle: AIRW_PROBE, host: ${host}, port: ${probe}}]`;
  const settings = ['launcher=embedded', 'aeTitle=ENDING', `dimsePort=${port}`, 'httpPort=0', peers];
  const product = start(['simulate', 'pacs', '--set', ...settings]);
  await product.until('Ready');
  const out = join(dir, 'ending');
  const run = start(['run', '--config', file, '--out', out, '--only', 'AIR-IM-08', 'AIR-IM-02', 'AIR-IM-16']);
  await run.until(/ 1\/3 /);
  product.child.kill('SIGKILL');
  expect(await run.exited).toBe(3);
  const { requirements } = JSON.parse(readFileSync(join(out, 'run.json'), 'utf8')) as RunRecord;
  const tried = requirements.filter(({ selected }) => selected);
  expect(tried.filter(({ verdict }) => verdict === 'fail' || verdict === 'warning')).toEqual([]);
  const last = tried.filter(({ verdict }) => verdict === 'inconclusive');
  expect(last.length).toBeGreaterThan(0);
  for (const { cause, reason } of last)
    expect([cause, reason]).toEqual(['set-up', expect.stringContaining('could not be reached any more')]);
});
