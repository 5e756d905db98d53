import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { silentLogger } from '../../model/actors';
import { PACKAGE_ROOT } from '../../model/package-root';
import type { RunRecord } from '../../model/run-record';
import { findChromium } from '../../runner/chromium';
import { EmbeddedPacs } from '../../simulators/pacs/embedded/embedded-pacs';
import { startWebViewer } from '../../simulators/pacs/web-viewer/reference-viewer';
import { freePorts } from '../kit/processes';
import { airworthy, scratch } from './cli';

const { dir, remove } = scratch();
const pacs = new EmbeddedPacs({
  launcher: 'embedded',
  aeTitle: 'SUPPLIER',
  host: '127.0.0.1',
  peers: [],
  storageDir: join(dir, 'pacs'),
  sink: { append: (event) => event as never },
  log: silentLogger,
  notice: () => undefined,
});
let viewer: Awaited<ReturnType<typeof startWebViewer>>;
beforeAll(async () => {
  await pacs.start();
  viewer = await startWebViewer({ dicomWeb: { ...pacs.http, path: pacs.dicomWebPath } });
});
afterAll(async () => {
  await viewer.stop();
  await pacs.stop();
  remove();
});

const OURS = pathToFileURL(join(PACKAGE_ROOT, 'dist', 'runner', 'demo', 'reference-viewer-pages.js')).href;

/** Runs RCR-P1.1 against a PACS with a web viewer that a file says how to use. */
async function runWith(name: string, pages: string, timeout: number) {
  writeFileSync(join(dir, `${name}.mjs`), `import ours from '${OURS}';\n${pages}`);
  const [ai = 0, probe = 0, web = 0] = await freePorts(3);
  const sut = join(dir, `${name}.yaml`);
  writeFileSync(
    sut,
    `vendor: V
product: P
version: '1'
actor: pacs
endpoints: { dimse: { host: 127.0.0.1, port: ${pacs.dimse.port}, aeTitle: SUPPLIER } }
harness: { aiPlatform: { dimsePort: ${ai} }, probe: { dimsePort: ${probe} }, pacs: { dicomWebPort: ${web} } }
timeouts: { notice: 20, settle: 1, quiet: 1, recovery: 10, exchange: 30 }
viewer: { url: '${viewer.url}', pages: ${name}.mjs, timeout: ${timeout} }
`,
  );
  const out = join(dir, name);
  const { stdout } = await airworthy(['run', '--config', sut, '--one-way', '--out', out, '--only', 'RCR-P1.1']);
  const { requirements } = JSON.parse(readFileSync(join(out, 'run.json'), 'utf8')) as RunRecord;
  const found = requirements.find(({ id }) => id === 'RCR-P1.1');
  return { verdict: found?.verdict, cause: found?.cause, reason: found?.reason ?? stdout };
}

const chromium = findChromium();
if (chromium === undefined) process.stderr.write("A supplier's pages are not tried: there is no Chromium.\n");

describe.skipIf(chromium === undefined)("a supplier's own pages of a web viewer", () => {
  it('are used as their file says', async () => {
    expect(await runWith('good', 'export default ours.referenceViewerPages;', 60)).toMatchObject({ verdict: 'pass' });
  });

  it('that hang, or are none, decide nothing, and say why', async () => {
    const hanging =
      'export default (page, context) => ({ ...ours.referenceViewerPages(page, context), show: () => new Promise(() => {}) });';
    const late = await runWith('hanging', hanging, 8);
    expect(late).toMatchObject({ verdict: 'not-tested', reason: expect.stringMatching(/shown .*longer than 8 s/) });
    const none = await runWith('none', 'export default 7;', 8);
    expect(none).toMatchObject({ verdict: 'inconclusive', cause: 'set-up' });
    expect(none.reason).toMatch(/none\.mjs must export a function/);
  });
});
