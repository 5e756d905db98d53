/// <reference lib="dom" />
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser, SHOWN_WITHIN_MS } from './browser';

/** A real browser for pages that we wrote: what it complains about is kept. */
export class ReportBrowser {
  private readonly dir = mkdtempSync(join(tmpdir(), 'airworthy-page-'));

  private constructor(private readonly browser: Browser) {}

  static async start(): Promise<ReportBrowser> {
    return new ReportBrowser(await launchBrowser());
  }

  async open(html: string, colorScheme: 'light' | 'dark' = 'light') {
    const file = join(this.dir, 'report.html');
    writeFileSync(file, html);
    // axe-core is put in by evaluating, which the policy of the page forbids to everybody but the test itself.
    const page: Page = await this.browser.newPage({ colorScheme });
    page.setDefaultTimeout(SHOWN_WITHIN_MS);
    const complaints: string[] = [];
    const requests: string[] = [];
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('request', (request) => requests.push(request.url()));
    await page.addInitScript(() => {
      // In the page: it is read back as a complaint.
      document.addEventListener('securitypolicyviolation', (event) =>
        // eslint-disable-next-line no-console -- runs in the page under test
        console.error(`CSP: ${event.violatedDirective} ${event.blockedURI}`),
      );
    });
    await page.goto(`file://${file}`);
    await page.evaluate(() => document.querySelectorAll('details').forEach((details) => (details.open = true)));
    // Pictures are data URIs; the page itself is the one thing that may be fetched.
    const fetched = () => requests.filter((url) => !url.startsWith('data:') && !url.endsWith('report.html'));
    return { page, complaints, fetched };
  }

  async stop(): Promise<void> {
    await this.browser.close();
    rmSync(this.dir, { recursive: true, force: true });
  }
}
