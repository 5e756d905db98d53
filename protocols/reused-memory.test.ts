import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { acceptReusing, connectReusing, onBytes } from './reused-memory';

const ended: (() => void)[] = [];
afterEach(() => {
  for (const end of ended.splice(0)) end();
});

/** Both ends of a connection, each reading into memory that is used again. */
async function pair(): Promise<{ accepted: Socket; connected: Socket; closed: Promise<unknown> }> {
  const server = createServer({ pauseOnConnect: true, allowHalfOpen: true });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const connected = connectReusing({ host: '127.0.0.1', port: (server.address() as AddressInfo).port });
  const [raw] = (await once(server, 'connection')) as [Socket];
  const accepted = acceptReusing(raw, true);
  ended.push(
    () => accepted.destroy(),
    () => connected.destroy(),
  );
  return { accepted, connected, closed: new Promise((resolve) => server.close(resolve)) };
}

/** 200 pieces, each answered before the next comes, so that none of them is read together with another. */
async function seen(from: Socket, to: Socket, releases: boolean): Promise<Buffer[]> {
  const pieces: Buffer[] = [];
  onBytes(to, (bytes, release) => {
    pieces.push(bytes);
    if (releases) release();
    to.write('.');
  });
  for (let n = 0; n < 200; n += 1) {
    from.write(Buffer.alloc(1000, n));
    await new Promise<void>((resolve) => onBytes(from, (_, release) => (release(), resolve())));
  }
  return pieces;
}

it.each(['accepted', 'connected'] as const)(
  'leaves alone what is not released: a socket that was %s',
  async (which) => {
    const { accepted, connected } = await pair();
    const [from, to] = which === 'accepted' ? [connected, accepted] : [accepted, connected];
    const pieces = await seen(from, to, false);
    expect(pieces.map((bytes) => new Set(bytes))).toEqual(Array.from({ length: 200 }, (_, n) => new Set([n])));
  },
);

it('reads again into what is released', async () => {
  const { accepted, connected } = await pair();
  const pieces = await seen(connected, accepted, true);
  expect(new Set(pieces.map(({ buffer }) => buffer)).size).toBeLessThan(5);
});

it('is one connection to its server, with its addresses and its end', async () => {
  const { accepted, connected, closed } = await pair();
  expect(accepted.remotePort).toBe(connected.localPort);
  connected.end();
  await once(accepted, 'end');
  accepted.end();
  await closed;
});
