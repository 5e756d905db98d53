// node -r ts-node/register/transpile-only tests/e2e/console/screenshots.ts     Takes the pictures of docs/console.md: starts
// `airworthy serve` in folders of their own, runs the demo with a fault and begins it without, runs a PACS and an AI platform as products of
// somebody, and visits every page.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { PACKAGE_ROOT } from '../../../model/package-root';
import { makeCertificates } from '../../../runner/demo/certificates';
import { describePlatform, startPlatform, writeConfig } from '../platform';
import { addUser, chooseOnly, goTo, openConsole, type OpenConsole, startFaultyDemo, startRun } from './console';
import { startPacs } from './pacs-product';

const OUT = join(PACKAGE_ROOT, 'docs', 'console');
const RUN_MS = 20 * 60_000;

const pictureOf =
  (page: Page) =>
  (name: string, fullPage = false) =>
    page.screenshot({ path: join(OUT, `${name}.png`), fullPage });
const done = (page: Page) => page.getByRole('link', { name: 'Read the report' }).waitFor({ timeout: RUN_MS });

async function dark(page: Page, name: string): Promise<void> {
  await page.emulateMedia({ colorScheme: 'dark' });
  await pictureOf(page)(name);
  await page.emulateMedia({ colorScheme: 'light' });
}

/** Imports a sut.yaml and runs some of what applies. */
async function runProduct(page: Page, file: string, only: string[]): Promise<void> {
  await goTo(page, 'Products');
  await page.getByLabel('File to import').setInputFiles(file);
  await page.getByRole('link', { name: 'Run it' }).click();
  await chooseOnly(page, only);
  await page.getByLabel('Start even if the product does not connect back first').check();
  await startRun(page);
  await done(page);
}

/** The demo, with a fault and then without. */
async function demos({ page }: OpenConsole): Promise<void> {
  const picture = pictureOf(page);
  await page.getByRole('heading', { name: /Start here/ }).waitFor();
  await picture('start');
  await goTo(page, 'Run');
  await page.getByRole('heading', { name: 'No runs yet' }).waitFor();
  await picture('empty');
  await startFaultyDemo(page, 'obx11-final', 'RCR-3.1');
  await done(page);
  await page.getByRole('link', { name: 'Read the report' }).click();
  await page.getByRole('main').getByRole('link', { name: 'Traffic' }).click();
  await page.getByRole('searchbox').fill('ORM^O01');
  const notice = page.getByRole('option', { name: /AI platform.*to.*RIS.*ORM/ });
  await notice.first().click();
  await page.locator('.tree-row.marked').first().scrollIntoViewIfNeeded();
  await picture('message');
  await page.getByRole('searchbox').fill('Segmentation');
  await page
    .getByRole('option', { name: /C-STORE Segmentation/ })
    .first()
    .click();
  await page.getByRole('button', { name: 'Show the picture' }).click();
  await page.locator('.detail .layer').first().waitFor();
  await picture('picture');
  await goTo(page, 'Start');
  await page.getByRole('button', { name: 'Run the demo' }).click();
  await page.locator('.scenarios .badge', { hasText: 'Ran to its end' }).nth(1).waitFor({ timeout: RUN_MS });
  await picture('run');
  await dark(page, 'run-dark');
  await page.getByRole('button', { name: 'Stop the run' }).click();
  await page.getByRole('button', { name: 'Go on with the run' }).waitFor();
}

