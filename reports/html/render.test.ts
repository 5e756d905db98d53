/// <reference lib="dom" />
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '../../tests/kit/browser';
import { sampleRun } from '../testing/sample-run';
import { renderHtml } from './render';

const HOSTILE = [
  `<script>window.owned=1</script>`,
  `"><img src=x onerror="window.owned=1">`,
  `' onmouseover='window.owned=1`,
  `</title></style></svg><script>window.owned=1</script>`,
  `\u0000\u0007\u001b[31m\u202Egnp.exe`,
  `\ud800 lone surrogate`,
  `<%= 1 %><%~ it.record %>`,
  `javascript:window.owned=1`,
];

let browser: Browser;
const dir = mkdtempSync(join(tmpdir(), 'airworthy-report-'));
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser?.close();
  rmSync(dir, { recursive: true, force: true });
});

async function open(html: string) {
  const file = join(dir, 'report.html');
  writeFileSync(file, html);
  const page = await browser.newPage();
  const complaints: string[] = [];
  const requests: string[] = [];
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('request', (request) => requests.push(request.url()));
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => console.error(`CSP: ${event.violatedDirective}`));
  });
  await page.goto(`file://${file}`);
  return { page, complaints, requests };
}

describe('report.html', () => {
  it.each(HOSTILE)('shows %j as text wherever a vendor can put it', async (text) => {
    const { page, complaints, requests } = await open(renderHtml(sampleRun(text)));
    await page.evaluate(() => document.querySelectorAll('details').forEach((details) => (details.open = true)));
    await page.mouse.move(200, 200);
    expect(await page.evaluate(() => (window as unknown as { owned?: number }).owned)).toBeUndefined();
    expect(complaints).toEqual([]);
    expect(requests.filter((url) => !url.startsWith('file://'))).toEqual([]);
    expect(requests).toHaveLength(1);
    await page.close();
  });

  it('survives a string of a million characters', async () => {
    const { page, complaints } = await open(renderHtml(sampleRun('x'.repeat(1_000_000))));
    expect(complaints).toEqual([]);
    expect(await page.locator('.requirement').count()).toBe(4);
    await page.close();
  });

  it('leads from the overview to the evidence, filters and opens deep links', async () => {
    const { page } = await open(renderHtml(sampleRun('plain')));
    expect(await page.locator('h2').first().textContent()).toContain('1 of the 4 requirements of this run is not met');
    await page.locator('.matrix a', { hasText: 'RCR-A2.2' }).click();
    await page.locator('#RCR-A2\\.2[open]').waitFor();
    expect(await page.locator('#RCR-A2\\.2 .hl7 .cited').textContent()).toBe('OBX|1|CE|X||plain');
    expect(await page.locator('.diagram g.trouble').count()).toBe(1);
    await page.locator('input[value=fail]').uncheck();
    expect(await page.locator('.requirement:visible').count()).toBe(3);
    await page.locator('#search').fill('S6.1');
    expect(await page.locator('.requirement:visible').count()).toBe(1);
    await page.close();
  });
});
