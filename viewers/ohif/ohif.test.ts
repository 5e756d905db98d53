import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, request, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { create } from 'tar';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ohifFiles } from './package';
import { OHIF_RELEASE } from './release';
import { type OhifServer, serveOhif } from './server';

const dir = mkdtempSync(join(tmpdir(), 'airworthy-ohif-'));
const dist = join(dir, 'package', 'dist');
const notice = () => undefined;
mkdirSync(dist, { recursive: true });
writeFileSync(
  join(dist, 'index.html'),
  '<!doctype html><script>console.log(1)</script><script src="/app.js"></script>',
);
writeFileSync(join(dist, 'app.js'), 'document.title = "OHIF";');
writeFileSync(join(dist, 'app.js.map'), '{}');
writeFileSync(join(dir, 'package', 'package.json'), '{"version":"9.9.9"}');
afterAll(() => rmSync(dir, { recursive: true, force: true }));

describe('the files of OHIF', () => {
  const cache = join(dir, 'cache');

  it('are taken from a folder, or a folder about it', async () => {
    expect(await ohifFiles({ given: dir, cache, notice })).toEqual({
      folder: dist,
      description: 'OHIF Viewer 9.9.9 (given as a folder)',
    });
    await expect(ohifFiles({ given: cache, cache, notice })).rejects.toThrow(/There is no .*cache/);
    await expect(ohifFiles({ given: tmpdir(), cache, notice })).rejects.toThrow(/holds no index\.html/);
  });

  it('are unpacked from a tarball, without source maps, once', async () => {
    const tarball = join(dir, 'given.tgz');
    await create({ file: tarball, cwd: dir, gzip: true }, ['package']);
    const { folder, description } = await ohifFiles({ given: tarball, cache, notice });
    expect(description).toBe('OHIF Viewer (given as a tarball)');
    expect(readFileSync(join(folder, 'app.js'), 'utf8')).toContain('OHIF');
    expect(() => readFileSync(join(folder, 'app.js.map'))).toThrow();
    expect((await ohifFiles({ given: tarball, cache, notice })).folder).toBe(folder);
  });

  it('are refused in one sentence where a file is something else', async () => {
    const other = join(dir, 'other.tgz');
    writeFileSync(other, 'not a tarball');
    await expect(ohifFiles({ given: other, cache, notice })).rejects.toThrow(/other\.tgz could not be unpacked/);
  });
});

describe('OHIF from the npm registry', () => {
  const before = { ...process.env };
  let registry: Server;
  beforeAll(async () => {
    // A registry that gives another package under the name of ours, with a hash that npm finds in order.
    const tarball = join(dir, 'registry.tgz');
    await create({ file: tarball, cwd: dir, gzip: true }, ['package']);
    const bytes = readFileSync(tarball);
    const { name, version } = OHIF_RELEASE;
    registry = createServer(({ url = '' }, answer) => {
      if (url.endsWith('.tgz')) return void answer.end(bytes);
      const integrity = `sha512-${createHash('sha512').update(bytes).digest('base64')}`;
      const dist = { tarball: `http://127.0.0.1:${(registry.address() as AddressInfo).port}/app.tgz`, integrity };
      answer.setHeader('content-type', 'application/json');
      answer.end(
        JSON.stringify({ name, 'dist-tags': { latest: version }, versions: { [version]: { name, version, dist } } }),
      );
    });
    await new Promise<void>((resolve) => registry.listen(0, '127.0.0.1', resolve));
    process.env['npm_config_registry'] = `http://127.0.0.1:${(registry.address() as AddressInfo).port}/`;
    process.env['npm_config_fetch_retries'] = '0';
    process.env['npm_config_cache'] = join(dir, 'npm');
  });
  afterAll(() => {
    process.env = before;
  });

  it('is not used where it is not what was pinned, and nothing of it stays', async () => {
    const cache = join(dir, 'other-cache');
    await expect(ohifFiles({ cache, notice })).rejects.toThrow(
      /is not what it was: its hash is sha512-.* It was not used/,
    );
    expect(readdirSync(cache)).toEqual([]);
  });

  it('is said not to be had in one sentence where no registry answers', async () => {
    await new Promise((resolve) => registry.close(resolve));
    process.env['npm_config_cache'] = join(dir, 'empty-npm');
    const error: unknown = await ohifFiles({ cache: join(dir, 'no-cache'), notice }).catch(
      (problem: unknown) => problem,
    );
    expect(String(error)).toMatch(/OHIF could not be had by "npm pack @ohif\/app@[\d.]+" \(.+\)\. .*--ohif FILE/);
  });
});

