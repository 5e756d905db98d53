import { generateKeyPairSync } from 'node:crypto';
import { PNG } from 'pngjs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Arrow, TreeNode } from '../../console/contract';
import { Browser, nowhere, openConsole } from './browser';
import { watch } from './watch';

/** What people read of a run that is over: its traffic, its reports, and what they add to it by their word. */
let server: Awaited<ReturnType<typeof openConsole>>;
let admin: Browser;
/** Of a spoilt AI platform, of a PACS twice, and of a product that does not answer. */
let [ai, pacs, again, silent] = ['', '', '', ''];

beforeAll(async () => {
  server = await openConsole();
  admin = new Browser(server.url);
  await admin.enter(server.address());
  const run = async (body: object) => {
    const { id } = await admin.call('runs.start', { body });
    for await (const _ of watch(admin, id)) void _;
    return id;
  };
  const demo = { what: 'demo', pacs: 'embedded', plain: true };
  ai = await run({ ...demo, actor: 'ai-platform', mutant: 'obx11-final', only: ['RCR-3.1'] });
  const only = ['RCR-P1.4'];
  pacs = await run({ ...demo, actor: 'pacs', only });
  again = await run({ ...demo, actor: 'pacs', only });
  // Nobody is at its addresses: it has questions for people, and an end that comes soon.
  const { id, yaml, revision } = await admin.call('products.add', { body: { template: 'pacs' } });
  const brief = nowhere(yaml).replace(/^( +exchange): \d+/m, '$1: 2');
  await admin.call('products.change', { params: { product: id }, body: { revision, yaml: brief } });
  silent = await run({ what: 'product', product: id, only: ['RCR-P1.1', 'RCR-P1.2', 'RCR-P1.4'], oneWay: true });
});
afterAll(() => server.close());

const find = async (run: string, wanted: (arrow: Arrow) => boolean): Promise<Arrow> => {
  const { arrows } = await admin.call('traffic.list', { params: { run }, query: { limit: 2000 } });
  const found = arrows.find(wanted);
  if (!found) throw new Error(`no such arrow among ${arrows.length}`);
  return found;
};
const nodesOf = (nodes: readonly TreeNode[]): TreeNode[] =>
  nodes.flatMap((node) => [node, ...nodesOf(node.children ?? [])]);

it('gives the traffic page by page, and only what is asked for', async () => {
  const params = { run: ai };
  const all = await admin.call('traffic.list', { params, query: { limit: 2000 } });
  expect(all.next).toBeUndefined();
  const paged: Arrow[] = [];
  let after: number | undefined = 0;
  while (after !== undefined) {
    const page: typeof all = await admin.call('traffic.list', { params, query: { after, limit: 7 } });
    expect(page.arrows.length).toBeLessThanOrEqual(7);
    paged.push(...page.arrows);
    after = page.next;
  }
  expect(paged).toEqual(all.arrows);
  const notices = await admin.call('traffic.list', { params, query: { text: 'orm^o01' } });
  expect(notices.arrows.length).toBeGreaterThan(0);
  expect(notices.arrows.every(({ label }) => label.includes('ORM^O01'))).toBe(true);
});

it('shows a message as a tree, with what failed the product marked at its field', async () => {
  const { from, seq } = await find(ai, (arrow) => arrow.from === 'ai-platform' && arrow.label.startsWith('ORM^O01'));
  expect(from).toBe('ai-platform');
  const detail = await admin.call('traffic.event', { params: { run: ai, seq } });
  expect(detail.files).toMatchObject([{ n: 0, what: 'hl7', title: expect.stringMatching(/^ORM\^O01/) }]);
  expect(detail.related.length).toBeGreaterThan(0);
  const decoded = await admin.call('traffic.file', { params: { run: ai, seq, n: 0 } });
  const fields = nodesOf(decoded.nodes);
  expect(fields.find(({ path }) => path === 'MSH-9')?.value).toContain('ORM^O01');
  const marked = fields.filter(({ findings }) => findings?.some((at) => decoded.findings[at]?.by === 'verdict'));
  expect(marked.map(({ path }) => path).join()).toMatch(/OBX(\[\d\])?-11/);
  expect(decoded.findings.find(({ by }) => by === 'verdict')?.requirements).toContain('RCR-3.1');
  // Said once, also where the rule would say it by itself.
  for (const { findings = [] } of fields) {
    const said = findings.map((at) => `${decoded.findings[at]?.rule} ${decoded.findings[at]?.message}`);
    expect(said).toEqual([...new Set(said)]);
  }
  const file = await admin.send('traffic.download', { params: { run: ai, seq, n: 0 } });
  expect(file.headers.get('content-disposition')).toMatch(/^attachment; filename="[\w.-]+\.hl7"$/);
  expect(await file.text()).toMatch(/^MSH\|/);
});

