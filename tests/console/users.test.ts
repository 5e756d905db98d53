import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openDatabase } from '../../console/server/database';
import { Users } from '../../console/server/security/users';
import { makeCertificates } from '../../runner/demo/certificates';
import { Browser, openConsole } from './browser';

const PASSWORD = 'correct horse battery staple';
const certificates = mkdtempSync(join(tmpdir(), 'airworthy-console-tls-'));
let server: Awaited<ReturnType<typeof openConsole>>;

beforeAll(async () => {
  // The certificate is one of a CA that was made a moment ago.
  process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0';
  const { certificate, key } = await makeCertificates(certificates, ['localhost', '127.0.0.1']);
  const tls = { certificate, key };
  const data = join(certificates, 'data');
  await expect(openConsole({ tls, data })).rejects.toThrow(/Nobody could sign in.*--add-user/);
  const db = openDatabase(data);
  const users = new Users(db);
  for (const role of ['viewer', 'operator', 'admin'] as const) await users.add(role, role, PASSWORD);
  db.close();
  server = await openConsole({ tls, data });
});
afterAll(async () => {
  await server.close();
  rmSync(certificates, { recursive: true, force: true });
});

async function as(name: string): Promise<Browser> {
  const browser = new Browser(server.url);
  expect((await browser.signIn(name, PASSWORD)).status).toBe(200);
  return browser;
}

it('serves others than this machine only over TLS', async () => {
  await expect(openConsole({ host: '0.0.0.0' })).rejects.toThrow(/give --tls-cert and --tls-key/);
  expect(server.url).toMatch(/^https:/);
  expect(server.address()).toBe(server.url);
});

it('signs in by name and password, with a cookie for TLS alone', async () => {
  const browser = new Browser(server.url);
  const response = await browser.signIn('Viewer', PASSWORD);
  expect(response.headers.get('set-cookie')).toMatch(/^__Host-airworthy=.*HttpOnly.*Secure.*SameSite=Strict/i);
  expect(response.headers.get('strict-transport-security')).toMatch(/max-age=/);
  expect(await browser.readSession()).toMatchObject({ mode: 'users', user: { name: 'viewer', role: 'viewer' } });
});

it('refuses to each role what is above it', async () => {
  const viewer = await as('viewer');
  await viewer.call('products.list');
  expect(await viewer.refused('products.add', { body: { template: 'pacs' } })).toMatchObject({
    status: 403,
    error: 'This needs the role operator; yours is viewer.',
  });
  expect(await viewer.refused('runs.start', { body: { what: 'demo', actor: 'pacs' } })).toMatchObject({ status: 403 });
  // Nor does trying a description tell whether there is such a file on the machine.
  const [{ template } = { template: '' }] = await viewer.call('actors.list');
  const probe = { yaml: `${template}\ntls: { key: /etc/hostname }\n` };
  expect(await viewer.refused('products.try', { body: probe })).toMatchObject({ status: 403 });
  const operator = await as('operator');
  expect(await operator.refused('users.list')).toMatchObject({ status: 403 });
  expect(await operator.refused('audit.list')).toMatchObject({ status: 403 });
  expect((await (await as('admin')).call('users.list')).map(({ name }) => name)).toEqual([
    'admin',
    'operator',
    'viewer',
  ]);
});

it('lets only an admin have this machine run commands or read its files', async () => {
  const [operator, admin] = [await as('operator'), await as('admin')];
  const { id, yaml, revision } = await operator.call('products.add', { body: { template: 'scanner' } });
  const command = { revision, yaml: yaml.replace(/^acquisition:.*$/m, 'acquisition:\n  command: touch /tmp/x') };
  expect(await operator.refused('products.change', { params: { product: id }, body: command })).toMatchObject({
    status: 403,
    error: expect.stringMatching(/"acquisition.command" makes this machine run something/),
  });
  for (const path of ['/etc/ssl/private/key.pem', '../../console.sqlite']) {
    const body = { revision, yaml: `${yaml}\ntls: { key: '${path}' }\n` };
    expect(await operator.refused('products.change', { params: { product: id }, body })).toMatchObject({ status: 403 });
  }
  const pages = `${yaml}\nviewer: { url: 'http://127.0.0.1:1', pages: pages.mjs }\n`;
  expect(await operator.refused('products.try', { body: { yaml: pages } })).toMatchObject({ status: 403 });
  await operator.call('products.change', {
    params: { product: id },
    body: { revision, yaml: `${yaml}\ntls: { key: client.key }\n` },
  });
  const set = await admin.call('products.change', {
    params: { product: id },
    body: { ...command, revision: revision + 1 },
  });
  // What an admin has set stays when others edit the rest.
  const rest = { revision: set.revision, yaml: set.yaml.replace(/^vendor: .*$/m, 'vendor: Ours') };
  expect(await operator.call('products.change', { params: { product: id }, body: rest })).toMatchObject({
    vendor: 'Ours',
  });
});

it('ends the sessions of a user who is changed or removed, and keeps the last admin', async () => {
  const admin = await as('admin');
  await admin.call('users.add', { body: { name: 'ann', role: 'viewer', password: PASSWORD } });
  const ann = await as('ann');
  await admin.call('users.change', { params: { name: 'ann' }, body: { role: 'operator' } });
  expect(await ann.refused('about.read')).toMatchObject({ status: 401 });
  await admin.call('users.remove', { params: { name: 'ann' } });
  expect((await new Browser(server.url).signIn('ann', PASSWORD)).status).toBe(401);
  expect(await admin.refused('users.remove', { params: { name: 'admin' } })).toMatchObject({ status: 409 });
  const short = { name: 'bob', role: 'viewer', password: 'short' };
  expect(await admin.refused('users.add', { body: short })).toMatchObject({
    status: 400,
    error: expect.stringMatching(/12 to 256/),
  });
});

it('says the same of an unknown name and a wrong password, and lets nobody try for long', async () => {
  const tries: number[] = [];
  for (let at = 0; at < 14; at += 1) {
    const browser = new Browser(server.url);
    tries.push((await browser.signIn(at % 2 ? 'admin' : 'nobody', 'not the password')).status);
  }
  expect(new Set(tries)).toEqual(new Set([401, 429]));
  expect(tries.at(-1)).toBe(429);
  expect((await new Browser(server.url).signIn('admin', PASSWORD)).status).toBe(429);
});
