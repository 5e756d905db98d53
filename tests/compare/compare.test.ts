/// <reference lib="dom" />
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv';
import exceljs from 'exceljs';
import { HyperFormula } from 'hyperformula';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PACKAGE_ROOT } from '../../model/package-root';
import type { Comparison } from '../../model/comparison';
import type { RunRecord } from '../../model/run-record';
import { airworthy, scratch } from '../e2e/cli';
import { wcagViolations } from '../kit/axe';
import { launchBrowser, openFile } from '../kit/browser';
import { productRun } from '../kit/product-run';
import { smallRun, usualRun } from '../kit/small-run';

const { dir, remove } = scratch();
const at = (...names: string[]) => join(dir, ...names);
const ONLY = ['RCR-S6.1', 'RCR-A2'];
let browser: Browser;

beforeAll(async () => {
  browser = await launchBrowser();
  const product = (name: string, mutant?: string) => ({
    name,
    only: ONLY,
    mutant,
    about: { vendor: `${name} <b>Ltd</b>`, product: `=${name}()`, version: '1' },
  });
  await Promise.all([
    productRun(dir, product('alpha')),
    productRun(dir, product('beta', 'obx5-missing')),
    productRun(dir, product('gamma', 'notice-before-storing')),
  ]);
  for (const name of ['alpha', 'beta', 'gamma']) {
    const packed = await airworthy(['pack', at(name)]);
    expect(packed.code, packed.stderr).toBe(0);
  }
});
afterAll(async () => {
  await browser?.close();
  remove();
});

const packs = ['beta.zip', 'alpha.zip', 'gamma.zip'];
const read = (...names: string[]) => JSON.parse(readFileSync(at(...names), 'utf8')) as Comparison;

