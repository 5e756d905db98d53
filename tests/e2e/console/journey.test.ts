/// <reference lib="dom" />
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { airworthy } from '../cli';
import { download, goTo, openConsole, startFaultyDemo, type OpenConsole } from './console';

/** The whole demo, on a machine that does other things as well. Milliseconds. */
const RUN_MS = 15 * 60_000;

/** Waits for the run on the page to end, and gives its address. */
async function untilDone(page: Page): Promise<string> {
  await page.getByRole('link', { name: 'Read the report' }).waitFor({ timeout: RUN_MS });
  return page.url();
}

// One person's way through the console, from the printed address to a verified pack; each part goes on where the last one ended.
describe('the console, from a demo to a verified pack', () => {
  let console: OpenConsole;
  let page: Page;
  let firstRun = '';
  let pack = '';

  beforeAll(async () => {
    console = await openConsole();
    page = console.page;
  });
  afterAll(() => console.close());

  it('opens from the printed address, and says what to do first', async () => {
    await page.getByRole('heading', { name: 'Start here: run the demo' }).waitFor();
    expect(new URL(page.url()).search).toBe('');
  });

  it(
    'runs the demo, which can be watched: scenarios, and the traffic between the actors',
    { timeout: RUN_MS + 120_000 },
    async () => {
      await page.getByRole('button', { name: 'Run the demo' }).click();
      await page.waitForURL(/\/runs\/\w+$/);
      const lines = page.getByRole('listbox').getByRole('option');
      await lines.first().waitFor();
      await page.getByRole('button', { name: 'Stop the run' }).waitFor();
      expect(await page.locator('.scenarios li').count()).toBeGreaterThan(50);

      const order = page
        .getByRole('listbox')
        .getByRole('option', { name: /RIS.*to.*AI platform.*OR/ })
        .first();
      await page.getByRole('searchbox').fill('ORM^O01');
      await order.click();
      const detail = page.locator('.detail');
      await detail.getByRole('treeitem', { name: /MSH/ }).first().waitFor();
      expect(await detail.getByRole('heading', { level: 2 }).innerText()).toContain('ORM^O01');
      await detail.getByRole('button', { name: 'Close' }).click();
      await page.getByRole('searchbox').fill('');

      firstRun = await untilDone(page);
      expect(await page.locator('.course').innerText()).toMatch(/Finished[\s\S]*\d+ pass/);
      expect(await page.locator('.scenarios .badge.pass').count()).toBeGreaterThan(50);
    },
  );

  it('shows a result object with its picture, and the layers on it can be switched off', async () => {
    await page.getByRole('searchbox').fill('Segmentation');
    await page
      .getByRole('option', { name: /C-STORE Segmentation/ })
      .first()
      .click();
    const detail = page.locator('.detail');
    await detail.getByRole('button', { name: 'Show the picture' }).click();
    const layer = detail.getByRole('checkbox').first();
    await layer.waitFor();
    const shown = await detail.locator('.layer').count();
    expect(shown).toBeGreaterThan(0);
    await layer.uncheck();
    expect(await detail.locator('.layer').count()).toBeLessThan(shown);
    await detail.getByRole('button', { name: 'Close' }).click();
  });

  it('takes the answer to a question with a screenshot, by keyboard alone', async () => {
    await goTo(page, 'Attest');
    await page.getByRole('table').getByRole('link').first().click();
    await page.locator('.lines a').first().click();
    const title = await page.getByRole('heading', { level: 1 }).innerText();
    await page.getByRole('button', { name: /^Answer/ }).press('Enter');

    await page.getByLabel('Add a screenshot of the product').waitFor();
    const screenshot = join(console.dir, 'seen.png');
    await page.screenshot({ path: screenshot });
    await page.getByLabel('Add a screenshot of the product').setInputFiles(screenshot);
    await page.getByRole('img', { name: 'Screenshot seen.png' }).waitFor();

    await page.getByRole('radio', { name: 'Yes, it does' }).press('Space');
    await page.getByRole('radio', { name: 'Yes, it does' }).press('Tab');
    await page.keyboard.type('It is as the clause says.');
    await page.keyboard.press('Tab');
    await page.keyboard.type('Dr Ada Example');
    await page.keyboard.press('Tab');
    await page.keyboard.type('Consultant radiologist');
    await page.keyboard.press('Enter');

    await page.waitForURL(/\/attest\/\w+$/);
    const row = page.locator('.lines li', { hasText: title });
    await row.getByText('answered by Dr Ada Example').waitFor();
  });

  it('has a report: verdicts with what they rest on, the whole page, and downloads', async () => {
    await page.goto(firstRun);
    await page.getByRole('link', { name: 'Read the report' }).click();
    const passed = page.locator('.verdicts > li').first();
    await passed.locator('summary').click();
    await passed.locator('.observation').first().waitFor();

    const [whole] = await Promise.all([
      page.context().waitForEvent('page'),
      page.getByRole('link', { name: /Open the whole report/ }).click(),
    ]);
    await whole.waitForLoadState();
    expect(await whole.getByRole('heading', { level: 1 }).innerText()).not.toBe('');
    await whole.close();

    const xlsx = await download(
      page,
      page.getByRole('link', { name: 'Spreadsheet' }),
      join(console.dir, 'report.xlsx'),
    );
    expect(readFileSync(xlsx).subarray(0, 2).toString()).toBe('PK');
    const pdf = await download(page, page.getByRole('link', { name: 'PDF' }), join(console.dir, 'report.pdf'));
    expect(readFileSync(pdf).subarray(0, 5).toString()).toBe('%PDF-');
  });

  it(
    'makes a pack that can be downloaded and holds what it claims, here and on the command line',
    { timeout: 1_800_000 },
    async () => {
      await page.getByRole('button', { name: 'Make a pack' }).click();
      const made = page.locator('.pack').first();
      await made.waitFor();
      pack = await download(page, made.getByRole('link', { name: /^Download/ }), join(console.dir, 'pack.zip'));
      expect(statSync(pack).size).toBeGreaterThan(100_000);

      await made.getByRole('button', { name: /^Verify/ }).click();
      await made.getByRole('button', { name: 'Verify the pack' }).click();
      await made.getByText('Everything that was checked holds').waitFor();
      expect(await made.getByText('Does not hold').count()).toBe(0);
      const checked = await airworthy(['verify', pack]);
      expect(checked.stdout).toContain('Everything that was checked holds.');
    },
  );

  it('runs the demo with a fault, and compares the two', { timeout: RUN_MS + 120_000 }, async () => {
    await startFaultyDemo(page);
    const secondRun = await untilDone(page);
    expect(secondRun).not.toBe(firstRun);
    expect(await page.locator('.course').innerText()).toMatch(/\d+ fail/);

    await goTo(page, 'Reports');
    const boxes = page.getByRole('checkbox', { name: /^Compare / });
    await boxes.nth(1).waitFor();
    await boxes.nth(0).check();
    await boxes.nth(1).check();
    await page.getByRole('button', { name: 'Compare these 2' }).click();
    await page.getByRole('heading', { name: 'Comparison', level: 1 }).waitFor();
    await page.getByText(/Where they differ: \d+ requirement/).waitFor();
    expect(await page.locator('.badge.fail').count()).toBeGreaterThan(0);

    const differences = await page.getByRole('table', { name: /Where they differ/ }).innerText();
    await page.reload();
    expect(await page.getByRole('table', { name: /Where they differ/ }).innerText()).toBe(differences);
  });

  it('never said that anything went wrong, and kept the runs where the command line finds them', async () => {
    expect(console.complaints).toEqual([]);
    expect(existsSync(join(console.dir, 'runs'))).toBe(true);
  });
});
