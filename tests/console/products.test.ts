import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Product } from '../../console/contract';
import { loadSutConfig } from '../../config/load';
import { buildSyntheticStudy } from '../../fixtures/studies';
import { PACKAGE_ROOT } from '../../model/package-root';
import { makeCertificates } from '../../runner/demo/certificates';
import { Exams } from '../../runner/harness/exams';
import { Browser, nowhere, openConsole } from './browser';

let server: Awaited<ReturnType<typeof openConsole>>;
let admin: Browser;

beforeAll(async () => {
  server = await openConsole();
  admin = new Browser(server.url);
  await admin.enter(server.address());
});
afterAll(() => server.close());

const template = (actor: string): Promise<Product> => admin.call('products.add', { body: { template: actor } });

it('gives each actor the form, the defaults and a template that is valid as it stands', async () => {
  const forms = await admin.call('actors.list');
  expect(forms.map(({ actor }) => actor)).toEqual(['scanner', 'ris', 'pacs', 'ai-platform']);
  for (const { actor, schema, sources, mutants } of forms) {
    const product = await template(actor);
    expect([actor, product.problemList]).toEqual([actor, []]);
    const keys = Object.keys((schema as { properties: object }).properties);
    expect(keys.includes('acquisition')).toBe(actor === 'scanner');
    expect(keys.includes('ris')).toBe(actor === 'ris');
    // What the template says has a place in the form.
    expect(Object.keys(product.value as object).filter((key) => !keys.includes(key))).toEqual([]);
    expect(sources.flatMap(({ groups }) => groups).length).toBeGreaterThan(0);
    expect(mutants.length).toBeGreaterThan(0);
  }
});

it('says line, key and fix of what is wrong in a sut.yaml, and keeps it all the same', async () => {
  const { id, yaml, revision } = await template('pacs');
  const spoilt = yaml.replace(/port: \d+/, 'port: many').replace(/^vendor:/m, 'vender:');
  const { problemList, problems } = await admin.call('products.change', {
    params: { product: id },
    body: { revision, yaml: spoilt },
  });
  expect(problems).toBe(problemList.length);
  const vendor = problemList.find(({ path }) => path.join('.') === 'vender');
  expect(vendor?.message).toMatch(/Did you mean "vendor"/);
  expect(spoilt.split('\n')[(vendor?.line ?? 0) - 1]).toMatch(/^vender:/);
  expect(problemList.find(({ path }) => path.at(-1) === 'port')?.message).toMatch(/must be a whole number/);
  expect(await admin.refused('runs.start', { body: { what: 'product', product: id } })).toMatchObject({ status: 422 });
});

