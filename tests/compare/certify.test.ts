import { generateKeyPairSync } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSealed, parseEnvelope } from '../../evidence/signature/dsse';
import type { Certificate } from '../../model/certificate';
import { PACKAGE_ROOT } from '../../model/package-root';
import type { RunRecord } from '../../model/run-record';
import { sampleRun } from '../../reports/testing/sample-run';
import { missingFor } from '../../verdicts/certifying/certificate';
import { airworthy, scratch } from '../e2e/cli';
import { launchBrowser, openFile } from '../kit/browser';
import { smallRun } from '../kit/small-run';

const { dir, remove } = scratch();
const at = (...names: string[]) => join(dir, ...names);
const { privateKey, publicKey } = generateKeyPairSync('ed25519');
let browser: Browser;
afterAll(async () => {
  await browser?.close();
  remove();
});

/** No scanner, but a product of somebody, of which a whole run is short. */
const CONFIG = {
  ...{ vendor: 'OFFIS <b>e.V.</b>', product: 'findscu and storescu', version: '3.6', actor: 'scanner' },
  ...{
    capabilities: { storageCommitment: false },
    endpoints: {},
    pacs: { launcher: 'embedded' },
    timeouts: { settle: 1 },
  },
  harness: { ris: { dimsePort: 0 }, pacs: { dimsePort: 0 } },
  acquisition: {
    ...{ start: 'command', deadline: 60 },
    command: [
      'findscu -W -aet CT1 -aec $AIRW_RIS_AE_TITLE $AIRW_RIS_HOST $AIRW_RIS_PORT -k AccessionNumber=$AIRW_ACCESSION_NUMBER -k PatientName -k PatientID',
      `storescu -aet CT1 -aec $AIRW_PACS_AE_TITLE $AIRW_PACS_HOST $AIRW_PACS_PORT +sd '${join(PACKAGE_ROOT, 'fixtures', 'real', 'ct-3slice')}'`,
    ].join(' && '),
  },
};