describe('the server of OHIF', () => {
  const seen: IncomingMessage[] = [];
  const pacs = createServer((message, answer) => {
    seen.push(message);
    answer.setHeader('content-type', 'application/dicom+json').end('[]');
  });
  let server: OhifServer;
  beforeAll(async () => {
    await new Promise<void>((resolve) => pacs.listen(0, '127.0.0.1', resolve));
    const { port } = pacs.address() as AddressInfo;
    const files = await ohifFiles({ given: dist, notice });
    server = await serveOhif({ files, pacs: { host: '127.0.0.1', port, path: '/rs/' }, product: 'A "PACS" </script>' });
  });
  afterAll(async () => {
    await server.stop();
    await new Promise((resolve) => pacs.close(resolve));
  });
  const ask = (path: string, o: { method?: string; headers?: Record<string, string> } = {}) =>
    new Promise<{ status: number; text: string; headers: IncomingMessage['headers'] }>((resolve, reject) => {
      const { hostname, port } = new URL(server.url);
      // Not fetch: it tidies paths, and keeps the Host header to itself.
      request({ hostname, port, path, ...o }, (answer) => {
        let text = '';
        answer
          .on('data', (chunk: Buffer) => (text += chunk.toString()))
          .on('end', () => resolve({ status: answer.statusCode ?? 0, text, headers: answer.headers }));
      })
        .on('error', reject)
        .end();
    });

  it('gives the page at every address of its own, under a policy that keeps it to itself', async () => {
    for (const path of ['/', '/viewer?StudyInstanceUIDs=1.2']) {
      const { status, text, headers } = await ask(path, { headers: { accept: 'text/html' } });
      expect([status, text]).toEqual([200, readFileSync(join(dist, 'index.html'), 'utf8')]);
      const policy = String(headers['content-security-policy']);
      expect(policy).toContain("default-src 'self'");
      expect(policy).toMatch(/script-src [^;]*'sha256-/);
      expect(policy).not.toMatch(/https?:|\*/);
    }
    expect((await ask('/app.js')).text).toContain('OHIF');
    expect((await ask('/none.js')).status).toBe(404);
  });

  it('configures one data source, on its own origin', async () => {
    const { text } = await ask('/app-config.js');
    expect(text).toContain('"qidoRoot":"/rs"');
    expect(text).not.toMatch(/https:/);
  });

  it('passes reading on to the PACS, and says under which address', async () => {
    expect((await ask('/rs/studies?limit=1')).text).toBe('[]');
    expect(seen.at(-1)?.url).toBe('/rs/studies?limit=1');
    expect(seen.at(-1)?.headers['forwarded']).toBe(`host=${new URL(server.url).host};proto=http`);
  });

  it('passes nothing else on, nothing outside, and nothing to a page from elsewhere', async () => {
    const before = seen.length;
    expect((await ask('/rs/studies', { method: 'POST' })).status).toBe(404);
    expect((await ask('/rs/../instances')).status).toBeGreaterThanOrEqual(400);
    expect((await ask('/rs/%2e%2e/instances')).status).toBeGreaterThanOrEqual(400);
    expect((await ask('/../package.json')).status).toBeGreaterThanOrEqual(400);
    expect((await ask('/rs/studies', { headers: { host: 'evil.example' } })).status).toBe(403);
    expect(seen.length).toBe(before);
  });
});
