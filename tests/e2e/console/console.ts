/// <reference lib="dom" />
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { PACKAGE_ROOT } from '../../../model/package-root';
import { launchBrowser } from '../../kit/browser';
import { scratch, start } from '../cli';

/** `airworthy serve` in a folder of its own, and a browser that was let in. */
export interface OpenConsole {
  page: Page;
  /** Where it is served; ends without a slash. */
  url: string;
  dir: string;
  /** What pages logged as wrong or threw. */
  complaints: string[];
  /** A page of somebody else, who knows nothing of the first. */
  newPerson(): Promise<Page>;
  close(): Promise<void>;
}

export interface ConsoleOfTest {
  /** More arguments of `airworthy serve`; `dir` is the folder that it runs in. */
  args?: (dir: string) => string[] | Promise<string[]>;
  context?: BrowserContextOptions;
}

export async function openConsole({ args, context }: ConsoleOfTest = {}): Promise<OpenConsole> {
  const folder = scratch();
  const more = (await args?.(folder.dir)) ?? [];
  const kept = ['--data', join(folder.dir, 'data'), '--runs', join(folder.dir, 'runs')];
  const server = start(['serve', '--port', '0', ...kept, ...more], folder.dir);
  let browser: Browser | undefined;
  const close = async () => {
    await browser?.close();
    server.child.kill('SIGTERM');
    await server.exited;
    folder.remove();
  };
  try {
    const address = /https?:\/\/\S+/.exec(await server.until(/https?:\/\/\S+\n/))?.[0];
    if (address === undefined) throw new Error(`no address was printed:\n${server.output()}`);
    const complaints: string[] = [];
    const opened = (browser = await launchBrowser());
    const newPerson = async () => {
      const own = await opened.newContext({
        locale: 'en-GB',
        viewport: { width: 1360, height: 860 },
        acceptDownloads: true,
        ...context,
      });
      const page = await own.newPage();
      page.setDefaultTimeout(Number(process.env['T'] ?? 900_000));
      page.on('console', (message) => {
        if (message.type() === 'error') complaints.push(`${message.text()} (${message.location().url})`);
      });
      page.on('pageerror', (error) => complaints.push(`${error.message} (${page.url()})`));
      return page;
    };
    const page = await newPerson();
    await page.goto(address);
    return { page, url: new URL(address).origin, dir: folder.dir, complaints, newPerson, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** `airworthy serve --add-user`, the password by standard input. */
export function addUser(dir: string, name: string, role: string, password: string): void {
  const main = join(PACKAGE_ROOT, 'dist', 'cli', 'main.js');
  const args = [main, 'serve', '--data', join(dir, 'data'), '--add-user', name, '--role', role];
  execFileSync(process.execPath, args, { input: `${password}\n` });
}

/** Goes to a page by the menu, as a person does. */
export async function goTo(page: Page, name: string): Promise<void> {
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name, exact: true }).click();
}

/** Ticks requirements on the page that starts a run, and no others. */
export async function chooseOnly(page: Page, ids: readonly string[]): Promise<void> {
  await page.getByRole('radio', { name: 'Only what I choose' }).check();
  for (const id of ids) {
    const box = page.getByRole('checkbox', { name: new RegExp(`^${id.replaceAll('.', '\\.')} `), includeHidden: true });
    const group = page.locator('.scope-source details').filter({ has: box });
    if (!(await box.isVisible())) await group.locator('summary').click();
    await box.check();
  }
}

/** Starts the run that the page describes, and gives its address. */
export async function startRun(page: Page): Promise<string> {
  await page.getByRole('button', { name: 'Start the run' }).click();
  await page.waitForURL(/\/runs\/(?!new)\w+$/);
  return page.url();
}

/** Starts the demo with a fault, and of all that applies only the one requirement that it breaches. */
export async function startFaultyDemo(page: Page, fault = 'scope-ignored', breached = 'RCR-S2.1'): Promise<void> {
  await goTo(page, 'Run');
  await page.getByRole('link', { name: 'Start a run' }).click();
  const faults = page.getByLabel(/^Fault/);
  await faults.waitFor();
  await faults.selectOption(await faults.locator('option', { hasText: fault }).getAttribute('value'));
  await chooseOnly(page, [breached]);
  await startRun(page);
}

/** Clicks, and keeps the file that comes. */
export async function download(page: Page, link: Locator, as: string): Promise<string> {
  const [file] = await Promise.all([page.waitForEvent('download'), link.click()]);
  await file.saveAs(as);
  return as;
}
