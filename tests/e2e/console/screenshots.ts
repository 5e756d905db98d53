// node -r ts-node/register/transpile-only tests/e2e/console/screenshots.ts     Takes the pictures of docs/console.md: starts
// `airworthy serve` in a folder of its own, runs the demo with a fault and without, and visits the pages.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { PACKAGE_ROOT } from '../../../model/package-root';
import { goTo, openConsole, startFaultyDemo } from './console';

const OUT = join(PACKAGE_ROOT, 'docs', 'console');
const RUN_MS = 20 * 60_000;

async function main(): Promise<void> {
  mkdirSync(OUT, { recursive: true });
  const { page, close } = await openConsole();
  const picture = (name: string, fullPage = false) => page.screenshot({ path: join(OUT, `${name}.png`), fullPage });
  const done = () => page.getByRole('link', { name: 'Read the report' }).waitFor({ timeout: RUN_MS });
  try {
    await page.getByRole('heading', { name: /Start here/ }).waitFor();
    await picture('start');

    await goTo(page, 'Products');
    await page.getByRole('button', { name: 'Describe a new product' }).click();
    await page.getByText('Intended use', { exact: true }).waitFor();
    await picture('product');

    await startFaultyDemo(page);
    await done();
    await goTo(page, 'Start');
    await page.getByRole('button', { name: 'Run the demo' }).click();
    await page.locator('.scenarios .badge', { hasText: 'Ran to its end' }).nth(1).waitFor({ timeout: RUN_MS });
    await picture('run');
    await page.emulateMedia({ colorScheme: 'dark' });
    await picture('run-dark');
    await page.emulateMedia({ colorScheme: 'light' });
    await done();

    await page.getByRole('link', { name: 'Read the report' }).click();
    await page.locator('.verdicts > li').nth(5).waitFor();
    await picture('report');
    await page.getByRole('main').getByRole('link', { name: 'Traffic' }).click();
    await page.getByRole('searchbox').fill('Comprehensive 3D SR');
    await page.getByRole('listbox').getByRole('option').nth(1).click();
    await page.getByRole('treeitem').nth(5).waitFor();
    await picture('message');

    await goTo(page, 'Attest');
    // Both runs: the list of before the last one is shown until the new one is there.
    await page.getByRole('table').getByRole('link').nth(1).waitFor();
    await page.getByRole('table').getByRole('link').first().click();
    await page.locator('.lines a').first().click();
    await page.getByRole('button', { name: /^Answer/ }).click();
    await page.getByRole('button', { name: 'Keep the answer' }).waitFor();
    await picture('attest', true);

    await goTo(page, 'Reports');
    const boxes = page.getByRole('checkbox', { name: /^Compare / });
    await boxes.nth(1).waitFor();
    for (const box of [boxes.nth(0), boxes.nth(1)]) await box.check();
    await page.getByRole('button', { name: 'Compare these 2' }).click();
    await page.getByText(/Where they differ/).waitFor({ timeout: RUN_MS });
    await picture('comparison');

    await goTo(page, 'Admin');
    await page.getByRole('heading', { name: 'Add a user' }).waitFor();
    await picture('admin');
  } finally {
    await close();
  }
}

void main();
