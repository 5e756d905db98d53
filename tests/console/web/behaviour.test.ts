/// <reference lib="dom" />
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '../../kit/browser';
import { openPage } from './console-page';
import { arrows, HOSTILE, inUse, PRODUCT, RUN } from './fixture-data';
import { startFixtureServer, type Answers, type FixtureServer } from './fixture-server';

describe('how the console behaves', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser.close());

  async function withPage(path: string, answers: Answers, look: (page: Page, server: FixtureServer) => Promise<void>) {
    const server = await startFixtureServer(answers, [
      { type: 'run', run: RUN },
      { type: 'traffic', arrows: arrows(1, 300), events: 300 },
    ]);
    const { page, complaints } = await openPage(browser, server.url + path);
    try {
      await look(page, server);
      expect(complaints).toEqual([]);
    } finally {
      await page.context().close();
      await server.close();
    }
  }
  const focused = (page: Page) => page.evaluate(() => document.activeElement?.textContent ?? '');

  it('puts the focus on the heading of a page that was gone to, and not when the console opens', () =>
    withPage('/', inUse(), async (page) => {
      await page.getByText('Newest runs').waitFor();
      expect(await page.evaluate(() => document.activeElement === document.body)).toBe(true);
      await page.getByRole('link', { name: 'Products', exact: true }).click();
      await page.getByRole('heading', { name: 'Products', level: 1 }).waitFor();
      expect(await focused(page)).toBe('Products');
    }));

  it('lets the keyboard skip the menu', () =>
    withPage('/', inUse(), async (page) => {
      await page.getByText('Newest runs').waitFor();
      await page.keyboard.press('Tab');
      expect(await focused(page)).toBe('Skip to main content');
      await page.keyboard.press('Enter');
      expect(await page.evaluate(() => document.activeElement?.id)).toBe('content');
    }));

  it('moves through the traffic by keyboard, opens a line, and comes back', () =>
    withPage('/runs/r3', inUse(), async (page) => {
      const box = page.getByRole('listbox');
      await box.getByRole('option').first().waitFor();
      await box.focus();
      await page.keyboard.press('Home');
      await page.keyboard.press('ArrowDown');
      const active = () => box.getAttribute('aria-activedescendant');
      await page.waitForFunction(() => document.querySelector('[aria-posinset="2"].active'));
      expect(await page.locator(`[id="${await active()}"]`).getAttribute('aria-posinset')).toBe('2');
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { level: 2, name: 'C-STORE Comprehensive 3D SR' }).waitFor();
      await page.getByRole('button', { name: 'Close' }).press('Enter');
      expect(await box.evaluate((element) => element === document.activeElement)).toBe(true);
    }));

  it('draws only the lines in sight, and follows what comes in until the reader goes elsewhere', () =>
    withPage('/runs/r3', inUse(), async (page, server) => {
      await page.getByText('300 lines').waitFor();
      expect(await page.getByRole('option').count()).toBeLessThan(80);
      server.send({ type: 'traffic', arrows: arrows(301, 100), events: 400 });
      await page.locator('[aria-posinset="400"]').waitFor();
      await page.getByRole('listbox').focus();
      await page.keyboard.press('Home');
      await page.locator('[aria-posinset="1"]').waitFor();
      server.send({ type: 'traffic', arrows: arrows(401, 100), events: 500 });
      await page.getByText('500 lines').waitFor();
      expect(await page.locator('[aria-posinset="1"]').count()).toBe(1);
      await page.getByRole('button', { name: 'Follow the newest' }).click();
      await page.locator('[aria-posinset="500"]').waitFor();
    }));

  it('does not count what comes twice after a break', () =>
    withPage('/runs/r3', inUse(), async (page, server) => {
      await page.getByText('300 lines').waitFor();
      server.send({ type: 'traffic', arrows: arrows(250, 60), events: 309 });
      await page.getByText('309 lines').waitFor();
    }));

  it('shows the traffic of one scenario alone', () =>
    withPage('/runs/r3', inUse(), async (page) => {
      await page.getByText('300 lines').waitFor();
      await page.locator('.scenarios li button').nth(1).click();
      await page.getByText('15 of 300 lines').waitFor();
      await page.getByRole('button', { name: 'Show all' }).click();
      await page.getByText('300 lines', { exact: true }).waitFor();
    }));

  it('shows markup and hidden characters of a product as text', () =>
    withPage('/', inUse(), async (page) => {
      const row = page.getByRole('row', { name: /Bleed Finder/ });
      const text = await row.innerText();
      expect(text).toContain('<img src=x onerror=alert(1)>');
      expect(text).toContain('U+202E');
      expect(text).toContain('U+0007');
      expect(HOSTILE).toContain('\u202e');
      expect(text).not.toContain('\u202e');
      expect(await page.locator('main img').count()).toBe(0);
    }));

  it('keeps the colours that were chosen', () =>
    withPage('/', inUse(), async (page) => {
      await page.getByLabel('Colours').selectOption('dark');
      await page.reload();
      await page.getByText('Newest runs').waitFor();
      expect(await page.evaluate(() => document.documentElement.dataset['theme'])).toBe('dark');
    }));

  it('says what went wrong and what to do, in the words of the server', async () => {
    const refusal = { status: 409, problem: { error: 'A run is going on.', fix: 'Wait until it has ended.' } };
    const server = await startFixtureServer({ ...inUse(), 'runs.start': () => refusal });
    const { page } = await openPage(browser, `${server.url}/runs/new`);
    await page.getByRole('button', { name: 'Start the run' }).click();
    const alert = page.getByRole('alert');
    await alert.waitFor();
    expect(await alert.innerText()).toContain('A run is going on.');
    expect(await alert.innerText()).toContain('What to do: Wait until it has ended.');
    await page.context().close();
    await server.close();
  });

  it('leads from a problem of a description to its field', () =>
    withPage('/products/p1', inUse(), async (page) => {
      await page.getByRole('button', { name: /endpoints.dimse/ }).click();
      await page.waitForFunction(() => document.activeElement?.id === 'root.endpoints');
      await page.locator('[id="root.endpoints"]').getByText('is missing', { exact: false }).waitFor();
    }));

  it('sends what was typed into the form to be tried, and keeps the text in step', async () => {
    const server = await startFixtureServer({
      ...inUse(),
      'products.try': { yaml: 'vendor: Changed\n', value: PRODUCT.value, problemList: [] },
    });
    const { page } = await openPage(browser, `${server.url}/products/p1`);
    const asked = page.waitForRequest((request) => request.url().endsWith('/api/products/try'));
    await page.getByLabel('Supplier').fill('Changed');
    expect((await asked).postDataJSON()).toMatchObject({ value: { vendor: 'Changed', product: 'Bleed Finder' } });
    await page.getByText('Not saved yet').waitFor();
    await page.getByRole('tab', { name: 'Text' }).click();
    expect(await page.getByLabel('sut.yaml').inputValue()).toBe('vendor: Changed\n');
    await page.context().close();
    await server.close();
  });

  it('focuses the first thing that is missing from an answer', () =>
    withPage('/attest/r2/RCR-P1.1', inUse(), async (page) => {
      await page.getByRole('button', { name: 'Answer this question' }).click();
      await page.getByRole('button', { name: 'Keep the answer' }).click();
      await page.waitForFunction(() => (document.activeElement as HTMLInputElement | null)?.type === 'radio');
      await page.getByText('Enter your role.').waitFor();
    }));

  it('shows a viewer nothing to press that the server would refuse', () =>
    withPage(
      '/',
      { ...inUse(), 'session.read': { mode: 'users', airworthy: '0.1.0', user: { name: 'reader', role: 'viewer' } } },
      async (page) => {
        await page.getByText('ask an operator of this console').waitFor();
        expect(await page.getByRole('button', { name: 'Run the demo' }).count()).toBe(0);
        expect(await page.getByRole('link', { name: 'Admin' }).count()).toBe(0);
      },
    ));
});
