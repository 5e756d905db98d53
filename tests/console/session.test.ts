import { request } from 'node:http';
import { connect } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ROUTES } from '../../console/contract';
import { Browser, openConsole } from './browser';

let server: Awaited<ReturnType<typeof openConsole>>;
let admin: Browser;

beforeAll(async () => {
  server = await openConsole();
  admin = new Browser(server.url);
  await admin.enter(server.address());
});
afterAll(() => server.close());

it('lets in by the printed address, once, with a cookie that no script can read', async () => {
  const address = server.address();
  const browser = new Browser(server.url);
  const response = await browser.enter(address);
  expect(response.status).toBe(303);
  expect(response.headers.get('location')).toBe('/');
  expect(response.headers.get('set-cookie')).toMatch(/HttpOnly/i);
  expect(response.headers.get('set-cookie')).toMatch(/SameSite=Strict/i);
  expect((await browser.readSession()).user?.role).toBe('admin');

  const second = new Browser(server.url);
  expect((await second.enter(address)).headers.get('location')).toBe('/?problem=token');
  expect((await second.readSession()).user).toBeUndefined();
});

it('lets nobody in by a wrong token or none', async () => {
  for (const path of ['/enter', '/enter?token=', '/enter?token=AAAA', '/enter?token=a&token=b']) {
    const browser = new Browser(server.url);
    await browser.enter(`${server.url}${path}`);
    expect((await browser.readSession()).user).toBeUndefined();
  }
});

it('refuses every route but those of the session to a stranger', async () => {
  const stranger = new Browser(server.url);
  const params = { run: '0'.repeat(16), product: '0'.repeat(16), study: '0'.repeat(16), pack: '0'.repeat(16) };
  const more = { comparison: '0'.repeat(16), certificate: '0'.repeat(16), screenshot: '0'.repeat(64) };
  const rest = { requirement: 'RCR-S6.1', name: 'x', file: 'a.pem', form: 'pdf', seq: 1, n: 0 };
  for (const [name, { role }] of Object.entries(ROUTES)) {
    if (role === 'nobody') continue;
    const { status, error, fix } = await stranger.refused(name as keyof typeof ROUTES, {
      params: { ...params, ...more, ...rest },
    });
    expect([name, status]).toEqual([name, 401]);
    expect(error).toMatch(/not signed in/);
    expect(fix).toBe('Sign in.');
  }
});

it('takes no change without the CSRF token of the session, or from a page of another site', async () => {
  const forged = { 'x-airworthy-csrf': 'wrong' };
  expect(await admin.refused('users.add', { body: {}, headers: forged })).toMatchObject({ status: 403 });
  const elsewhere = { origin: 'http://evil.example' };
  expect(await admin.refused('users.add', { body: {}, headers: elsewhere })).toMatchObject({ status: 403 });
  const { port } = new URL(server.url);
  const neighbour = { origin: `http://localhost:${port}` };
  expect(await admin.refused('users.add', { body: {}, headers: neighbour })).toMatchObject({ status: 403 });
  const framed = { 'sec-fetch-site': 'cross-site' };
  expect(await admin.refused('users.list', { headers: framed })).toMatchObject({ status: 403 });
});

it('answers to no name but its own, so that no other site can pass for it', async () => {
  const { port } = new URL(server.url);
  const statusAs = (host: string) =>
    new Promise<number>((resolve, reject) => {
      const asked = request({ host: '127.0.0.1', port, path: '/api/session', headers: { host } }, (response) => {
        response.resume();
        resolve(response.statusCode ?? 0);
      });
      asked.on('error', reject).end();
    });
  expect(await statusAs(`127.0.0.1:${port}`)).toBe(200);
  expect(await statusAs(`localhost:${port}`)).toBe(200);
  for (const host of [
    'evil.example',
    `evil.example:${port}`,
    `127.0.0.1:${Number(port) + 1}`,
    `127.0.0.1.evil.example:${port}`,
    '127.0.0.1',
  ])
    expect([host, await statusAs(host)]).toEqual([host, 421]);
});

it('gives its pages a policy without inline script, and the client its own addresses', async () => {
  const page = await fetch(`${server.url}/runs/0123`, { headers: { accept: 'text/html' } });
  expect(await page.text()).toContain('The console.');
  const policy = page.headers.get('content-security-policy') ?? '';
  expect(policy).toContain("script-src 'self'");
  expect(policy).not.toContain('unsafe');
  expect(policy).toContain("frame-ancestors 'none'");
  expect(page.headers.get('x-content-type-options')).toBe('nosniff');
});

it('reaches no file beside the pages', async () => {
  const { port } = new URL(server.url);
  for (const path of [
    '/../browser.ts',
    '/%2e%2e/browser.ts',
    '/..%2fbrowser.ts',
    '/assets/..%2f..%2fbrowser.ts',
    '//etc/passwd',
    '/\\..\\browser.ts',
  ]) {
    const raw = await new Promise<string>((resolve, reject) => {
      let answer = '';
      const socket = connect(Number(port), '127.0.0.1', () =>
        socket.write(`GET ${path} HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\nconnection: close\r\n\r\n`),
      );
      socket
        .on('data', (chunk) => (answer += String(chunk)))
        .on('end', () => resolve(answer))
        .on('error', reject);
    });
    expect(raw).not.toContain('openConsole');
    expect(raw).not.toContain('root:');
  }
});

it('says in JSON what is wrong with a request, and takes nothing that is not named', async () => {
  const body = { name: 'ann', role: 'boss', password: 'a long enough password' };
  expect(await admin.refused('users.add', { body })).toMatchObject({
    status: 400,
    error: expect.stringMatching(/"role" cannot be "boss".*viewer, operator, admin/),
  });
  expect(await admin.refused('users.add', { body: { ...body, role: 'viewer', more: 1 } })).toMatchObject({
    status: 400,
  });
  expect(await admin.refused('users.add', { raw: { type: 'text/xml', bytes: Buffer.from('<a/>') } })).toMatchObject({
    status: 415,
  });
  const large = { ...body, password: 'x'.repeat(2_000_000) };
  expect(await admin.refused('users.add', { body: large })).toMatchObject({ status: 413 });
  expect(await admin.refused('users.change', { params: { name: '../../etc/passwd' }, body: {} })).toMatchObject({
    status: 404,
  });
});

it('keeps who did what, also what was refused, for admins to read', async () => {
  await admin.refused('users.change', { params: { name: 'nobody-of-that-name' }, body: { role: 'viewer' } });
  const { entries } = await admin.call('audit.list', { query: { limit: 500 } });
  expect(entries.find(({ action }) => action === 'session.enter')).toMatchObject({ role: 'admin', status: 303 });
  expect(entries.find(({ action }) => action === 'session.refused')).toMatchObject({ user: '', status: 401 });
  expect(entries[0]).toMatchObject({ action: 'users.change', subject: 'nobody-of-that-name viewer', status: 404 });
  const { entries: first, next } = await admin.call('audit.list', { query: { limit: 2 } });
  expect(first).toHaveLength(2);
  expect((await admin.call('audit.list', { query: { limit: 2, before: next ?? 0 } })).entries[0]?.id).toBeLessThan(
    first[1]?.id ?? 0,
  );
});

it('ends a session when its user signs out', async () => {
  const browser = new Browser(server.url);
  await browser.enter(server.address());
  await browser.call('session.signOut');
  expect(await browser.refused('about.read')).toMatchObject({ status: 401 });
});
