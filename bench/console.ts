/// <reference lib="dom" />
// node -r ts-node/register/transpile-only bench/console.ts     The console's pages in Chromium: first paint, the live view at
// 200 events a second, and a run of 50,000 events. Events come from the fixture server of the tests, at an exact rate.
import type { Page } from 'playwright-core';
import { arrows, inUse, RUN, unused } from '../tests/console/web/fixture-data';
import { startFixtureServer, type FixtureServer } from '../tests/console/web/fixture-server';
import { launchBrowser } from '../tests/kit/browser';
import { measured, median, type Measurement } from './measured';

const RATE = 200;
const LIVE_SECONDS = 20;
const MANY = 50_000;
/** As the server sends them: at most ten blocks a second. */
const BLOCK_MS = 100;

/** How the page's main thread fared since it was last asked. Milliseconds. */
interface Course {
  longestTask: number;
  longTasks: number;
  longestFrame: number;
}

/** Runs in the page, before its own scripts. */
function observe(): void {
  const course: Course = { longestTask: 0, longTasks: 0, longestFrame: 0 };
  const page = window as unknown as { courseSoFar: () => Course };
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) {
      course.longTasks += 1;
      course.longestTask = Math.max(course.longestTask, duration);
    }
  }).observe({ type: 'longtask' });
  let last = performance.now();
  const frame = () => {
    const now = performance.now();
    course.longestFrame = Math.max(course.longestFrame, now - last);
    last = now;
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
  page.courseSoFar = () => {
    const soFar = { ...course };
    Object.assign(course, { longestTask: 0, longTasks: 0, longestFrame: 0 });
    return soFar;
  };
}

const courseOf = (page: Page): Promise<Course> =>
  page.evaluate(() => (window as unknown as { courseSoFar: () => Course }).courseSoFar());

async function firstPaint(page: Page, url: string): Promise<number> {
  await page.goto(url);
  await page.waitForSelector('h1');
  const paint = `performance.getEntriesByName('first-contentful-paint')[0].startTime`;
  return ((await page.evaluate(paint)) as number) / 1000;
}

/** Until the page says that it shows so many lines. */
const lines = (page: Page, count: number) =>
  page.waitForFunction(
    (text) => document.querySelector('.traffic-bar')?.textContent?.includes(text),
    `${count.toLocaleString('en-GB')} lines`,
    { timeout: 120_000 },
  );

/** Sends at the rate, on the clock: what a slow moment held up is made up for. */
async function sendLive(server: FixtureServer, seconds: number): Promise<number> {
  const begun = performance.now();
  let sent = 0;
  while (performance.now() - begun < seconds * 1000) {
    await new Promise((resolve) => setTimeout(resolve, BLOCK_MS));
    const due = Math.floor(((performance.now() - begun) / 1000) * RATE);
    server.send({ type: 'traffic', arrows: arrows(sent + 1, due - sent), events: due });
    sent = due;
  }
  return sent;
}

async function main(): Promise<void> {
  const numbers: Measurement[] = [];
  const browser = await launchBrowser();
  const server = await startFixtureServer(inUse(), [{ type: 'run', run: RUN }]);
  const newPage = async () => {
    const page = await browser.newPage({ viewport: { width: 1360, height: 860 } });
    await page.addInitScript(observe);
    return page;
  };
  try {
    const empty = await startFixtureServer(unused());
    const paints: number[] = [];
    for (let n = 0; n < 5; n += 1) {
      const page = await (await browser.newContext()).newPage();
      paints.push(await firstPaint(page, empty.url));
      await page.context().close();
    }
    await empty.close();
    numbers.push({ what: 'console: first paint, nothing cached', value: median(paints), unit: 's', limit: 1 });

    const live = await newPage();
    await live.goto(`${server.url}/runs/r3`);
    await live.waitForSelector('[role=listbox]');
    await courseOf(live);
    const sent = await sendLive(server, LIVE_SECONDS);
    await lines(live, sent);
    const during = await courseOf(live);
    numbers.push(
      { what: `live at ${RATE} events a second: longest task`, value: during.longestTask, unit: 'ms', limit: 200 },
      { what: 'the same: tasks over 50 ms', value: during.longTasks, unit: '' },
      { what: 'the same: longest gap between frames', value: during.longestFrame, unit: 'ms', limit: 250 },
    );
    await live.close();

    const big = await newPage();
    await big.goto(`${server.url}/runs/r3`);
    await big.waitForSelector('[role=listbox]');
    await courseOf(big);
    const begun = performance.now();
    for (let from = 1; from <= MANY; from += 1000)
      server.send({ type: 'traffic', arrows: arrows(from, 1000), events: from + 999 });
    await lines(big, MANY);
    const shown = (performance.now() - begun) / 1000;
    const loading = await courseOf(big);
    const box = big.locator('[role=listbox]');
    await box.focus();
    for (const key of ['Home', 'PageDown', 'PageDown', 'End', 'PageUp', 'ArrowUp', 'Home'])
      await big.keyboard.press(key);
    await big.fill('input[type=search]', 'ORM');
    await big.waitForFunction(() => document.querySelector('.traffic-bar')?.textContent?.includes(' of '));
    const using = await courseOf(big);
    numbers.push(
      { what: `a run of ${MANY} events: until all are shown`, value: shown, unit: 's', limit: 10 },
      { what: 'the same: longest task while they come', value: loading.longestTask, unit: 'ms', limit: 200 },
      {
        what: 'the same: longest task while moved through and searched',
        value: using.longestTask,
        unit: 'ms',
        limit: 200,
      },
    );
  } finally {
    await browser.close();
    await server.close();
  }
  for (const { what, value, unit } of numbers) console.log(`${what}: ${value.toFixed(2)} ${unit}`);
  measured(...numbers);
}

void main();
