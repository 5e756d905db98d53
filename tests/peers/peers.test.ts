import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { PACKAGE_ROOT } from '../../model/package-root';
import type { RunRecord } from '../../model/run-record';

const dir = mkdtempSync(join(tmpdir(), 'airworthy-peers-'));
afterAll(() => {
  rmSync(dir, { recursive: true, force: true });
});

const isInstalled = (program: string): boolean => spawnSync(program, ['--version']).error === undefined;

function run(name: string, out: string): Promise<string> {
  const script = join(PACKAGE_ROOT, 'scripts', 'run-peer.mjs');
  return new Promise((resolve) => {
    execFile(process.execPath, [script, name, out], { maxBuffer: 64 * 1024 * 1024 }, (_error, stdout, stderr) => {
      resolve(stdout + stderr);
    });
  });
}

// docs/peers/ says for each row that is not pass what is on the wire.
describe.each([
  { name: 'orthanc', program: 'Orthanc' },
  { name: 'dcmqrscp', program: 'dcmqrscp' },
])('$name as product under test', ({ name, program }) => {
  const installed = isInstalled(program);
  if (!installed) process.stderr.write(`${name} is not tried: ${program} is not installed.\n`);

  it.skipIf(!installed)('gets the verdicts that were looked into, row by row', async () => {
    const out = join(dir, name);
    const printed = await run(name, out);
    const { requirements } = JSON.parse(readFileSync(join(out, 'run.json'), 'utf8')) as RunRecord;
    const tried = requirements.filter(({ selected, method }) => selected && method === 'automated');
    const file = join(PACKAGE_ROOT, 'fixtures', 'peers', `${name}.expected.yaml`);
    const expected = parse(readFileSync(file, 'utf8')) as Record<string, string>;
    expect(Object.fromEntries(tried.map(({ id, verdict }) => [id, verdict])), printed).toEqual(expected);
  });
});