it('shows an object as a tree, and its picture with what lies over it', async () => {
  const { seq } = await find(ai, ({ label }) => label === 'C-STORE Segmentation');
  const decoded = await admin.call('traffic.file', { params: { run: ai, seq, n: 0 } });
  const nodes = nodesOf(decoded.nodes);
  expect(nodes.find(({ path }) => path === 'SegmentSequence[0].SegmentLabel')).toMatchObject({
    tag: '(0062,0005)',
    vr: 'LO',
  });
  expect(nodes.find(({ path }) => path === 'PixelData')?.value).toMatch(/not shown|bytes/);
  const picture = await admin.call('traffic.picture', { params: { run: ai, seq, n: 0 } });
  expect(picture.layers.length).toBeGreaterThan(0);
  expect(picture.base.png).toMatch(/^data:image\/png;base64,/);
  const sr = await find(ai, ({ label }) => /^C-STORE.*SR$/.test(label));
  const report = await admin.call('traffic.file', { params: { run: ai, seq: sr.seq, n: 0 } });
  expect(
    nodesOf(report.nodes).some(({ path, value }) => /^ContentSequence\[\d+\]$/.test(path) && value !== undefined),
  ).toBe(true);
  expect(await admin.refused('traffic.picture', { params: { run: ai, seq: sr.seq, n: 0 } })).toMatchObject({
    status: 422,
  });
  const capture = await admin.send('traffic.capture', { params: { run: ai } });
  expect((await capture.arrayBuffer()).byteLength).toBeGreaterThan(10_000);
  expect(await admin.refused('traffic.file', { params: { run: ai, seq, n: 9 } })).toMatchObject({ status: 404 });
  expect(await admin.refused('traffic.event', { params: { run: ai, seq: 999_999 } })).toMatchObject({ status: 404 });
});

