import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { PACKAGE_ROOT } from '../../model/package-root';
import type { RunRecord } from '../../model/run-record';
import { airworthy, scratch, start } from './cli';

const { dir, remove } = scratch();
afterAll(remove);
const verdicts = (out: string) => {
  const record = JSON.parse(readFileSync(join(out, 'run.json'), 'utf8')) as RunRecord;
  const mine = record.requirements.filter(({ id }) => id.startsWith('RCR-M1.1'));
  return Object.fromEntries(mine.map(({ id, verdict }) => [id.slice(-1), verdict]));
};
const ALL_PASS = Object.fromEntries([...'abcdefghi'].map((letter) => [letter, 'pass']));

describe('a scanner as the product under test', () => {
  it('passes in the demo, and its record is judged the same again', async () => {
    const out = join(dir, 'demo');
    const { code, stdout } = await airworthy(['demo', '--actor', 'scanner', '--pacs', 'embedded', '--out', out]);
    expect(code, stdout).toBe(0);
    expect(verdicts(out)).toEqual(ALL_PASS);
    expect((await airworthy(['judge', out])).stdout).toMatch(/All \d+ verdicts are the same/);
  });

  it('passes as a process of its own that works off its worklist', async () => {
    const config = join(dir, 'separate.yaml');
    await airworthy(['init', '--actor', 'scanner', '--config', config]);
    const template = readFileSync(config, 'utf8');
    writeFileSync(
      config,
      template
        .replace('launcher: auto', 'launcher: embedded')
        .replace('start: operator', 'start: worklist')
        .replace('deadline: 900', 'deadline: 60')
        .replace('settle: 5', 'settle: 1'),
    );
    const scanner = start(['simulate', 'scanner', '--set', 'pollSeconds=0.3'], dir);
    try {
      await scanner.until('Ready');
      const out = join(dir, 'separate');
      const { code, stdout } = await airworthy(['run', '--config', config, '--out', out], dir);
      expect(stdout).toMatch(/asked for the worklist at 127\.0\.0\.1:11114/);
      expect(code, stdout).toBe(0);
      expect(verdicts(out)).toEqual(ALL_PASS);
    } finally {
      scanner.child.kill('SIGTERM');
      await scanner.exited;
    }
  });

  // findscu and storescu are no scanner: they ask for three keys, know no MPPS, and send the images of somebody else.
  const POOR = `vendor: OFFIS
product: findscu and storescu
version: '3.6'
actor: scanner
capabilities: { storageCommitment: false }
endpoints: {}
pacs: { launcher: embedded }
timeouts: { settle: 1 }
harness:
  ris: { dimsePort: 0 }
  pacs: { dimsePort: 0 }
acquisition:
  start: command
  deadline: 60
  command: COMMAND
`;
  const command = () =>
    JSON.stringify(
      [
        'findscu -W -aet CT1 -aec $AIRW_RIS_AE_TITLE $AIRW_RIS_HOST $AIRW_RIS_PORT -k AccessionNumber=$AIRW_ACCESSION_NUMBER -k PatientName -k PatientID',
        `storescu -aet CT1 -aec $AIRW_PACS_AE_TITLE $AIRW_PACS_HOST $AIRW_PACS_PORT +sd '${join(PACKAGE_ROOT, 'fixtures', 'real', 'ct-3slice')}'`,
      ].join(' && '),
    );

  it('gets true verdicts where it is poor: DCMTK by a command', async () => {
    const config = join(dir, 'poor.yaml');
    writeFileSync(config, POOR.replace('COMMAND', command()));
    const out = join(dir, 'poor');
    const { code, stdout } = await airworthy(['run', '--config', config, '--out', out], dir);
    expect(code, stdout).toBe(1);
    expect(verdicts(out)).toEqual({
      ...{ a: 'fail', b: 'fail', c: 'fail', e: 'not-applicable', f: 'not-tested' },
      // The images of that old scanner have an empty Specific Character Set (Type 1C).
      ...{ d: 'fail', g: 'fail', h: 'fail', i: 'warning' },
    });
  });

  it('is not blamed for a command that does not work', async () => {
    const config = join(dir, 'broken.yaml');
    writeFileSync(config, POOR.replace('COMMAND', JSON.stringify('echo no such phantom >&2; exit 4')));
    const out = join(dir, 'broken');
    const { code, stdout } = await airworthy(['run', '--config', config, '--out', out, '--only', 'RCR-M1.1a'], dir);
    expect([code, stdout]).toEqual([3, expect.stringMatching(/ended with 4: no such phantom/)]);
    expect(verdicts(out)['a']).toBe('inconclusive');
  });
});
