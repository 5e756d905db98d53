import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { PACKAGE_ROOT } from '../../model/package-root';
import type { RunRecord } from '../../model/run-record';

const dir = mkdtempSync(join(tmpdir(), 'airworthy-links-'));
afterAll(() => {
  rmSync(dir, { recursive: true, force: true });
});

const isInstalled = spawnSync('Orthanc', ['--version']).error === undefined;
if (!isInstalled) process.stderr.write('The links of a PACS are not tried: Orthanc is not installed.\n');

/** Starts Orthanc as it always is, and tries it. */
function withOrthanc(...args: string[]): Promise<{ code: number; output: string }> {
  const script = join(PACKAGE_ROOT, 'scripts', 'run-peer.mjs');
  return new Promise((resolve) => {
    execFile(process.execPath, [script, 'orthanc', ...args], { maxBuffer: 64 * 1024 * 1024 }, (error, out, err) => {
      resolve({ code: error ? Number(error.code) : 0, output: out + err });
    });
  });
}

type Harness = Record<'probe' | 'aiPlatform', { aeTitle: string; dimsePort: number }>;

/** A sut.yaml by which the harness is otherwise than Orthanc knows it. */
function misfit(name: string, change: (harness: Harness) => void): string {
  const file = join(PACKAGE_ROOT, 'fixtures', 'peers', 'orthanc.sut.yaml');
  const sut = parse(readFileSync(file, 'utf8')) as { harness: Harness };
  change(sut.harness);
  const written = join(dir, `${name}.yaml`);
  writeFileSync(written, stringify(sut));
  return written;
}

describe.skipIf(!isInstalled)('the links of a real PACS', () => {
  it.each([[[]], [['--tls']]])('work both ways %s', async (tls) => {
    const { code, output } = await withOrthanc('--doctor', ...tls);
    expect(output).toMatch(/Orthanc connects to the harness \(AE title AIRW_PROBE, destination of C-MOVE\)/);
    expect(output).toMatch(
      /Orthanc connects to the AI platform \(AE title AIRW_AI, which asked for storage commitment\)/,
    );
    expect(output).toContain('All links work.');
    expect(code).toBe(0);
  });

  it('carry results, their way back and commitment with TLS on all DICOM links', async () => {
    const out = join(dir, 'tls');
    const ids = ['AIR-IM-02', 'AIR-IM-04', 'AIR-IM-06', 'AIR-IM-13b'];
    const { output } = await withOrthanc(out, '--tls', ...ids.flatMap((id) => ['--only', id]));
    const { requirements } = JSON.parse(readFileSync(join(out, 'run.json'), 'utf8')) as RunRecord;
    const tried = requirements.filter(({ selected }) => selected);
    expect(
      tried.map(({ id, verdict }) => `${id} ${verdict}`),
      output,
    ).toEqual(ids.map((id) => `${id} pass`));
    const journal = readFileSync(join(out, 'journal.ndjson'), 'utf8');
    for (const link of ['pacs>harness:dimse', 'pacs>ai-platform:dimse'])
      expect(journal).toMatch(new RegExp(`"kind":"connection.tls"[^\\n]*"link":"${link}"`));
  });

  it.each<[string, (harness: Harness) => void, RegExp]>([
    [
      'the PACS does not know where C-MOVE is to send to',
      ({ probe }) => (probe.aeTitle = 'STRANGER'),
      /was asked for a study by C-MOVE, answered with .*, but never tried to connect to the harness \(AE title STRANGER, destination of C-MOVE\) at 127\.0\.0\.1:14116\. Check that it knows this AE title/,
    ],
    [
      'the PACS reports commitment to another port',
      ({ aiPlatform }) => (aiPlatform.dimsePort = 14199),
      /took a request for storage commitment, waited for 10 s, but never tried to connect to the AI platform \(AE title AIRW_AI, .*\) at 127\.0\.0\.1:14199\./,
    ],
  ])('end a run with one sentence where %s', async (name, change, sentence) => {
    const out = join(dir, 'dead');
    const { output } = await withOrthanc(out, '--config', misfit(name.replaceAll(' ', '-'), change));
    const record = JSON.parse(readFileSync(join(out, 'run.json'), 'utf8')) as RunRecord;
    expect(record.endReason, output).toBe('preflight-failed');
    expect(record.endDetail).toMatch(sentence);
    expect(record.counts).toMatchObject({ fail: 0, pass: 0 });
    expect(new Set(record.requirements.flatMap(({ cause }) => cause ?? []))).toEqual(new Set(['set-up']));
  });
});
