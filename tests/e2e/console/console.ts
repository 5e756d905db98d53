/// <reference lib="dom" />
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser } from '../../kit/browser';
import { scratch, start } from '../cli';

/** `airworthy serve` in a folder of its own, and a browser that was let in. */
export interface OpenConsole {
  page: Page;
  dir: string;
  /** What pages logged as wrong or threw. */
  complaints: string[];
  close(): Promise<void>;
}

export async function openConsole(): Promise<OpenConsole> {
  const folder = scratch();
  const server = start(
    ['serve', '--port', '0', '--data', join(folder.dir, 'data'), '--runs', join(folder.dir, 'runs')],
    folder.dir,
  );
  let browser: Browser | undefined;
  const close = async () => {
    await browser?.close();
    server.child.kill('SIGTERM');
    await server.exited;
    folder.remove();
  };
  try {
    const address = /http:\/\/\S+/.exec(await server.until(/http:\/\/\S+\n/))?.[0];
    if (address === undefined) throw new Error(`no address was printed:\n${server.output()}`);
    browser = await launchBrowser();
    const context = await browser.newContext({ viewport: { width: 1360, height: 860 }, acceptDownloads: true });
    const page = await context.newPage();
    page.setDefaultTimeout(60_000);
    const complaints: string[] = [];
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(`${message.text()} (${message.location().url})`);
    });
    page.on('pageerror', (error) => complaints.push(`${error.message} (${page.url()})`));
    await page.goto(address);
    return { page, dir: folder.dir, complaints, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Goes to a page by the menu, as a person does. */
export async function goTo(page: Page, name: string): Promise<void> {
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name, exact: true }).click();
}

/** Starts the demo with a fault, and of all that applies only the one requirement that it breaches. */
export async function startFaultyDemo(page: Page): Promise<void> {
  await goTo(page, 'Run');
  await page.getByRole('link', { name: 'Start a run' }).click();
  const faults = page.getByLabel(/^Fault/);
  await faults.waitFor();
  await faults.selectOption(await faults.locator('option', { hasText: 'scope-ignored' }).getAttribute('value'));
  await page.getByRole('radio', { name: 'Only what I choose' }).check();
  const group = page.locator('.scope-source details', { hasText: 'RCR-S2.1 ' });
  await group.locator('summary').click();
  await group.getByRole('checkbox', { name: /^RCR-S2\.1 / }).check();
  await page.getByRole('button', { name: 'Start the run' }).click();
}
