import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readJournal } from '../../evidence/journal';
import type { RunRecord } from '../../model/run-record';
import { orderInTheGuide } from '../kit/guide';
import { ComposeProject, docker, inShards, whyNoContainers } from './compose-kit';

const reason = whyNoContainers();
if (reason) process.stdout.write(`Skipped: docker-compose.yml started for real, because ${reason}\n`);

const BUILD_MS = 900_000;

describe.skipIf(reason !== undefined)('docker compose up', () => {
  const project = new ComposeProject();
  beforeAll(async () => {
    await project.do(['build', 'ris'], BUILD_MS);
    await project.do(['up', '--detach'], 180_000);
  }, BUILD_MS + 180_000);
  afterAll(() => project.down(), 120_000);

  it('starts Orthanc and the three other actors, and no harness', () => {
    expect(project.running()).toEqual(['ai-platform', 'orthanc', 'ris', 'scanner']);
  });

  it('takes an exam from the order to the reporting worklist, with what the AI found', async () => {
    await Promise.all(['ris', 'scanner', 'ai-platform'].map((name) => project.hear(name, /Ready/, 60_000)));
    const headers = { 'content-type': 'application/json' };
    const request = JSON.stringify({ method: 'POST', body: orderInTheGuide(), headers });
    expect(await project.do(inRis('/orders', request), 30_000)).toContain('"accessionNumber":"A1"');
    await project.hear('ris', /completed → reporting \(AI result/, 60_000);
    expect(await project.hear('scanner', /\d+ committed, \d+ not/, 60_000)).toContain('24 committed, 0 not');
    expect(await project.do(inRis('/exams/A1'), 30_000)).toContain('"findings":"Intracranial hemorrhage"');
    const statistics = await (await fetch('http://127.0.0.2:8042/statistics')).json();
    expect(statistics).toMatchObject({ CountStudies: 1, CountInstances: 33 });
  }, 180_000);

  it('stops in order', async () => {
    await project.do(['stop', '--timeout', '10'], 60_000);
    for (const service of ['ris', 'scanner', 'ai-platform']) {
      expect(docker('inspect', '--format', '{{.State.ExitCode}}', project.container(service)), service).toBe('0');
    }
  });
});

/** What the RIS answers to itself: without tokens nobody else may ask. */
function inRis(path: string, request = '{}'): string[] {
  const ask = `fetch('http://127.0.0.1:8080${path}', JSON.parse(process.argv[1])).then(async (r) => console.log(await r.text()))`;
  return ['exec', '-T', 'ris', 'node', '-e', ask, request];
}

describe.skipIf(reason !== undefined)('the harness of docker-compose.yml', () => {
  const project = new ComposeProject();
  const scratch = mkdtempSync(join(tmpdir(), 'airworthy-compose-'));
  afterAll(async () => {
    rmSync(scratch, { recursive: true, force: true });
    await project.down();
  });

  it(
    'runs every scenario against the system under test beside it, ends 0 and leaves a report',
    async () => {
      await project.do(['build', 'ris'], BUILD_MS);
      const up = ['--profile', 'harness', 'up', '--no-color', '--exit-code-from', 'harness', 'harness'];
      const { code, output } = await project.run(up, 480_000);
      expect(code, output).toBe(0);
      expect(docker('cp', `${project.container('harness')}:/data/reports/runs/.`, scratch)).toBeDefined();
      const [run = ''] = readdirSync(scratch);
      const record = JSON.parse(readFileSync(join(scratch, run, 'run.json'), 'utf8')) as RunRecord;
      const open = record.requirements.filter(({ selected, verdict }) => selected && verdict !== 'pass');
      expect(open.map(({ id, verdict, reason: why }) => `${id} ${verdict}: ${why}`)).toEqual([]);
      expect(record).toMatchObject({ complete: true, exitCode: 0 });
      expect(record.counts.pass).toBeGreaterThan(40);
      expect(record.environment.pacs).toMatch(/Orthanc \d/);
      expect(readJournal(join(scratch, run, 'journal.ndjson')).problems).toEqual([]);
      expect(readFileSync(join(scratch, run, 'report.html'), 'utf8')).toContain('Reference head CT');
    },
    BUILD_MS + 480_000,
  );

  it('runs against the product at an address, with what is asked of it', async () => {
    const there = { SUT_HOST: 'system-under-test', SUT_PRODUCT: 'Somebody else’s' };
    const run = ['--profile', 'harness', 'run', '--rm', '-T', 'harness', '--only', 'RCR-A3.2'];
    const { code, output } = await project.run(run, 180_000, there);
    expect(output).toMatch(/RCR-A3\.2 .*pass/);
    expect(code, output).toBe(0);
  }, 200_000);
});

describe.skipIf(reason !== undefined)('docker/shards.sh', () => {
  const folder = mkdtempSync(join(tmpdir(), 'airworthy-shards-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('runs parts side by side, each with a product of its own, and makes one run of them', async () => {
    const { code, output } = await inShards('2', folder, '--only', 'RCR-S6.1', 'RCR-A2.1');
    expect(code, output).toBe(0);
    const record = JSON.parse(readFileSync(join(folder, 'whole', 'run.json'), 'utf8')) as RunRecord;
    const decided = record.requirements.filter(({ selected }) => selected).map(({ id, verdict }) => `${id} ${verdict}`);
    expect(decided.sort()).toEqual(['RCR-A2.1 pass', 'RCR-S6.1 pass']);
    expect(record.complete).toBe(true);
    expect(docker('ps', '--all', '--format', '{{.Names}}')).not.toMatch(/airworthy-shards/);
    expect((await inShards('2', folder)).output).toContain('part-1 already. Choose another folder');
  }, 400_000);

  it('says how it is called', async () => {
    expect(await inShards('many', folder)).toMatchObject({
      code: 2,
      output: expect.stringMatching(/^Give the number/),
    });
  });
});