describe('three packs of three products', () => {
  beforeAll(async () => {
    writeFileSync(
      at('bar.yaml'),
      'thresholds:\n  - { measure: notice-seconds, atMost: 600 }\n  - { measure: acknowledgement-seconds, atMost: 0 }\n',
    );
    const args = ['compare', ...packs.map((pack) => at(pack)), '--bar', at('bar.yaml'), '--out', at('all')];
    const { code, stdout, stderr } = await airworthy(args);
    expect(code, stdout + stderr).toBe(0);
  });

  it('compare on one page, differences first, with nothing of the vendors run', async () => {
    const { page, complaints, requests } = await openFile(browser, at('all', 'comparison.html'));
    expect(await page.locator('h1').textContent()).toBe('3 products compared');
    const heads = await page.locator('.compared.apart thead th.product').allTextContents();
    expect(heads).toEqual(['A: =beta() 1', 'B: =alpha() 1', 'C: =gamma() 1']);
    const row = page.locator('#RCR-A2\\.2');
    expect(await row.locator('.badge').allTextContents()).toEqual(['Fail', 'Pass', 'Pass']);
    expect(await page.locator('#RCR-S6\\.1 .badge').allTextContents()).toEqual(['Pass', 'Pass', 'Fail']);
    expect(await page.locator('td', { hasText: 'alpha <b>Ltd</b>' }).count()).toBe(1);
    await page.locator('#search').fill('RCR-A2.2');
    expect(await page.locator('.compared.apart tbody tr:visible').count()).toBe(1);
    expect(complaints).toEqual([]);
    expect(requests).toHaveLength(1);
    await page.close();
  });

  it('are shown in a way that everybody can use: WCAG 2.2 AA, light and dark, and on a narrow screen', async () => {
    for (const colorScheme of ['light', 'dark'] as const) {
      const { page } = await openFile(browser, at('all', 'comparison.html'), { colorScheme });
      expect(await wcagViolations(page), colorScheme).toEqual([]);
      await page.setViewportSize({ width: 360, height: 740 });
      expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
      await page.close();
    }
  });

  it('are held to the bar side by side, and what tells nothing of any is set aside', async () => {
    const { page } = await openFile(browser, at('all', 'comparison.html'));
    const lines = page.locator('.barred tbody tr');
    expect(await lines.nth(0).locator('.badge').allTextContents()).toEqual(['Met', 'Met', 'Met']);
    expect(await lines.nth(1).locator('.badge').allTextContents()).toEqual(['Not met', 'Not met', 'Not met']);
    const { rows } = read('all', 'comparison.json');
    const aside = await page.locator('.ids li').count();
    expect(aside + (await page.locator('.apart tbody tr, .alike tbody tr').count())).toBe(rows.length);
    // A link to what is folded away opens it.
    await page.goto(`${page.url()}#AIR-IM-01`);
    expect(await page.locator('#AIR-IM-01').isVisible()).toBe(true);
    await page.close();
  });

  it('are ranked by sums that can be followed', () => {
    const { ranking, products, notices, rows } = read('all', 'comparison.json');
    expect(products.every(({ verified }) => verified)).toBe(true);
    expect(notices).toEqual([]);
    expect(ranking.places[0]).toMatchObject({ label: 'B', place: 1, points: ranking.total, weightOf: { fail: 0 } });
    for (const { points, weightOf } of ranking.places) {
      expect(points).toBe(weightOf.pass + ranking.warningCounts * weightOf.warning);
      expect(Object.values(weightOf).reduce((a, b) => a + b)).toBe(ranking.total);
    }
    expect(rows.findLastIndex(({ differs }) => differs)).toBeLessThan(rows.findIndex(({ differs }) => !differs));
  });

  it('are written as JSON of the documented form', () => {
    const schema = JSON.parse(readFileSync(join(PACKAGE_ROOT, 'docs', 'comparison.schema.json'), 'utf8')) as object;
    const validate = new Ajv({ strict: false }).compile(schema);
    expect(validate(read('all', 'comparison.json')), JSON.stringify(validate.errors)).toBe(true);
  });

  it('are ranked in the spreadsheet by formulas that come to the same, and follow other weights', async () => {
    const workbook = new exceljs.Workbook();
    await workbook.xlsx.readFile(at('all', 'comparison.xlsx'));
    const sheets = Object.fromEntries(
      workbook.worksheets.map((sheet) => [
        sheet.name,
        Array.from({ length: sheet.rowCount }, (_, row) =>
          Array.from({ length: sheet.columnCount }, (_, column) => {
            const cell = sheet.getRow(row + 1).getCell(column + 1);
            if (cell.formula) return `=${cell.formula}`;
            // A supplier's text that begins like a formula is none.
            return typeof cell.value === 'string' && cell.value.startsWith('=') ? `'${cell.value}` : cell.value;
          }),
        ),
      ]),
    ) as Record<string, (string | number | null)[][]>;
    const calculator = HyperFormula.buildFromSheets(sheets, { licenseKey: 'gpl-v3', useArrayArithmetic: true });
    const id = calculator.getSheetId('Ranking') ?? -1;
    const value = (row: number, column: number) => calculator.getCellValue({ sheet: id, row, col: column });
    const { ranking, rows } = read('all', 'comparison.json');
    expect(value(1, 1)).toBe(ranking.total);
    ranking.places.forEach(({ label, place, points, weightOf }) => {
      const row = 4 + ['A', 'B', 'C'].indexOf(label);
      expect([1, 2, 3, 4, 5, 6].map((column) => value(row, column))).toEqual([
        place,
        points,
        weightOf.pass,
        weightOf.warning,
        weightOf.fail,
        weightOf.undecided,
      ]);
    });
    // The buyer cares for nothing but what gamma fails: gamma comes last, and must, where it is a must-have.
    const requirements = calculator.getSheetId('Requirements') ?? -1;
    const line = 1 + rows.findIndex((row) => row.id === 'RCR-S6.1');
    calculator.setCellContents({ sheet: requirements, row: line, col: 7 }, 100);
    expect([4, 5, 6].map((row) => value(row, 1))).toEqual([2, 1, 3]);
    calculator.setCellContents({ sheet: requirements, row: line, col: 7 }, 0);
    calculator.setCellContents({ sheet: requirements, row: line, col: 5 }, 'yes');
    expect([4, 5, 6].map((row) => value(row, 8))).toEqual([0, 0, 1]);
    expect(value(6, 1)).toBe(3);
  });
});

