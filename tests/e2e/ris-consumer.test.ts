import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it, vi } from 'vitest';
import { parse } from 'yaml';
import { PACKAGE_ROOT } from '../../model/package-root';
import type { RunRecord } from '../../model/run-record';
import type { SutConfig } from '../../model/sut';
import { Terminal } from '../kit/tmux';
import { airworthy, scratch, start } from './cli';
import { freePorts } from '../kit/processes';

const { dir, remove } = scratch();
afterAll(remove);

type Consumer = NonNullable<NonNullable<SutConfig['ris']>['consumer']>;
type Retrieve = Consumer['retrieve'];

/** The shipped sut.yaml of a RIS, and `airworthy simulate ris` as it describes it in a process of its own. */
async function startProduct(retrieve: Retrieve, changed: object = {}) {
  const template = readFileSync(join(PACKAGE_ROOT, 'config', 'sut.ris.template.yaml'), 'utf8');
  const sut = parse(template) as SutConfig;
  const [dimse = 0, mllp = 0, http = 0, ai = 0, pacs = 0, web = 0] = await freePorts(6);
  const { ris, endpoints } = sut;
  if (!ris?.consumer || !endpoints?.dimse) throw new Error('The template describes a consumer.');
  Object.assign(ris.consumer, { retrieve, settle: 30 }, changed);
  const file = join(dir, `${retrieve}-${http}.yaml`);
  const config = {
    ...sut,
    pacs: { launcher: 'embedded' },
    endpoints: {
      dimse: { ...endpoints.dimse, port: dimse },
      mllp: { host: '127.0.0.1', port: mllp },
      http: { host: '127.0.0.1', port: http },
    },
    harness: {
      ...sut.harness,
      aiPlatform: { mllpPort: ai },
      pacs: { aeTitle: 'AIRW_PACS', dimsePort: pacs, dicomWebPort: web },
    },
  };
  writeFileSync(file, JSON.stringify(config));
  const settings = {
    'dimse.port': dimse,
    'mllp.port': mllp,
    'http.port': http,
    'aiPlatform.port': ai,
    'consumer.retrieve': retrieve,
    'consumer.pacs.port': pacs,
    'consumer.dicomWeb.baseUrl': `http://127.0.0.1:${web}/dicom-web`,
  };
  const product = start([
    'simulate',
    'ris',
    '--set',
    ...Object.entries(settings).map(([key, value]) => `${key}=${value}`),
  ]);
  await product.until('Ready. Ctrl-C stops.');
  return {
    file,
    url: `http://127.0.0.1:${http}`,
    async stop() {
      product.child.kill('SIGTERM');
      await product.exited;
    },
  };
}

function verdictsOf(out: string): string[] {
  const { requirements } = JSON.parse(readFileSync(join(out, 'run.json'), 'utf8')) as RunRecord;
  return requirements.flatMap(({ id, selected, method, verdict, reason }) =>
    selected && method === 'automated' ? [`${id} ${verdict === 'pass' ? verdict : `${verdict}: ${reason}`}`] : [],
  );
}

async function runAgainst(retrieve: Retrieve, only: string[]) {
  const { file, stop } = await startProduct(retrieve);
  try {
    const out = join(dir, retrieve);
    const run = await airworthy(['run', '--config', file, '--only', ...only, '--out', out]);
    return { ...run, out, verdicts: verdictsOf(out) };
  } finally {
    await stop();
  }
}

it('holds a RIS in a process of its own to what is in the results, and judges the same offline', async () => {
  const { verdicts, out } = await runAgainst('c-move', ['AIR-IDC']);
  expect(verdicts).toEqual(['AIR-IDC-02 pass', 'AIR-IDC-03 pass', 'AIR-IDC-04 pass', 'AIR-IDC-05 pass']);
  expect((await airworthy(['judge', out])).stdout).toMatch(/All \d+ verdicts are the same/);
});

it.each(['c-get', 'wado-rs'] as const)('sees by %s what the RIS asks for and gets', async (retrieve) => {
  const { verdicts } = await runAgainst(retrieve, ['AIR-IDC-02', 'AIR-IDC-03']);
  expect(verdicts).toEqual(['AIR-IDC-02 pass', 'AIR-IDC-03 pass']);
});

it('is told by a person to read, and shows what it read in a file that it writes', async () => {
  const spool = join(dir, 'spool');
  mkdirSync(spool);
  const changed = { start: 'operator', adapter: 'file', file: join(spool, '{accessionNumber}.json'), http: undefined };
  const { file, url, stop } = await startProduct('c-move', changed);
  const out = join(dir, 'file');
  const main = `'${process.execPath}' '${join(PACKAGE_ROOT, 'dist', 'cli', 'main.js')}'`;
  const only = 'AIR-IDC-02 AIR-IDC-03 AIR-IDC-05';
  const command = `NO_COLOR=1 ${main} run --config '${file}' --out '${out}' --only ${only}; echo "ended $?"`;
  const terminal = new Terminal(dir, command);
  try {
    for (let asked = 1; asked < 20; asked += 1) {
      const screen = await terminal.until(new RegExp(`(\\) >[\\s\\S]*){${asked}}|ended \\d`));
      if (/ended \d/.test(screen)) break;
      const question = screen.split(/\) >/)[asked - 1] ?? '';
      const [, accession = ''] = /read the AI results of exam (\S+)/.exec(question.replace(/\n/g, ' ')) ?? [];
      expect(accession, question).not.toBe('');
      writeFileSync(join(spool, `${accession}.json`), await readingOf(`${url}/exams/${accession}/ai-results`));
      terminal.type('done');
    }
    await terminal.until(/ended \d/);
  } finally {
    terminal.close();
    await stop();
  }
  expect(verdictsOf(out)).toEqual(['AIR-IDC-02 pass', 'AIR-IDC-03 pass', 'AIR-IDC-05 pass']);
  const journal = readFileSync(join(out, 'journal.ndjson'), 'utf8');
  expect(journal).toContain('"adapter":"file"');
  expect((await airworthy(['judge', out])).stdout).toMatch(/All \d+ verdicts are the same/);
});

/** What the RIS shows once it has read. */
async function readingOf(address: string): Promise<string> {
  return vi.waitFor(
    async () => {
      const answer = await fetch(address);
      const text = await answer.text();
      expect(answer.ok, text).toBe(true);
      expect(JSON.parse(text)).toMatchObject({ status: 'read' });
      return text;
    },
    { timeout: 300_000, interval: 200 },
  );
}