async function products({ page, dir }: OpenConsole): Promise<void> {
  const picture = pictureOf(page);
  const file = join(dir, 'pacs.yaml');
  const pacs = await startPacs(dir, file);
  await runProduct(page, file, ['RCR-P1.1', 'RCR-P1.2', 'RCR-P1.4']);
  await page.getByRole('link', { name: /^Answer 2 questions/ }).click();
  await page.getByText('2 open questions').waitFor();
  await picture('questions');
  await page.locator('.lines a').first().click();
  await page.getByRole('button', { name: /^Answer/ }).click();
  await page.getByRole('button', { name: 'Send the study to the product' }).click();
  await page.getByText(/Open the study of/).waitFor();
  await page.getByRole('img', { name: /How the product should show it/ }).waitFor();
  await picture('attest', true);
  await pacs.stop();

  const platform = {
    ...(await describePlatform()),
    vendor: 'Northern Imaging',
    product: 'Bleed Finder',
    version: '1.0',
  };
  writeConfig(join(dir, 'sut.yaml'), platform);
  const sound = await startPlatform(join(dir, 'sut.yaml'));
  await runProduct(page, join(dir, 'sut.yaml'), ['RCR-S2.1', 'RCR-A3.1']);
  await sound.stop();
  await goTo(page, 'Products');
  await page.getByRole('link', { name: /Bleed Finder/ }).click();
  await page.getByText('Intended use', { exact: true }).waitFor();
  await picture('product');
  await page.getByRole('tab', { name: 'Check links' }).click();
  await page.getByRole('button', { name: 'Check links' }).click();
  await page.getByText('Now let the product connect').waitFor();
  await picture('links');
  await page.getByRole('button', { name: 'Stop checking' }).click();
  await page.getByRole('button', { name: 'Check links' }).waitFor();
  const spoilt = await startPlatform(join(dir, 'sut.yaml'), 'mutant=scope-ignored');
  await page.getByRole('tab', { name: 'Form' }).click();
  await page.getByLabel('Version', { exact: true }).first().fill('1.1');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('heading', { name: 'Bleed Finder 1.1' }).waitFor();
  await page.getByRole('link', { name: 'Run it' }).click();
  await chooseOnly(page, ['RCR-S2.1', 'RCR-A3.1']);
  await page.getByLabel('Start even if the product does not connect back first').check();
  await picture('new-run');
  await startRun(page);
  await done(page);
  await spoilt.stop();
}

/** What comes after runs: lists, reports, comparison, packs, trends. */
async function results({ page }: OpenConsole): Promise<void> {
  const picture = pictureOf(page);
  await page.getByRole('link', { name: 'Read the report' }).click();
  await page.locator('.verdicts > li').nth(1).waitFor();
  await picture('report');
  await page.getByRole('button', { name: 'Make a pack' }).click();
  await page.locator('.pack').first().waitFor();
  for (const [place, name] of [
    ['Start', 'newest'],
    ['Products', 'products'],
    ['Run', 'runs'],
    ['Attest', 'attest-runs'],
    ['Traffic', 'traffic-runs'],
  ] as const) {
    await goTo(page, place);
    await page.getByRole('table').last().getByRole('row').nth(1).waitFor();
    await picture(name);
  }
  await goTo(page, 'Reports');
  const boxes = page.getByRole('checkbox', { name: /^Compare .*Bleed Finder/ });
  await boxes.nth(1).waitFor();
  for (const box of await boxes.all()) await box.check();
  await picture('reports');
  await page.getByRole('button', { name: 'Compare these 2' }).click();
  await page.getByText(/Where they differ/).waitFor({ timeout: RUN_MS });
  await picture('comparison');
  await goTo(page, 'Reports');
  await page.getByRole('link', { name: 'Trends' }).click();
  await page.getByRole('main').getByRole('combobox').selectOption({ label: 'Northern Imaging Bleed Finder' });
  await page.getByRole('table').getByRole('row').nth(2).waitFor();
  await picture('trends');
  await dark(page, 'trends-dark');
  await page.getByRole('link', { name: 'Evidence packs' }).click();
  await page.getByRole('button', { name: /^Verify/ }).click();
  await page.getByRole('button', { name: 'Verify the pack' }).click();
  await page.getByText('Everything that was checked holds').waitFor({ timeout: RUN_MS });
  await picture('packs');
}

/** The pages of a console for several people. */
async function people(): Promise<void> {
  const console = await openConsole({
    async args(dir) {
      const { certificate, key } = await makeCertificates(join(dir, 'tls'), ['127.0.0.2']);
      addUser(dir, 'pacs-manager', 'admin', 'correct horse battery staple');
      addUser(dir, 'Dr Ada Example', 'operator', 'correct horse battery staple');
      return ['--host', '127.0.0.2', '--tls-cert', certificate, '--tls-key', key];
    },
    context: { ignoreHTTPSErrors: true },
  });
  const { page } = console;
  const picture = pictureOf(page);
  try {
    await page.getByRole('button', { name: 'Sign in' }).waitFor();
    await picture('sign-in');
    await page.getByLabel('Name').fill('pacs-manager');
    await page.getByLabel('Password').fill('correct horse battery staple');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await goTo(page, 'Admin');
    await page.getByRole('row', { name: /Ada/ }).waitFor();
    await picture('admin');
    await page.getByRole('tab', { name: 'Audit log' }).click();
    await page.getByText('session.signIn').waitFor();
    await picture('audit');
  } finally {
    await console.close();
  }
}

async function main(): Promise<void> {
  mkdirSync(OUT, { recursive: true });
  const console = await openConsole();
  try {
    await demos(console);
    await products(console);
    await results(console);
  } finally {
    await console.close();
  }
  await people();
}

void main();
