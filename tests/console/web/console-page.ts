/// <reference lib="dom" />
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults, RunOptions } from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { SHOWN_WITHIN_MS } from '../../kit/browser';

const AXE = readFileSync(createRequire(__filename).resolve('axe-core/axe.min.js'), 'utf8');
const RULES: RunOptions = {
  runOnly: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] },
};

export interface ConsolePage {
  page: Page;
  /** What the page logged as wrong, threw, or was kept from by its policy. */
  complaints: string[];
  /** Where it asked for anything beyond its own server. */
  outside: string[];
}

/** A page of the console in a context of its own. */
export async function openPage(
  browser: Browser,
  url: string,
  { width = 1360, dark = false, still = false } = {},
): Promise<ConsolePage> {
  const context = await browser.newContext({
    viewport: { width, height: 860 },
    colorScheme: dark ? 'dark' : 'light',
    reducedMotion: still ? 'reduce' : 'no-preference',
  });
  const page = await context.newPage();
  page.setDefaultTimeout(SHOWN_WITHIN_MS);
  const complaints: string[] = [];
  const outside: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('request', (request) => {
    const asked = new URL(request.url());
    if (asked.protocol.startsWith('http') && asked.origin !== new URL(url).origin) outside.push(request.url());
  });
  await page.goto(url);
  return { page, complaints, outside };
}

/** What axe-core finds on the page as it stands: rule, and the places, one line each. */
export async function violations(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  const results = await page.evaluate(
    (rules) => (window as unknown as { axe: { run(options: unknown): Promise<unknown> } }).axe.run(rules),
    RULES,
  );
  return (results as AxeResults).violations.map(
    ({ id, nodes }) =>
      `${id}: ${nodes.map(({ target, failureSummary }) => `${target.join(' ')} (${failureSummary})`).join('; ')}`,
  );
}