describe('airworthy certify', () => {
  let open: string[] = [];
  beforeAll(async () => {
    browser = await launchBrowser();
    writeFileSync(at('sut.yaml'), JSON.stringify(CONFIG));
    writeFileSync(at('key.pem'), privateKey.export({ type: 'pkcs8', format: 'pem' }));
    const { code, stdout, stderr } = await airworthy(['run', '--config', at('sut.yaml'), '--out', at('run')]);
    expect([1, 3], stdout + stderr).toContain(code);
    const record = JSON.parse(readFileSync(at('run', 'run.json'), 'utf8')) as RunRecord;
    open = record.requirements
      .filter(({ selected, verdict }) => selected && ['fail', 'not-tested', 'inconclusive'].includes(verdict))
      .map(({ id }) => id);
  }, 200_000);

  it('refuses, and names every requirement that is unmet or undecided', async () => {
    const { code, stdout } = await airworthy(['certify', at('run'), '--out', at('none')]);
    expect(code).toBe(1);
    expect(open.length).toBeGreaterThan(0);
    for (const id of open) expect(stdout).toContain(`- ${id} is not`);
    expect(existsSync(at('none'))).toBe(false);
  }, 60_000);

  it('states what is unmet as exceptions, as a page, JSON, PDF, and signed', async () => {
    const record = JSON.parse(readFileSync(at('run', 'run.json'), 'utf8')) as RunRecord;
    const undecided = record.requirements.filter(({ id, verdict }) => open.includes(id) && verdict !== 'fail');
    const exceptions = open.map((requirement) => ({
      requirement,
      reason: 'It is <i>no</i> scanner.',
      by: '2027-01-01',
    }));
    writeFileSync(at('exceptions.yaml'), JSON.stringify({ exceptions }));
    const args = [
      'certify',
      at('run'),
      '--exceptions',
      at('exceptions.yaml'),
      '--key',
      at('key.pem'),
      '--out',
      at('made'),
    ];
    const { code, stdout, stderr } = await airworthy(args);
    expect(code, stdout + stderr).toBe(0);
    expect(undecided.length).toBeLessThan(open.length);

    const json = readFileSync(at('made', 'certificate.json'), 'utf8');
    const schema = JSON.parse(readFileSync(join(PACKAGE_ROOT, 'docs', 'certificate.schema.json'), 'utf8')) as object;
    const validate = new Ajv({ strict: false }).compile(schema);
    expect(validate(JSON.parse(json)), JSON.stringify(validate.errors)).toBe(true);
    const certificate = JSON.parse(json) as Certificate;
    expect(certificate.exceptions.map(({ requirement }) => requirement)).toEqual(open);

    const envelope = parseEnvelope(readFileSync(at('made', 'certificate.dsse.json')));
    const signed = JSON.parse(openSealed(envelope, publicKey)?.toString('utf8') ?? 'null') as {
      predicate: Certificate;
    };
    expect(signed.predicate).toEqual(certificate);
    const other = generateKeyPairSync('ed25519').publicKey;
    expect(openSealed(envelope, other)).toBeUndefined();

    expect(readFileSync(at('made', 'certificate.pdf')).subarray(0, 5).toString()).toBe('%PDF-');
    const { page, complaints, requests } = await openFile(browser, at('made', 'certificate.html'));
    expect(await page.locator('section[aria-labelledby=exceptions] tbody tr').count()).toBe(open.length);
    expect(await page.locator('.by').textContent()).toContain('OFFIS <b>e.V.</b>');
    expect([complaints, requests.length]).toEqual([[], 1]);
    await page.close();
  }, 120_000);

  it('refuses a run of the reference, of a part of the requirements, or whose journal was altered', async () => {
    await smallRun(at('demo'), '--only', 'RCR-A3.1');
    const demo = await airworthy(['certify', at('demo'), '--out', at('none')]);
    expect([demo.code, demo.stdout]).toEqual([
      1,
      expect.stringMatching(/is of the reference actor[^]*left out by --only/),
    ]);
    const journal = at('run', 'journal.ndjson');
    const sound = readFileSync(journal, 'utf8');
    writeFileSync(journal, sound.replace('OFFIS', 'OFFIC'));
    const altered = await airworthy(['certify', at('run'), '--out', at('none')]);
    writeFileSync(journal, sound);
    expect([altered.code, altered.stdout]).toEqual([1, expect.stringMatching(/The record is damaged/)]);
  }, 200_000);
});

describe('a run that supports no statement', () => {
  const clean: RunRecord = {
    ...sampleRun('x').record,
    config: { ...sampleRun('x').record.config, endpoints: {} },
    requirements: sampleRun('x').record.requirements.slice(1, 2),
  };
  const missing = (change: Partial<RunRecord>, day = '2026-11-25') =>
    missingFor(
      { ...clean, ...change },
      { day, exceptions: [], problems: [], capabilities: [], recordSha256: '', planSha256: '' },
    );
  const attested = {
    ...{ name: 'Dr A', role: 'Reader', on: '2026-11-24', productVersion: 'x', expires: '2026-12-24' },
    evidence: [],
  };

  it('is incomplete, or a part, or rests on what has expired since', () => {
    expect(missing({})).toEqual([]);
    expect(missing({ complete: false })).toEqual([expect.stringMatching(/incomplete/)]);
    expect(missing({ shard: { index: 1, count: 2 } })).toEqual([expect.stringMatching(/part 1 of 2/)]);
    const requirements = clean.requirements.map((one) => ({ ...one, attested }));
    expect(missing({ requirements })).toEqual([]);
    expect(missing({ requirements }, '2026-12-25')).toEqual([expect.stringMatching(/expired on 2026-12-24/)]);
  });

  it('does not take an exception for what is met', () => {
    const exceptions = [{ requirement: 'RCR-S6.1', reason: 'x' }];
    const options = { day: '2026-11-25', problems: [], capabilities: [], recordSha256: '', planSha256: '' };
    expect(missingFor(clean, { ...options, exceptions })).toEqual([expect.stringMatching(/RCR-S6\.1 is none/)]);
  });
});
