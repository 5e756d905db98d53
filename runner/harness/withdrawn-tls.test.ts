import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer, type SecureVersion, type Server } from 'node:tls';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { TlsFiles } from '../../model/actors';
import { serverTls } from '../../protocols/dimse/tls';
import { makeCertificates } from '../../tests/kit/certificates';
import { offerWithdrawn } from './withdrawn-tls';

const LOOPBACK = '127.0.0.1';

describe('a listener that is offered withdrawn versions of TLS', () => {
  const folder = mkdtempSync(join(tmpdir(), 'airworthy-old-tls-'));
  const servers: Server[] = [];
  let files: TlsFiles;
  beforeAll(() => {
    files = makeCertificates(folder, 'old');
  });
  afterEach(() => servers.splice(0).forEach((server) => server.close()));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  async function listener(minVersion: SecureVersion): Promise<{ host: string; port: number }> {
    const server = createServer(serverTls({ ...files, minVersion }), (socket) => socket.on('error', () => undefined));
    servers.push(server);
    server.listen(0, LOOPBACK);
    await once(server, 'listening');
    return { host: LOOPBACK, port: (server.address() as AddressInfo).port };
  }

  it('is found to take them', async () => {
    expect(await offerWithdrawn(await listener('TLSv1'), files, 20_000)).toMatchObject({ outcome: 'served' });
  });

  it('is found to refuse them', async () => {
    for (const version of ['TLSv1.2', 'TLSv1.3'] as const)
      expect(await offerWithdrawn(await listener(version), files, 20_000)).toMatchObject({ outcome: 'refused' });
  });

  it('is found to be unreachable, and not to refuse, where nothing listens', async () => {
    const { port } = await listener('TLSv1.2');
    servers.splice(0).forEach((server) => server.close());
    expect(await offerWithdrawn({ host: LOOPBACK, port }, files, 20_000)).toMatchObject({ outcome: 'unreachable' });
  });
});
