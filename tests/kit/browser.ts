/// <reference lib="dom" />
import { existsSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { chromium, type Browser, type Page } from 'playwright-core';

/** The one without windows of its own starts, and opens pages, in half the processor time of the other. */
const BROWSERS = ['/usr/bin/chromium-headless-shell', '/usr/bin/chromium'];

/** Debian's Chromium. */
export async function launchBrowser(): Promise<Browser> {
  const executablePath = process.env['CHROMIUM'] ?? BROWSERS.find((file) => existsSync(file));
  if (executablePath === undefined) throw new Error(`Chromium is needed at ${BROWSERS.join(' or ')} (or set CHROMIUM)`);
  return chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'],
  });
}

/** For what a page is to show; on a slow machine that takes long. */
export const SHOWN_WITHIN_MS = 300_000;

export interface OpenedPage {
  page: Page;
  /** What the page logged, threw, or was kept from by its own policy. */
  complaints: string[];
  /** Everything that it asked for. */
  requests: string[];
}

export async function openFile(
  browser: Browser,
  file: string,
  options: { colorScheme?: 'light' | 'dark' } = {},
): Promise<OpenedPage> {
  const page = await browser.newPage(options);
  page.setDefaultTimeout(SHOWN_WITHIN_MS);
  const complaints: string[] = [];
  const requests: string[] = [];
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('request', (request) => requests.push(request.url()));
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      throw new Error(`CSP: ${event.violatedDirective}`);
    });
  });
  await page.goto(pathToFileURL(file).href);
  return { page, complaints, requests };
}
