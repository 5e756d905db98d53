/// <reference lib="dom" />
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '../../kit/browser';
import { openPage, violations } from './console-page';
import { arrows, DONE_RUN, inUse, RUN, unused } from './fixture-data';
import { startFixtureServer, type Answers } from './fixture-server';

const OPENING = [
  { type: 'run' as const, run: RUN },
  { type: 'traffic' as const, arrows: arrows(1, 300), events: 300 },
];

interface Place {
  name: string;
  path: string;
  answers?: () => Answers;
  /** Seen once what the page is about is there. */
  ready: string;
  /** Opens what is only there once somebody asks for it. */
  press?: string[];
  /** What the browser itself logs of an answer that is no success. */
  logs?: RegExp;
}

const signedOut = (mode: 'local' | 'users') => (): Answers => ({ 'session.read': { mode, airworthy: '0.1.0' } });
const done = (): Answers => ({ ...inUse(), 'runs.read': DONE_RUN });

const PLACES: Place[] = [
  { name: 'sign in', path: '/', answers: signedOut('users'), ready: 'text=forgotten your password' },
  { name: 'no way in', path: '/?problem=token', answers: signedOut('local'), ready: 'text=has been used' },
  { name: 'start, unused', path: '/', answers: unused, ready: 'text=Start here' },
  { name: 'start', path: '/', ready: 'text=Newest runs' },
  { name: 'products', path: '/products', ready: 'text=Bleed Finder' },
  { name: 'products, unused', path: '/products', answers: unused, ready: 'text=No product has been described' },
  { name: 'product as form', path: '/products/p1', ready: 'text=Intended use' },
  { name: 'product as text', path: '/products/p1', ready: 'text=Intended use', press: ['role=tab[name="Text"]'] },
  { name: 'product files', path: '/products/p1', ready: 'text=Intended use', press: ['role=tab[name="Files"]'] },
  { name: 'product links', path: '/products/p1', ready: 'text=Intended use', press: ['role=tab[name="Check links"]'] },
  { name: 'runs', path: '/runs', ready: 'text=Newest first' },
  { name: 'runs, unused', path: '/runs', answers: unused, ready: 'text=No runs yet' },
  { name: 'new run', path: '/runs/new', ready: 'text=Kind of product', press: ['text=Only what I choose'] },
  {
    name: 'new run of a product',
    path: '/runs/new?product=p1',
    ready: 'text=Its description has',
    press: ['text=Send other studies'],
  },
  { name: 'run', path: '/runs/r3', ready: '[role=option]' },
  {
    name: 'message of a run',
    path: '/runs/r3',
    ready: '[role=option]',
    press: ['[role=option] >> nth=3', 'text=Show the picture', 'text=Item 1'],
  },
  { name: 'attest', path: '/attest', ready: 'text=Finished runs' },
  { name: 'questions', path: '/attest/r2', ready: 'text=open questions' },
  {
    name: 'question',
    path: '/attest/r2/RCR-P1.1',
    ready: 'text=What is required',
    press: ['text=Answer this question', 'text=Keep the answer'],
  },
  { name: 'reports', path: '/reports', ready: 'text=Reports of runs' },
  {
    name: 'report',
    path: '/reports/runs/r2',
    answers: done,
    ready: 'text=Results are stored once',
    press: ['text=Results are stored once'],
  },
  {
    name: 'packs',
    path: '/reports/packs',
    ready: 'text=bleed-finder',
    press: ['button:has-text("Verify")', 'text=Verify the pack'],
  },
  {
    name: 'pack to sign',
    path: '/reports/packs',
    ready: 'text=bleed-finder',
    press: ['button:has-text("Sign") >> nth=-1'],
  },
  { name: 'trends', path: '/reports/trends', ready: 'text=What changed' },
  { name: 'comparison', path: '/reports/comparisons/c1', ready: 'text=Where they differ' },
  {
    name: 'comparison of another sitting',
    path: '/reports/comparisons/c1',
    answers: () => ({ ...inUse(), 'comparisons.read': undefined }),
    ready: 'text=no longer there',
    logs: /status of 404/,
  },
  { name: 'traffic', path: '/traffic', ready: 'text=Runs with traffic' },
  { name: 'traffic of a run', path: '/traffic/r2?event=4', answers: done, ready: '[role=treeitem]' },
  { name: 'users', path: '/admin', ready: 'text=Add a user' },
  {
    name: 'audit log',
    path: '/admin',
    ready: 'text=Add a user',
    press: ['role=tab[name="Audit log"]', 'text=runs.start'],
  },
  { name: 'nowhere', path: '/nowhere', ready: 'text=Page not found' },
];

describe('every page of the console', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser.close());

  it.each(PLACES)(
    '$name: no barrier, nothing from outside, no complaint, in both themes and on a phone',
    { timeout: 180_000 },
    async (place) => {
      const server = await startFixtureServer((place.answers ?? inUse)(), OPENING);
      try {
        for (const view of [{}, { dark: true }, { width: 375 }]) {
          const { page, complaints, outside } = await openPage(browser, server.url + place.path, view);
          await page.waitForSelector(place.ready);
          for (const target of place.press ?? []) await page.click(target);
          expect(await violations(page)).toEqual([]);
          expect(
            await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth),
          ).toBeLessThanOrEqual(0);
          expect(await page.title()).toMatch(/^.+ - airworthy$/);
          expect(complaints.filter((line) => !place.logs?.test(line))).toEqual([]);
          expect(outside).toEqual([]);
          await page.context().close();
        }
      } finally {
        await server.close();
      }
    },
  );
});
