import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, it } from 'vitest';
import * as by from '../../../tests/kit/pdus';
import { Tapping } from '../../../tests/kit/tapping';

const t = new Tapping();
const CT = '1.2.840.10008.5.1.4.1.1.2';
const SYNTAX = '1.2.840.10008.1.2.1';
const LENGTH = 12 * 1024 * 1024;
const SENDERS = 4;

/** The same numbers every time. */
function random(seed: number): () => number {
  let state = seed;
  return () => (state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0) / 2 ** 32;
}

/** Bytes of which no stretch looks like another, nor like one of another sender. */
function dataSet(sender: number): Buffer {
  const bytes = Buffer.alloc(LENGTH);
  for (let at = 0; at < LENGTH; at += 4) bytes.writeUInt32LE((sender << 28) | (at / 4), at);
  return bytes;
}

function* piecesOf(bytes: Buffer, next: () => number): Generator<Buffer> {
  for (let at = 0, length = 0; at < bytes.length; at += length) {
    length = Math.ceil(next() ** 3 * 400_000);
    yield bytes.subarray(at, at + length);
  }
}

/** Reads in fits and starts, so that a tap has bytes waiting on every way. */
async function fitfully(socket: Socket, next: () => number): Promise<Buffer> {
  const came: Buffer[] = [];
  socket.on('data', (bytes: Buffer) => {
    if (came.push(bytes) === 1) socket.write(by.associateAccept([{ id: 1, result: 0, transferSyntax: SYNTAX }]));
    // First for so long that the system's buffers are full.
    const wait = came.length === 2 ? 1000 : next() < 0.06 ? next() * 100 : 0;
    if (wait === 0) return;
    socket.pause();
    setTimeout(() => socket.resume(), wait);
  });
  await once(socket, 'end');
  socket.end();
  return Buffer.concat(came);
}

/** What one side sent, by the TCP port that it sent from: IPv4 alone, and in the order of the capture. */
function payloads(capture: Buffer): Map<number, Buffer> {
  const parts = new Map<number, Buffer[]>();
  for (let at = 0; at < capture.length; at += capture.readUInt32LE(at + 4)) {
    if (capture.readUInt32LE(at) !== 6) continue;
    const packet = capture.subarray(at + 28, at + 28 + capture.readUInt32LE(at + 20));
    const port = packet.readUInt16BE(20);
    const payload = packet.subarray(20 + ((packet[32] as number) >> 4) * 4);
    parts.set(port, [...(parts.get(port) ?? []), payload]);
  }
  return new Map([...parts].map(([port, list]) => [port, Buffer.concat(list)]));
}

it('passes on and records every byte as it came, however long receivers make it wait', async () => {
  const received = new Map<number, Promise<Buffer>>();
  const port = await t.serve((socket) => {
    received.set(received.size, fitfully(socket, random(received.size + 100)));
  });
  const tap = await t.tap('dimse', port);
  const sent = await Promise.all(
    Array.from({ length: SENDERS }, async (_, sender) => {
      const next = random(sender + 1);
      const socket = connect({ ...tap.address, noDelay: true });
      t.atEnd(() => socket.destroy());
      const whole: Buffer[] = [];
      const send = async (bytes: Buffer): Promise<void> => {
        whole.push(bytes);
        await new Promise((resolve) => socket.write(bytes, resolve));
      };
      await send(by.associateRequest([{ id: 1, abstractSyntax: CT, transferSyntaxes: [SYNTAX] }]));
      await once(socket, 'data');
      await send(by.data(by.fragment(1, 3, by.storeRequest(1, CT, `1.2.${sender}`))));
      const bytes = dataSet(sender);
      const header = Buffer.from([4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2]);
      header.writeUInt32BE(LENGTH + 6, 2);
      header.writeUInt32BE(LENGTH + 2, 6);
      await send(header);
      for (const piece of piecesOf(bytes, next)) {
        await send(piece);
        if (next() < 0.1) {
          const lift = tap.inject(next() < 0.5 ? { kind: 'stall' } : { kind: 'latency', ms: 15 });
          await delay(next() * 30);
          lift();
        }
      }
      const from = socket.localPort as number;
      socket.end();
      await once(socket, 'close');
      return { from, bytes, all: Buffer.concat(whole) };
    }),
  );
  await t.until('connection.closed', SENDERS);
  const came = await Promise.all(received.values());
  for (const { all } of sent) expect(came.some((bytes) => bytes.equals(all))).toBe(true);
  const stores = t.events('dimse.command');
  for (const [sender, { bytes }] of sent.entries()) {
    const recorded = t.read(stores.find(({ sopInstanceUid }) => sopInstanceUid === `1.2.${sender}`)?.dataset);
    expect(recorded.subarray(-LENGTH).equals(bytes)).toBe(true);
  }
  t.recording.settle();
  const captured = payloads(readFileSync(join(t.recording.dir, 'captures', 'traffic.pcapng')));
  for (const { from, all } of sent) expect(captured.get(from)?.equals(all)).toBe(true);
});
