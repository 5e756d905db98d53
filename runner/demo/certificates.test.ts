import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, createServer } from 'node:tls';
import type { AddressInfo } from 'node:net';
import { afterAll, expect, it } from 'vitest';
import { makeCertificates } from './certificates';

const dir = mkdtempSync(join(tmpdir(), 'airworthy-certificates-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

it('makes certificates by which a client that knows only the CA trusts the server', async () => {
  const files = await makeCertificates(dir, ['localhost', '127.0.0.1']);
  const read = (file: string) => readFileSync(file);
  const server = createServer({ cert: read(files.certificate), key: read(files.key) }, (socket) => socket.end('hello'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const heard = await new Promise<string>((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port, ca: read(files.ca) });
    let text = '';
    socket
      .on('data', (chunk) => (text += String(chunk)))
      .on('end', () => resolve(text))
      .on('error', reject);
  });
  server.close();
  expect(heard).toBe('hello');
});