describe('a version against the one before', () => {
  const compare = (now: string, before: string, ...more: string[]) =>
    airworthy(['compare', at(now), '--baseline', at(before), '--out', at(`${now}-${before}`), ...more]);

  it('ends 1 where something fails anew, and names it', async () => {
    const { code, stdout } = await compare('beta', 'alpha');
    expect([code, stdout]).toEqual([1, expect.stringMatching(/New fail {2}RCR-A2\.2 {2}Pass → Fail/)]);
  });

  it('ends 0 where something is mended', async () => {
    const { code, stdout } = await compare('alpha', 'beta');
    expect([code, stdout]).toEqual([0, expect.stringMatching(/Fixed {2}RCR-A2\.2/)]);
  });

  it('ends 3 where what passed before was not tried', async () => {
    await productRun(dir, { name: 'part', only: ['RCR-A2'], about: { vendor: 'alpha', product: 'P', version: '2' } });
    const { code, stdout } = await compare('part', 'alpha');
    expect([code, stdout]).toEqual([3, expect.stringMatching(/No longer decided {2}RCR-S6\.1 {2}Pass → Not run/)]);
    const { page } = await openFile(browser, at('part-alpha', 'comparison.html'));
    expect(await page.locator('#outcome').textContent()).toContain('can no longer be told');
    await page.close();
  });
});

describe('what is not alike', () => {
  beforeAll(async () => {
    cpSync(at('alpha'), at('older'), { recursive: true });
    const record = JSON.parse(readFileSync(at('older', 'run.json'), 'utf8')) as RunRecord;
    writeFileSync(at('older', 'run.json'), JSON.stringify({ ...record, airworthy: '0.0.9', runId: 'older' }));
    await usualRun(at('usual'));
    await smallRun(at('other-study'), '--studies', join(PACKAGE_ROOT, 'fixtures', 'real', 'ct-3slice'));
    await smallRun(at('scanner'), '--actor', 'scanner', '--only', 'RCR-M1.1a');
  });

  it.each<[string, string, string, RegExp]>([
    ['another version of airworthy', 'alpha', 'older', /different versions of airworthy.*B: airworthy 0\.0\.9/s],
    ['other studies', 'usual', 'other-study', /did not send the same studies.*A: .*positive.*B: .*positive/s],
  ])('%s: nothing is compared, unless asked for, and then the page says so', async (_, one, other, words) => {
    const refused = await airworthy(['compare', at(one), at(other), '--out', at(`no-${other}`)]);
    expect([refused.code, refused.stderr]).toEqual([2, expect.stringMatching(words)]);
    expect(refused.stderr).toMatch(/Nothing was compared.*--despite-differences/s);
    const args = ['compare', at(one), at(other), '--despite-differences', '--out', at(`despite-${other}`)];
    const { code, stdout } = await airworthy(args);
    expect([code, stdout]).toEqual([0, expect.stringMatching(words)]);
    const { page } = await openFile(browser, at(`despite-${other}`, 'comparison.html'));
    expect(await page.locator('.notice.grave').first().textContent()).toContain('Not comparable as they stand.');
    expect(await wcagViolations(page)).toEqual([]);
    await page.close();
  });

  it('another actor: never', async () => {
    for (const more of [[], ['--despite-differences']]) {
      const refused = await airworthy(['compare', at('alpha'), at('scanner'), ...more, '--out', at('no-actor')]);
      expect([refused.code, refused.stderr]).toEqual([
        2,
        expect.stringMatching(/as ai-platform, .* as scanner\. Different requirements bind them/),
      ]);
    }
  });
});

describe('what cannot be compared', () => {
  it.each<[string, () => string[], RegExp]>([
    ['one run', () => [at('alpha')], /One run cannot be compared/],
    ['the same run twice', () => [at('alpha'), at('alpha.zip')], /are the same run/],
    ['no run', () => [at('alpha'), at('nowhere')], /is not there/],
    ['a baseline and two', () => [at('alpha'), at('beta'), '--baseline', at('gamma')], /Give one/],
  ])('%s: one sentence', async (_, args, sentence) => {
    const { code, stderr } = await airworthy(['compare', ...args(), '--out', at('none')]);
    expect([code, stderr]).toEqual([2, expect.stringMatching(sentence)]);
    expect(stderr).not.toMatch(/\n\s+at /);
  });
});
