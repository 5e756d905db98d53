import { readFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { Address } from '../../../../model/actors';
import type { Settings } from '../../options';

/** First byte of a TLS handshake record (RFC 8446 5.1). */
const HANDSHAKE = 0x16;

/**
 * A door before a TLS listener that everybody gets through: TLS is passed on as it is, what comes in the clear is wrapped.
 */
export async function openDoor(
  listener: Address,
  settings: Settings,
): Promise<{ address: Address; stop(): Promise<void> }> {
  const sockets = new Set<Socket>();
  const { tls } = settings.dimse.tls ? settings.dimse : settings.mllp;
  const read = (file: string | undefined): Buffer | undefined => (file ? readFileSync(file) : undefined);
  const server = createServer((client) => {
    sockets.add(client);
    client.once('close', () => sockets.delete(client));
    client.on('error', () => client.destroy());
    client.once('data', (first) => {
      client.pause();
      const inner =
        first[0] === HANDSHAKE || !tls
          ? connect(listener)
          : // The inner side is our own listener: whose certificate it has is known.
            connectTls({ ...listener, rejectUnauthorized: false, cert: read(tls.certificate), key: read(tls.key) });
      sockets.add(inner);
      inner.once('close', () => {
        sockets.delete(inner);
        client.destroy();
      });
      inner.on('error', () => client.destroy());
      client.once('close', () => inner.destroy());
      inner.write(first);
      inner.pipe(client);
      client.pipe(inner);
    });
  });
  server.on('error', () => undefined);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, listener.host, resolve);
  });
  return {
    address: { host: listener.host, port: (server.address() as AddressInfo).port },
    stop: () => {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
