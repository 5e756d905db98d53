import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Arrow, LiveEvent, RunSummary } from '../../console/contract';
import { Browser, openConsole } from './browser';
import { watch } from './watch';

let server: Awaited<ReturnType<typeof openConsole>>;
let admin: Browser;
const DEMO = { what: 'demo', actor: 'pacs', pacs: 'embedded', plain: true };

beforeAll(async () => {
  server = await openConsole();
  admin = new Browser(server.url);
  await admin.enter(server.address());
});
afterAll(() => server.close());

const start = (only: string[]): Promise<RunSummary> => admin.call('runs.start', { body: { ...DEMO, only } });

it('runs a demo in a process of its own and tells of it as it goes', async () => {
  const { id, state } = await start(['RCR-P1.4']);
  expect(['queued', 'running']).toContain(state);
  const events: LiveEvent[] = [];
  for await (const { event } of watch(admin, id)) events.push(event);
  expect(events[0]?.type).toBe('run');
  const last = events.at(-1);
  expect(last?.type === 'end' && last.run).toMatchObject({
    id,
    state: 'done',
    complete: true,
    startedBy: expect.any(String),
  });
  const scenarios = events.flatMap((event) => (event.type === 'scenarios' ? event.scenarios : []));
  expect(scenarios.some((scenario) => scenario.state === 'ran' && scenario.outcome === 'PASSED')).toBe(true);
  expect(events.some((event) => event.type === 'preflight' && event.results.every(({ ok }) => ok))).toBe(true);

  const arrows = events.flatMap((event) => (event.type === 'traffic' ? event.arrows : []));
  expect(arrows.map(({ seq }) => seq)).toEqual([...new Set(arrows.map(({ seq }) => seq))].sort((a, b) => a - b));
  expect(arrows.some(({ from, to, label }) => from === 'scanner' && to === 'pacs' && label.startsWith('C-STORE'))).toBe(
    true,
  );

  const run = await admin.call('runs.read', { params: { run: id } });
  expect(run.scenarios.every(({ verdict }) => verdict !== undefined)).toBe(true);
  const { requirements } = await admin.call('runs.verdicts', { params: { run: id } });
  expect(requirements.find((requirement) => requirement.id === 'RCR-P1.4')).toMatchObject({
    verdict: 'pass',
    selected: true,
  });
  const one = await admin.call('runs.requirement', { params: { run: id, requirement: 'RCR-P1.4' } });
  expect(one.observations.length).toBeGreaterThan(0);
  expect((await admin.call('runs.list'))[0]).toMatchObject({
    id,
    state: 'done',
    counts: expect.objectContaining({ pass: 1 }),
  });

  // After a break the browser goes on where it was: no arrow twice, none lost.
  const middle = arrows[Math.floor(arrows.length / 2)]?.seq ?? 0;
  const rest: Arrow[] = [];
  for await (const { event } of watch(admin, id, middle)) if (event.type === 'traffic') rest.push(...event.arrows);
  expect(rest.map(({ seq }) => seq)).toEqual(arrows.map(({ seq }) => seq).filter((seq) => seq > middle));
});

it('stops a run as Ctrl-C does, keeps its record, and goes on with it', async () => {
  const { id } = await start(['RCR-P1.4', 'AIR-IM-01', 'AIR-IM-02']);
  const waiting = await start(['RCR-P1.4']);
  expect(waiting).toMatchObject({ state: 'queued', sentence: expect.stringMatching(/waits until the run of/) });
  let stopped = false;
  for await (const { event } of watch(admin, id)) {
    const ran = event.type === 'scenarios' && event.scenarios.some(({ state }) => state === 'ran');
    if (!ran || stopped) continue;
    stopped = true;
    expect(await admin.call('runs.stop', { params: { run: id } })).toMatchObject({ state: 'stopping' });
  }
  const cut = await admin.call('runs.read', { params: { run: id } });
  expect(cut).toMatchObject({ state: 'unfinished', complete: false, exitCode: 3 });
  await admin.call('runs.stop', { params: { run: waiting.id } });
  for await (const _ of watch(admin, waiting.id)) void _;

  await admin.call('runs.resume', { params: { run: id } });
  for await (const _ of watch(admin, id)) void _;
  const whole = await admin.call('runs.read', { params: { run: id } });
  expect(whole).toMatchObject({ state: 'done', complete: true });
  expect(whole.record?.resumed).toHaveLength(1);
  expect(await admin.refused('runs.resume', { params: { run: id } })).toMatchObject({ status: 409 });
});

it('outlives a run that is killed, and can go on with it', async () => {
  const { id } = await start(['RCR-P1.4', 'AIR-IM-01']);
  for await (const { event } of watch(admin, id)) {
    if (event.type !== 'scenarios' || !event.scenarios.some(({ state }) => state === 'running')) continue;
    const [child] = execFileSync('pgrep', ['-P', String(process.pid), '-f', 'worker.js'], { encoding: 'utf8' }).split(
      '\n',
    );
    process.kill(Number(child), 'SIGKILL');
  }
  const run = await admin.call('runs.read', { params: { run: id } });
  expect(run).toMatchObject({ state: 'unfinished', sentence: expect.stringMatching(/SIGKILL|resumed/) });
  expect(await admin.call('about.read')).toMatchObject({ mode: 'local' });
});

it('says why a run cannot begin', async () => {
  const { id } = await start(['NO-SUCH-THING']);
  for await (const _ of watch(admin, id)) void _;
  const run = await admin.call('runs.read', { params: { run: id } });
  expect(run).toMatchObject({
    state: 'done',
    complete: false,
    sentence: expect.stringMatching(/No scenario is left to run/),
  });
  expect(await admin.refused('runs.verdicts', { params: { run: id } })).toMatchObject({ status: 404 });
});

it('takes no run and no file by anything but its id', async () => {
  for (const run of ['..', '../../etc', '%2e%2e', 'a'.repeat(16), '0123456789abcdeg', '2026-11-24T18-03-09-x']) {
    const { status } = await admin.refused('runs.read', { params: { run } });
    expect([run, [400, 404].includes(status)]).toEqual([run, true]);
  }
  expect(await admin.refused('runs.start', { body: { ...DEMO, mutant: '../x' } })).toMatchObject({ status: 400 });
  expect(await admin.refused('runs.start', { body: { ...DEMO, out: '/tmp/x' } })).toMatchObject({ status: 400 });
});

it('ends with a readable record when the server is closed in mid-run', async () => {
  const second = await openConsole();
  const browser = new Browser(second.url);
  await browser.enter(second.address());
  const { id, name } = await browser.call('runs.start', {
    body: { ...DEMO, only: ['RCR-P1.4', 'AIR-IM-01', 'AIR-IM-02'] },
  });
  for await (const { event } of watch(browser, id))
    if (event.type === 'scenarios' && event.scenarios.some(({ state }) => state === 'running')) break;
  const folder = join(second.folder, 'runs', name);
  let record = false;
  await second.closeBefore(() => (record = existsSync(join(folder, 'run.json'))));
  expect(record).toBe(true);
});