it('serves the report in a sandbox that lets nothing of it at the console', async () => {
  const page = await admin.send('reports.page', { params: { run: ai } });
  const policy = page.headers.get('content-security-policy') ?? '';
  expect(policy).toMatch(/sandbox allow-scripts/);
  expect(policy).not.toMatch(/allow-same-origin|unsafe-inline/);
  expect(policy).toMatch(/script-src 'sha256-/);
  expect(policy).toMatch(/frame-ancestors 'self'/);
  expect(await page.text()).toContain('RCR-3.1');
});

it('gives the report in other forms', async () => {
  const sheet = await admin.send('reports.export', { params: { run: ai, form: 'xlsx' } });
  expect(Buffer.from(await sheet.arrayBuffer()).toString('latin1', 0, 2)).toBe('PK');
  const junit = await admin.send('reports.export', { params: { run: ai, form: 'junit' } });
  expect(await junit.text()).toContain('<testsuite');
  expect(await admin.refused('reports.export', { params: { run: ai, form: 'exe' } })).toMatchObject({ status: 404 });
});

it('packs a run, signs the pack with a key that it does not keep, and verifies it', async () => {
  const pack = await admin.call('packs.make', { params: { run: pacs }, body: {} });
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const key = privateKey.export({ type: 'pkcs8', format: 'pem' });
  const pub = publicKey.export({ type: 'spki', format: 'pem' });
  expect(await admin.refused('packs.sign', { params: { pack: pack.id }, body: {} })).toMatchObject({ status: 400 });
  const signed = await admin.call('packs.sign', { params: { pack: pack.id }, body: { key } });
  expect(signed.signedBy).toHaveLength(1);
  const verified = await admin.call('packs.verify', { params: { pack: pack.id }, body: { keys: [pub] } });
  expect(verified).toMatchObject({ held: true, about: { product: expect.any(String) } });
  const bytes = new Uint8Array(await (await admin.send('packs.file', { params: { pack: pack.id } })).arrayBuffer());
  const send = (content: Uint8Array<ArrayBuffer>) => ({
    query: { name: 'theirs.zip' },
    raw: { type: 'application/zip', bytes: content },
  });
  const uploaded = await admin.call('packs.add', send(bytes));
  expect(await admin.call('packs.verify', { params: { pack: uploaded.id }, body: {} })).toMatchObject({ held: true });
  const spoilt = Uint8Array.from(bytes);
  spoilt[bytes.length >> 1] = (spoilt[bytes.length >> 1] ?? 0) ^ 1;
  const bad = await admin.call('packs.add', send(spoilt));
  expect(await admin.call('packs.verify', { params: { pack: bad.id }, body: {} })).toMatchObject({ held: false });
  expect(await admin.refused('packs.sign', { params: { pack: bad.id }, body: { key } })).toMatchObject({ status: 422 });
  expect(await admin.refused('packs.add', send(new Uint8Array(Buffer.from('no zip'))))).toMatchObject({ status: 415 });
  expect((await admin.call('packs.list')).map(({ id }) => id)).toEqual(
    expect.arrayContaining([pack.id, uploaded.id, bad.id]),
  );
});

it('compares runs, and says why a run supports no statement of conformity', async () => {
  const of = [{ run: pacs }, { run: again }];
  const { id, comparison } = await admin.call('comparisons.add', { body: { of } });
  expect(comparison.products).toHaveLength(2);
  const page = await admin.send('comparisons.page', { params: { comparison: id } });
  expect(page.headers.get('content-security-policy')).toMatch(/sandbox/);
  const same = { of: [{ run: pacs }, { run: pacs }] };
  expect(await admin.refused('comparisons.add', { body: same })).toMatchObject({
    status: 422,
    error: expect.stringMatching(/twice/),
  });
  expect(await admin.refused('comparisons.add', { body: { of: [{ run: pacs }] } })).toMatchObject({ status: 400 });
  const bar = 'mandatory: [NO-SUCH]\n';
  expect(await admin.refused('comparisons.add', { body: { of, bar } })).toMatchObject({
    error: expect.stringMatching(/NO-SUCH/),
  });
  const answer = await admin.call('certificates.add', { params: { run: ai }, body: {} });
  expect('missing' in answer && answer.missing.length).toBeGreaterThan(0);
});

it('shows the runs of a product one after the other', async () => {
  const [product] = await admin.call('products.list');
  const trend = await admin.call('products.trend', { params: { product: product?.id ?? '' } });
  expect(trend.points.map(({ run }) => run)).toEqual([silent]);
  expect(trend.points[0]).toMatchObject({ version: product?.version, changes: [] });
});

const screenshot = (): Uint8Array<ArrayBuffer> => {
  const image = new PNG({ width: 8, height: 8 });
  image.data.fill(200);
  return new Uint8Array(PNG.sync.write(image));
};

it('takes the word of a person on one step, with a screenshot, and makes the verdict again', async () => {
  const book = await admin.call('attest.read', { params: { run: silent } });
  expect(book.steps.map(({ requirement }) => requirement.id)).toEqual(['RCR-P1.1', 'RCR-P1.2']);
  const params = { run: silent, requirement: 'RCR-P1.1' };
  const answer = {
    answer: 'yes',
    name: 'A. Reader',
    role: 'radiologist',
    productVersion: book.productVersion,
    statement: 'Seen.',
  };
  expect(await admin.refused('attest.answer', { params, body: answer })).toMatchObject({
    status: 409,
    fix: 'Take the step first.',
  });

  const step = await admin.call('attest.take', { params });
  expect(step).toMatchObject({ study: true, taken: { mine: true } });
  expect(step.notSentBecause).toBeUndefined();
  expect(step.lookFor.length).toBeGreaterThan(0);
  const picture = await admin.send('attest.picture', { params });
  expect(PNG.sync.read(Buffer.from(await picture.arrayBuffer())).width).toBeGreaterThan(100);

  expect(await admin.refused('attest.answer', { params, body: answer })).toMatchObject({
    status: 422,
    fix: expect.stringMatching(/screenshot/),
  });
  const attach = (type: string, bytes: Uint8Array<ArrayBuffer>) => ({
    params,
    query: { name: '../../x.svg' },
    raw: { type, bytes },
  });
  const fake = new Uint8Array(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'));
  expect(await admin.refused('attest.addScreenshot', attach('image/png', fake))).toMatchObject({ status: 415 });
  const torn = screenshot().slice(0, 50);
  expect(await admin.refused('attest.addScreenshot', attach('image/png', torn))).toMatchObject({ status: 415 });
  expect(await admin.refused('attest.addScreenshot', attach('image/svg+xml', fake))).toMatchObject({ status: 415 });
  const large = new Uint8Array(21 * 1024 * 1024);
  expect(await admin.refused('attest.addScreenshot', attach('image/png', large))).toMatchObject({ status: 413 });
  const kept = await admin.call('attest.addScreenshot', attach('image/png', screenshot()));
  expect(kept).toMatchObject({ type: 'image/png', width: 8, height: 8 });
  const shown = await admin.send('attest.screenshot', { params: { ...params, screenshot: kept.id } });
  expect(shown.headers.get('content-type')).toBe('image/png');

  expect(await admin.refused('attest.answer', { params, body: { ...answer, expires: '2020-01-01' } })).toMatchObject({
    status: 400,
  });
  expect(await admin.call('attest.answer', { params, body: answer })).toMatchObject({
    answered: { answer: 'yes', name: 'A. Reader' },
  });
  await expect
    .poll(async () => (await admin.call('attest.read', { params: { run: silent } })).renewing, { timeout: 60_000 })
    .toBe(false);
  const requirement = await admin.call('runs.requirement', { params });
  expect(requirement).toMatchObject({ verdict: 'pass', attested: { name: 'A. Reader', role: 'radiologist' } });
  expect(requirement.attested?.evidence).toMatchObject([{ sha256: kept.id }]);
});
