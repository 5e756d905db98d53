/// <reference lib="dom" />
import { generateKeyPairSync } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
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
import { wcagViolations } from '../kit/axe';
import { launchBrowser, openFile } from '../kit/browser';
import { DCMTK_SCANNER } from '../kit/dcmtk-scanner';
import { usualRun } from '../kit/small-run';

const { dir, remove } = scratch();
const at = (...names: string[]) => join(dir, ...names);
const { privateKey, publicKey } = generateKeyPairSync('ed25519');
let browser: Browser;
afterAll(async () => {
  await browser?.close();
  remove();
});

describe('airworthy certify', () => {
  let open: string[] = [];
  beforeAll(async () => {
    browser = await launchBrowser();
    writeFileSync(at('sut.yaml'), JSON.stringify(DCMTK_SCANNER));
    writeFileSync(at('key.pem'), privateKey.export({ type: 'pkcs8', format: 'pem' }));
    const { code, stdout, stderr } = await airworthy(['run', '--config', at('sut.yaml'), '--out', at('run')]);
    expect([1, 3], stdout + stderr).toContain(code);
    await usualRun(at('demo'));
    const record = JSON.parse(readFileSync(at('run', 'run.json'), 'utf8')) as RunRecord;
    open = record.requirements
      .filter(({ selected, verdict }) => selected && ['fail', 'not-tested', 'inconclusive'].includes(verdict))
      .map(({ id }) => id);
  });

  it('refuses, and names every requirement that is unmet or undecided', async () => {
    const { code, stdout } = await airworthy(['certify', at('run'), '--out', at('none')]);
    expect(code).toBe(1);
    expect(open.length).toBeGreaterThan(0);
    for (const id of open) expect(stdout).toContain(`- ${id} is not`);
    expect(existsSync(at('none'))).toBe(false);
  });

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
    for (const colorScheme of ['light', 'dark'] as const) {
      const { page: shown } = await openFile(browser, at('made', 'certificate.html'), { colorScheme });
      expect(await wcagViolations(shown), colorScheme).toEqual([]);
      await shown.setViewportSize({ width: 360, height: 740 });
      expect(await shown.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
      await shown.close();
    }
  });

  it('can be verified: who signed it, over which certificate, from which run, and each that is not so is said', async () => {
    writeFileSync(at('pub.pem'), publicKey.export({ type: 'spki', format: 'pem' }));
    writeFileSync(at('other.pem'), generateKeyPairSync('ed25519').publicKey.export({ type: 'spki', format: 'pem' }));
    await airworthy(['pack', at('run'), '--out', at('run.zip')]);
    const verify = (...more: string[]) => airworthy(['verify', at('made', 'certificate.dsse.json'), ...more]);
    for (const run of [at('run'), at('run.zip')]) {
      const { code, stdout } = await verify('--key', at('pub.pem'), '--run', run);
      expect([code, stdout]).toEqual([
        0,
        expect.stringMatching(/✓ It is signed with.*✓ .* is the run it was made from/s),
      ]);
    }
    expect(await verify()).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('give the public key with --key'),
    });
    expect(await verify('--key', at('other.pem'))).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('It is not signed with the given key'),
    });
    expect(await verify('--run', at('demo'))).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('is not the run it was made from: run.json, plan.json differs'),
    });
    const json = readFileSync(at('made', 'certificate.json'), 'utf8');
    writeFileSync(at('made', 'certificate.json'), json.replace('"verdict": "fail"', '"verdict": "pass"'));
    expect(await verify()).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('is not the one that was signed'),
    });
    writeFileSync(at('made', 'certificate.json'), json);
    const envelope = parseEnvelope(readFileSync(at('made', 'certificate.dsse.json')));
    const payload = Buffer.from(envelope.payload, 'base64')
      .toString('utf8')
      .replace('"verdict":"fail"', '"verdict":"pass"');
    mkdirSync(at('forged'));
    writeFileSync(
      at('forged', 'certificate.dsse.json'),
      JSON.stringify({ ...envelope, payload: Buffer.from(payload).toString('base64') }),
    );
    const args = ['--key', at('pub.pem'), '--run', at('run')];
    const forged = await airworthy(['verify', at('forged', 'certificate.dsse.json'), ...args]);
    expect([forged.code, forged.stdout]).toEqual([
      1,
      expect.stringMatching(/✗ It is not signed.*it states pass, the run gives fail/s),
    ]);
  });

  it('refuses a run of the reference, of a part of the requirements, or whose journal was altered', async () => {
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
  });
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
