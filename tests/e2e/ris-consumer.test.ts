import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { parse } from 'yaml';
import { PACKAGE_ROOT } from '../../model/package-root';
import type { RunRecord } from '../../model/run-record';
import type { SutConfig } from '../../model/sut';
import { airworthy, scratch, start } from './cli';
import { freePorts } from './platform';

const { dir, remove } = scratch();
afterAll(remove);

/** The shipped sut.yaml of a RIS, `airworthy simulate ris` as it describes it in a process of its own, and a run. */
async function runAgainst(retrieve: 'c-move' | 'c-get' | 'wado-rs', only: string[]) {
  const template = readFileSync(join(PACKAGE_ROOT, 'config', 'sut.ris.template.yaml'), 'utf8');
  const sut = parse(template) as SutConfig;
  const [dimse = 0, mllp = 0, http = 0, ai = 0, pacs = 0, web = 0] = await freePorts(6);
  const { ris, endpoints } = sut;
  if (!ris?.consumer || !endpoints?.dimse) throw new Error('The template describes a consumer.');
  ris.consumer.retrieve = retrieve;
  ris.consumer.settle = 30;
  const file = join(dir, `${retrieve}.yaml`);
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
  try {
    await product.until('Ready. Ctrl-C stops.');
    const out = join(dir, retrieve);
    const run = await airworthy(['run', '--config', file, '--only', ...only, '--out', out]);
    const { requirements } = JSON.parse(readFileSync(join(out, 'run.json'), 'utf8')) as RunRecord;
    const verdicts = requirements.flatMap(({ id, selected, method, verdict, reason }) =>
      selected && method === 'automated' ? [`${id} ${verdict === 'pass' ? verdict : `${verdict}: ${reason}`}`] : [],
    );
    return { ...run, out, verdicts };
  } finally {
    product.child.kill('SIGTERM');
    await product.exited;
  }
}

it('holds a RIS in a process of its own to what is in the results, and judges the same offline', async () => {
  const { verdicts, out } = await runAgainst('c-move', ['AIR-IDC']);
  expect(verdicts).toEqual(['AIR-IDC-02 pass', 'AIR-IDC-03 pass', 'AIR-IDC-04 pass', 'AIR-IDC-05 pass']);
  expect((await airworthy(['judge', out])).stdout).toMatch(/All \d+ verdicts are the same/);
}, 300_000);

it.each(['c-get', 'wado-rs'] as const)(
  'sees by %s what the RIS asks for and gets',
  async (retrieve) => {
    const { verdicts } = await runAgainst(retrieve, ['AIR-IDC-02', 'AIR-IDC-03']);
    expect(verdicts).toEqual(['AIR-IDC-02 pass', 'AIR-IDC-03 pass']);
  },
  300_000,
);