it('puts the values of the form into the text, where comments stay', async () => {
  const { id, yaml, revision, value } = await template('ai-platform');
  const given = value as Record<string, unknown> & { endpoints: { dimse: object } };
  const changed = {
    ...given,
    product: 'Cranio CT',
    endpoints: { ...given.endpoints, dimse: { ...given.endpoints.dimse, port: 4242 } },
    capabilities: { ...(given['capabilities'] as object), carriers: ['sr', 'key-object', 'overlay'] },
  };
  const after = await admin.call('products.change', { params: { product: id }, body: { revision, value: changed } });
  expect(after.value).toEqual(changed);
  expect(after.product).toBe('Cranio CT');
  expect(after.yaml).toContain('# values of Body Part Examined (0018,0015)');
  const comments = (text: string) => text.match(/# .*$/gm)?.sort();
  expect(comments(after.yaml)).toEqual(comments(yaml));
  const tried = await admin.call('products.try', {
    body: { yaml: after.yaml, value: { ...changed, version: undefined } },
  });
  expect(tried.problemList.map(({ message }) => message).join()).toMatch(/lacks "version"/);
});

it('does not let one person overwrite what another has changed', async () => {
  const { id, yaml, revision } = await template('scanner');
  const body = { revision, yaml };
  await admin.call('products.change', { params: { product: id }, body });
  expect(await admin.refused('products.change', { params: { product: id }, body })).toMatchObject({ status: 409 });
});

it('gives and takes sut.yaml as a file, and forgets a product', async () => {
  const { id, yaml } = await template('ris');
  const file = await admin.send('products.file', { params: { product: id } });
  expect(file.headers.get('content-disposition')).toBe('attachment; filename="sut.yaml"');
  expect(await file.text()).toBe(yaml);
  expect((await admin.call('products.list')).map((product) => product.id)).toContain(id);
  await admin.call('products.remove', { params: { product: id } });
  expect(await admin.refused('products.read', { params: { product: id } })).toMatchObject({ status: 404 });
});

it('says where a text is no YAML, and reads no bomb', async () => {
  const broken = await admin.call('products.try', { body: { yaml: 'vendor: [\nproduct: x' } });
  expect(broken.problemList[0]?.message).toMatch(/not valid YAML/);
  const bomb = [
    'a: &a [x]',
    ...'bcdefghijkl'.split('').map((key, at) => `${key}: &${key} [${`*${'abcdefghijkl'[at]},`.repeat(20)}]`),
  ];
  const { problemList } = await admin.call('products.try', { body: { yaml: bomb.join('\n') } });
  expect(problemList.length).toBeGreaterThan(0);
});

it('keeps certificates and keys beside a product, and nothing else', async () => {
  const { id } = await template('pacs');
  const files = await makeCertificates(join(server.folder, 'certificates'), ['localhost']);
  const put = (file: string, bytes: Uint8Array<ArrayBuffer>) => ({
    params: { product: id, file },
    raw: { type: 'application/x-pem-file', bytes },
  });
  const read = (path: string) => new Uint8Array(readFileSync(path));
  expect(await admin.call('products.addFile', put('client.pem', read(files.certificate)))).toMatchObject({
    what: 'certificate',
  });
  expect(await admin.call('products.addFile', put('client.key', read(files.key)))).toMatchObject({
    what: 'private key',
  });
  expect(await admin.refused('products.addFile', put('a.pem', new Uint8Array(Buffer.from('hello'))))).toMatchObject({
    status: 415,
  });
  expect(await admin.refused('products.addFile', put('sut.yaml', read(files.key)))).toMatchObject({ status: 400 });
  expect(await admin.refused('products.addFile', put('../x.pem', read(files.key)))).toMatchObject({ status: 400 });
  expect(await admin.refused('products.addFile', put('big.pem', new Uint8Array(100_000)))).toMatchObject({
    status: 413,
  });
  expect((await admin.call('products.files', { params: { product: id } })).map(({ name }) => name)).toEqual([
    'client.key',
    'client.pem',
  ]);
  // A text that names them is tried as the description of this product.
  const { yaml } = await admin.call('products.read', { params: { product: id } });
  const named = `${yaml}\ntls: { certificate: client.pem, key: client.key, ca: client.pem }\n`;
  const problems = async (product?: string) =>
    (await admin.call('products.try', { body: { ...(product === undefined ? {} : { product }), yaml: named } }))
      .problemList;
  expect(await problems(id)).toEqual([]);
  expect(await problems()).toHaveLength(3);
});

it('says in plain words that nobody is at the addresses of a product', async () => {
  const { id, yaml, revision } = await template('pacs');
  const body = { revision, yaml: nowhere(yaml) };
  expect((await admin.call('products.change', { params: { product: id }, body })).problemList).toEqual([]);
  await admin.call('doctor.start', { params: { product: id }, body: { waitSeconds: 0 } });
  await expect
    .poll(async () => (await admin.call('doctor.read', { params: { product: id } })).running, { timeout: 90_000 })
    .toBe(false);
  const { results, sentence } = await admin.call('doctor.read', { params: { product: id } });
  expect(results.length).toBeGreaterThan(0);
  expect(results.every(({ ok }) => !ok)).toBe(true);
  expect(sentence).toMatch(/Not every link works/);
});

it('takes a zip file of DICOM objects as a study set', async () => {
  const exam = new Exams(loadSutConfig(join(PACKAGE_ROOT, 'config', 'sut.template.yaml'))).synthetic(
    'negative',
    'ct-head-normal',
  );
  const { instances } = buildSyntheticStudy(exam.study, exam);
  const inside = Object.fromEntries(instances.map(({ bytes }, at) => [`series/${at}`, new Uint8Array(bytes)]));
  const raw = (files: Record<string, Uint8Array>) => ({
    type: 'application/zip',
    bytes: new Uint8Array(zipSync(files)),
  });
  const set = await admin.call('studies.add', {
    query: { name: 'Our heads' },
    raw: raw({ ...inside, 'readme.txt': Buffer.from('no') }),
  });
  expect(set).toMatchObject({ name: 'Our heads', kind: 'uploaded', objects: instances.length });
  expect((await admin.call('studies.list')).map(({ id }) => id)).toContain(set.id);
  const nothing = { query: { name: 'x' }, raw: raw({ 'readme.txt': Buffer.from('no') }) };
  expect(await admin.refused('studies.add', nothing)).toMatchObject({
    status: 422,
    error: expect.stringMatching(/no DICOM object/),
  });
  const noZip = {
    query: { name: 'x' },
    raw: { type: 'application/zip', bytes: new Uint8Array(Buffer.from('PK\x03\x04 no')) },
  };
  expect(await admin.refused('studies.add', noZip)).toMatchObject({ status: 422 });
  await admin.call('studies.remove', { params: { study: set.id } });
});
