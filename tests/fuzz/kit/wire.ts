import { connect, createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import type { Address } from '../../../model/actors';

/** What a real client says to a real server, byte for byte: they talk through a plain relay meanwhile. */
export async function conversation(server: Address, talk: (relay: Address) => Promise<unknown>): Promise<Buffer> {
  const said: Buffer[] = [];
  const relay = createServer((client) => {
    const onward = connect(server);
    client.on('data', (chunk) => said.push(chunk));
    client.on('error', () => onward.destroy());
    onward.on('error', () => client.destroy());
    client.pipe(onward);
    onward.pipe(client);
  });
  relay.listen(0, '127.0.0.1');
  await once(relay, 'listening');
  await talk({ host: '127.0.0.1', port: (relay.address() as AddressInfo).port });
  relay.close();
  return Buffer.concat(said);
}

/**
 * Sends bytes in pieces, says that no more will come unless it is to stay silent, and resolves with the answer when the other
 * side has closed.
 */
export function throwAt(
  server: Address,
  bytes: Buffer,
  pieces: number,
  deadlineMs: number,
  { silent = false } = {},
): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const socket = connect(server);
    const answer: Buffer[] = [];
    const timer = setTimeout(() => {
      socket.destroy();
      reject(new Error(`the connection was still open ${deadlineMs} ms after the last of ${bytes.length} bytes`));
    }, deadlineMs);
    socket.setNoDelay(true);
    socket.on('data', (chunk) => answer.push(chunk));
    // It may close while we still send.
    socket.on('error', () => undefined);
    socket.on('close', () => {
      clearTimeout(timer);
      resolve(Buffer.concat(answer));
    });
    socket.on('connect', () => {
      const size = Math.max(1, Math.ceil(bytes.length / pieces));
      for (let from = 0; from < bytes.length; from += size) socket.write(bytes.subarray(from, from + size));
      if (!silent) socket.end();
    });
  });
}

/**
 * Writes the same bytes again and again until the other side closes, or so many have gone; resolves with how many went. What is
 * answered meanwhile is heard.
 */
export function flood(
  server: Address,
  begin: Buffer,
  again: Buffer,
  most: number,
  heard: (bytes: Buffer) => void = () => undefined,
): Promise<number> {
  return new Promise((resolve) => {
    let sent = 0;
    const socket = connect(server, () => {
      socket.write(begin);
      const more = (): void => {
        while (sent < most && !socket.destroyed) {
          sent += again.length;
          if (!socket.write(again)) return void socket.once('drain', more);
        }
        socket.end();
      };
      more();
    });
    socket.on('data', heard);
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(sent));
  });
}

/** Sends bytes and resolves with the first so many PDUs of the answer, or with fewer where the other side closes. */
export function hearPdus(server: Address, bytes: Buffer, count: number, deadlineMs: number): Promise<number[]> {
  return new Promise((resolve, reject) => {
    const socket = connect(server, () => socket.write(bytes));
    let heard = Buffer.alloc(0);
    const timer = setTimeout(
      () => socket.destroy(new Error(`no ${count} PDUs came within ${deadlineMs} ms`)),
      deadlineMs,
    );
    socket.on('data', (chunk) => {
      heard = Buffer.concat([heard, chunk]);
      if (typesOf(heard).length >= count) socket.destroy();
    });
    socket.on('error', reject);
    socket.on('close', () => {
      clearTimeout(timer);
      resolve(typesOf(heard));
    });
  });
}

/** Types of the whole PDUs in what a peer sent. */
export function typesOf(bytes: Buffer): number[] {
  const types: number[] = [];
  for (let at = 0; at + 6 <= bytes.length;) {
    const end = at + 6 + bytes.readUInt32BE(at + 2);
    if (end > bytes.length) break;
    types.push(bytes[at] as number);
    at = end;
  }
  return types;
}
