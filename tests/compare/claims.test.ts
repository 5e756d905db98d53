import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunRecord } from '../../model/run-record';
import { scratch } from '../e2e/cli';
import { wcagViolations } from '../kit/axe';
import { launchBrowser, openFile } from '../kit/browser';
import { productRun } from '../kit/product-run';

const { dir, remove } = scratch();
let browser: Browser;
let lines: NonNullable<RunRecord['claims']>['lines'];
const CT = '1.2.840.10008.5.1.4.1.1.2';
const SR = '1.2.840.10008.5.1.4.1.1.88.34';
const MAMMO = '1.2.840.10008.5.1.4.1.1.88.50';

beforeAll(async () => {
  browser = await launchBrowser();
  await productRun(dir, {
    name: 'claimed',
    // Reads only OBX-5 and the notice, but the product stores all it stores.
    only: ['RCR-A2.2'],
    about: {
      vendor: 'Claims',
      product: 'Over <i>and</i> under',
      version: '1',
      conformance: {
        dicom: [
          { sopClass: CT, role: 'scp', transferSyntaxes: ['1.2.840.10008.1.2', '1.2.840.10008.1.2.4.201'] },
          { sopClass: SR, role: 'scu' },
          { sopClass: MAMMO, role: 'scu' },
        ],
        hl7: { sends: ['ORU^R01'], takes: ['ORM^O01', 'ADT^A08'] },
      },
    },
  });
  const record = JSON.parse(readFileSync(join(dir, 'claimed', 'run.json'), 'utf8')) as RunRecord;
  lines = record.claims?.lines ?? [];
});
afterAll(async () => {
  await browser?.close();
  remove();
});

const standing = (claim: string) => lines.find((line) => line.claim.startsWith(claim))?.standing;

describe('what a supplier declares, against a real run', () => {
  it.each([
    [`CT Image Storage (${CT}) as SCP`, 'seen'],
    [`CT Image Storage (${CT}) as SCP in Implicit VR Little Endian`, 'seen'],
    [`CT Image Storage (${CT}) as SCP in 1.2.840.10008.1.2.4.201`, 'no-occasion'],
    [`Comprehensive 3D SR Storage (${SR}) as SCU`, 'seen'],
    [`${MAMMO} as SCU`, 'over-claim'],
    ['Segmentation Storage', undefined],
    ['takes ORM^O01', 'seen'],
    ['takes ADT^A08', 'no-occasion'],
    ['sends ORU^R01', 'no-occasion'],
    ['sends ORM^O01', 'under-claim'],
    ['images by routed', 'seen'],
    ['results as sr', 'seen'],
    ['results in FHIR', 'seen'],
    ['storage commitment asked for', 'seen'],
    ['TLS on DIMSE', undefined],
    ['dimse at 127.0.0.1:', 'seen'],
    ['calls itself AIRW_AI', 'seen'],
  ])('%s: %s', (claim, expected) => {
    expect(standing(claim)).toBe(expected);
  });

  it('is in the report, over- and under-claims in sight', async () => {
    const { page, complaints } = await openFile(browser, join(dir, 'claimed', 'report.html'));
    const first = page.locator('section[aria-labelledby=claims] table').first();
    expect(await first.locator('tr', { hasText: MAMMO }).locator('.badge').textContent()).toBe('Declared, not seen');
    expect(await first.locator('tr', { hasText: 'sends ORM^O01' }).locator('.badge').textContent()).toBe(
      'Seen, not declared',
    );
    expect(complaints).toEqual([]);
    expect(await wcagViolations(page)).toEqual([]);
    await page.close();
  });
});
