import { spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readdirSync, readlinkSync, rmSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import type { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import type { JournalEvent } from '../../../model/events';
import { PACKAGE_ROOT } from '../../../model/package-root';
import * as by from '../../../tests/kit/pdus';
import { Tapping } from '../../../tests/kit/tapping';
import type { Tap } from '../tap';
import { type Relay, relayOf } from './relay';
import type { RelayThread } from './relay-thread';
import { systemCalls } from './system-calls';

const t = new Tapping();
const CT = '1.2.840.10008.5.1.4.1.1.2';
const SYNTAX = '1.2.840.10008.1.2.1';
const MIB = 1024 * 1024;
/** Far more than it takes until the thread passes on. */
const LENGTH = 40 * MIB;
/** The buffers of all four sockets between sender and receiver, as large as Linux lets them grow, and half as much again. */
const MORE_THAN_IS_ON_ITS_WAY = 128 * MIB;
/** The thread is given the connection before so much has been passed on. */
const TAKEN_BY = 12 * MIB;
/** On a busy machine a sender pauses, and passing on takes long: a connection stays on the thread, unrecorded, all the same. */
const PATIENT = { quietMs: 600_000, lagMs: 600_000 };
const ASSOCIATION = by.associateRequest([{ id: 1, abstractSyntax: CT, transferSyntaxes: [SYNTAX] }]);

/** P-DATA-TF of one fragment. */
const header = (length: number): Buffer => {
  const bytes = Buffer.from([4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2]);
  bytes.writeUInt32BE(length + 6, 2);
  bytes.writeUInt32BE(length + 2, 6);
  return bytes;
};

/** A receiver that accepts, and counts and hashes what comes after that. */
class Receiver {
  bytes = 0;
  socket!: Socket;
  readonly accepted: Promise<void>;
  private readonly hash = createHash('sha256');
  private readonly waits: { bytes: number; resolve(): void }[] = [];

  private constructor(private readonly connected: Promise<Socket>) {
    this.accepted = this.run();
  }

  static async at(): Promise<{ receiver: Receiver; port: number }> {
    let onSocket: (socket: Socket) => void = () => undefined;
    const receiver = new Receiver(new Promise((resolve) => (onSocket = resolve)));
    return { receiver, port: await t.serve((socket) => onSocket(socket)) };
  }

  get sha256(): string {
    return this.hash.digest('hex');
  }

  async until(bytes: number): Promise<void> {
    if (this.bytes < bytes) await new Promise<void>((resolve) => this.waits.push({ bytes, resolve }));
  }

  private async run(): Promise<void> {
    this.socket = await this.connected;
    this.socket.on('data', (bytes: Buffer) => {
      if (this.bytes === 0) this.socket.write(by.associateAccept([{ id: 1, result: 0, transferSyntax: SYNTAX }]));
      this.hash.update(bytes);
      this.bytes += bytes.length;
      for (const { bytes: enough, resolve } of this.waits) if (this.bytes >= enough) resolve();
    });
  }
}

interface Sending {
  socket: Socket;
  /** Of all that is sent. */
  sha256: string;
  length: number;
  body: Buffer;
  sent: Promise<void>;
}

/**
 * An association, and one C-STORE of random bytes. What is sent first is sent piece by piece, each when the receiver has the one
 * before: nothing is held up then, so that the thread is given the connection.
 */
async function store(tap: Tap, receiver: Receiver, uid = '1.2.3', length = LENGTH): Promise<Sending> {
  await expect.poll(() => relayOf(t.recording)?.ready, { timeout: 30_000 }).toBe(true);
  const socket = connect({ ...tap.address, noDelay: true });
  socket.on('error', () => undefined);
  t.atEnd(() => socket.destroy());
  socket.write(ASSOCIATION);
  await once(socket, 'data');
  const body = randomBytes(length);
  const parts = [by.data(by.fragment(1, 3, by.storeRequest(1, CT, uid))), header(length), body];
  const hash = createHash('sha256').update(ASSOCIATION);
  for (const part of parts) hash.update(part);
  const all = Buffer.concat(parts);
  const send = (at: number): Promise<void> =>
    new Promise((resolve) => socket.write(all.subarray(at, at + MIB), () => resolve()));
  for (let at = 0; at < TAKEN_BY; at += MIB) {
    await send(at);
    await receiver.until(ASSOCIATION.length + at + MIB);
  }
  const sent = (async () => {
    for (let at = TAKEN_BY; at < all.length && !socket.destroyed; at += MIB) await send(at);
  })();
  return { socket, body, sha256: hash.digest('hex'), length: ASSOCIATION.length + all.length, sent };
}

/** What the process has open, by name. */
const openFiles = (): string[] =>
  readdirSync('/proc/self/fd').flatMap((fd) => {
    try {
      return [readlinkSync(`/proc/self/fd/${fd}`)];
    } catch {
      // The folder itself, while it was read.
      return [];
    }
  });

const threadOf = (relay: Relay | undefined): RelayThread => (relay as unknown as { thread: RelayThread }).thread;

/** Recording takes far longer than passing on, on a busy machine too. */
function slowly(): void {
  const until = performance.now() + 20;
  while (performance.now() < until);
}

/**
 * Much more than there is time for: stores on a link of their own, by a process of its own, which the thread passes on. After the
 * first of them it waits to be let go.
 */
async function endless() {
  const total = 1024;
  const accept = by.associateAccept([{ id: 1, result: 0, transferSyntax: SYNTAX }]);
  const command = Buffer.concat([by.data(by.fragment(1, 3, by.storeRequest(1, CT, '1.2.3'))), header(MIB)]);
  const child = spawn(process.execPath, ['-e', ENDLESS], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: {
      ...process.env,
      TOTAL: String(total),
      ASSOCIATION: ASSOCIATION.toString('base64'),
      ACCEPT: accept.toString('base64'),
      STORE: command.toString('base64'),
    },
  });
  const end = () => void child.kill('SIGKILL');
  t.atEnd(end);
  const [said] = (await once(child.stdout, 'data')) as [Buffer];
  const tap = await t.tap('dimse', Number(said.toString()));
  let stores = 0;
  t.recording.onEvent((event) => {
    if (event.kind !== 'dimse.command' || event.link !== tap.link) return;
    stores += 1;
    slowly();
  });
  await expect.poll(() => relayOf(t.recording)?.ready, { timeout: 30_000 }).toBe(true);
  const before = connections();
  child.stdin.write(`${tap.address.port}\n`);
  await once(child.stdout, 'data');
  expect(connections()).toBe(before + 1);
  return { total, stores: () => stores, letGo: () => void child.stdin.write('go\n'), end };
}

const connections = (): number => relayOf(t.recording)?.connections ?? 0;

/**
 * Serves, and stores one object after the other through a tap: the first each when the one before has come, and when it is let go as
 * fast as they are taken.
 */
const ENDLESS = `
  const { createServer, connect } = require('node:net');
  const [association, accept, store] = ['ASSOCIATION', 'ACCEPT', 'STORE'].map((name) => Buffer.from(process.env[name], 'base64'));
  const object = Buffer.concat([store, Buffer.alloc(${MIB})]);
  let left = Number(process.env.TOTAL);
  let first = ${TAKEN_BY / MIB};
  let onItsWay = 0;
  let socket;
  const came = (length) => {
    onItsWay -= length;
    if (onItsWay > 0 || first === 0) return;
    first -= 1;
    if (first === 0) return void console.log('held');
    left -= 1;
    onItsWay = object.length;
    socket.write(object);
  };
  const send = () => {
    while (left-- > 0) if (!socket.write(object)) return void socket.once('drain', send);
    socket.end();
  };
  const server = createServer((peer) => {
    peer.on('error', () => undefined);
    peer.once('data', () => {
      peer.write(accept);
      peer.on('data', ({ length }) => came(length));
    });
  });
  server.listen(0, '127.0.0.1', () => console.log(server.address().port));
  process.stdin.once('data', (port) => {
    process.stdin.once('data', send);
    socket = connect(Number(port), '127.0.0.1', () => socket.write(association));
    socket.on('error', () => undefined).once('data', () => came(0));
  });`;

// Where there is no foreign function library, Node passes everything on: the other tests of the tap.
describe.skipIf(!systemCalls())('a connection on which much comes', () => {
  it('is passed on by the thread, and recorded byte by byte', async () => {
    const { receiver, port } = await Receiver.at();
    const sending = await store(await t.tap('dimse', port), receiver);
    await sending.sent;
    await receiver.until(sending.length);
    sending.socket.end();
    await once(receiver.socket, 'end');
    receiver.socket.end();
    const closed = await t.until('connection.closed');
    expect(connections()).toBeGreaterThan(0);
    expect(receiver.sha256).toBe(sending.sha256);
    expect(closed).toMatchObject({ by: 'client', bytesFromClient: sending.length });
    const [command] = t.events('dimse.command');
    expect(command).toMatchObject({ command: 'C-STORE-RQ', sopInstanceUid: '1.2.3' });
    expect(t.read(command?.dataset).subarray(-LENGTH).equals(sending.body)).toBe(true);
    const frames = await t.frames(port);
    const fromClient = frames.filter(({ sender }) => sender === 'client').reduce((sum, each) => sum + each.length, 0);
    expect(fromClient).toBe(sending.length);
    expect(command?.frames[1]).toBeLessThanOrEqual(frames.length);
  });

  it('is recorded before anything that is said after it, with the time at which it came', async () => {
    const begunAt = performance.now();
    const begun = t.recording.appendAtOnce({ kind: 'actor.stopped', actor: 'ris' });
    relayOf(t.recording, PATIENT);
    const { receiver, port } = await Receiver.at();
    const sending = await store(await t.tap('dimse', port), receiver);
    await receiver.until(sending.length);
    const passedAt = performance.now();
    // Later than that, by more than it takes to say something.
    while (performance.now() < passedAt + 20);
    t.recording.appendAtOnce({ kind: 'actor.stopped', actor: 'pacs' });
    const kinds = t.recording.events.map(({ kind }) => kind);
    expect(connections()).toBeGreaterThan(0);
    expect(kinds.indexOf('dimse.command')).toBeGreaterThan(0);
    expect(kinds.at(-1)).toBe('actor.stopped');
    const times = t.recording.events.map(({ ms }) => ms);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(t.events('dimse.command')[0]?.ms).toBeLessThanOrEqual(begun.ms + passedAt - begunAt);
  });

  it('keeps nobody waiting for its record: what is said meanwhile takes its place behind it', async () => {
    relayOf(t.recording, PATIENT);
    const { receiver, port } = await Receiver.at();
    const sending = await store(await t.tap('dimse', port), receiver, '1.2.3', 100 * MIB);
    await receiver.until(sending.length);
    const told = new Promise<JournalEvent>((resolve) =>
      t.recording.onEvent((event) => event.kind === 'actor.stopped' && resolve(event)),
    );
    t.recording.append({ kind: 'actor.stopped', actor: 'pacs' });
    let turns = 0;
    let over = false;
    const taking = (): void => {
      turns += 1;
      if (!over) setImmediate(taking);
    };
    taking();
    const stopped = await told;
    over = true;
    expect(connections()).toBeGreaterThan(0);
    // 2 MiB at a time.
    expect(turns).toBeGreaterThan(10);
    const [command] = t.events('dimse.command');
    expect(command?.seq).toBeLessThan(stopped.seq);
    expect(t.read(command?.dataset).subarray(-sending.body.length).equals(sending.body)).toBe(true);
  });

  it('goes on, both ways at once, with others beside it', async () => {
    const all = await Promise.all(
      [1, 2, 3].map(async (n) => {
        const { receiver, port } = await Receiver.at();
        const tap = await t.tap('dimse', port, { link: `scanner>pacs${n}:dimse` });
        const sending = await store(tap, receiver, `1.2.${n}`);
        const back = randomBytes(LENGTH);
        const command = by.data(by.fragment(1, 3, by.storeRequest(1, CT, `1.3.${n}`)));
        let heard = 0;
        const hash = createHash('sha256');
        const heardAll = new Promise<void>((resolve) =>
          sending.socket.on('data', (bytes: Buffer) => {
            hash.update(bytes);
            heard += bytes.length;
            if (heard === LENGTH + 12 + command.length) resolve();
          }),
        );
        receiver.socket.write(command);
        receiver.socket.write(header(LENGTH));
        receiver.socket.write(back);
        await Promise.all([sending.sent, receiver.until(sending.length), heardAll]);
        const expected = createHash('sha256').update(command).update(header(LENGTH)).update(back).digest('hex');
        return [receiver.sha256 === sending.sha256, hash.digest('hex') === expected];
      }),
    );
    expect(all).toEqual([1, 2, 3].map(() => [true, true]));
    expect(connections()).toBeGreaterThanOrEqual(3);
    expect(t.events('dimse.command')).toHaveLength(6);
  });

  it('stands still with a fault, and goes on after it', async () => {
    relayOf(t.recording, PATIENT);
    const { receiver, port } = await Receiver.at();
    const tap = await t.tap('dimse', port);
    const sending = await store(tap, receiver, '1.2.3', MORE_THAN_IS_ON_ITS_WAY);
    await receiver.until(16 * MIB);
    const lift = tap.inject({ kind: 'stall' });
    expect(connections()).toBeGreaterThan(0);
    // What the system had taken from the tap may still come; then nothing does.
    let before = -1;
    while (before !== receiver.bytes) {
      before = receiver.bytes;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    expect(receiver.bytes).toBeLessThan(sending.length);
    lift();
    await receiver.until(sending.length);
    expect(receiver.sha256).toBe(sending.sha256);
  });

  it('is cut after exactly as many bytes as a fault says', async () => {
    relayOf(t.recording, PATIENT);
    const { receiver, port } = await Receiver.at();
    const tap = await t.tap('dimse', port);
    const sending = await store(tap, receiver, '1.2.3', MORE_THAN_IS_ON_ITS_WAY);
    await receiver.until(16 * MIB);
    tap.inject({ kind: 'cut', afterBytes: 100 * MIB, side: 'client' });
    const closed = await t.until('connection.closed');
    expect(connections()).toBeGreaterThan(0);
    expect(closed).toMatchObject({ by: 'tap', bytesFromClient: 100 * MIB });
    await sending.sent;
    expect(t.events('dimse.command')).toEqual([]);
  });

  it.each(['client', 'server'] as const)('that the %s breaks off is said to be broken off by it', async (side) => {
    relayOf(t.recording, PATIENT);
    const { receiver, port } = await Receiver.at();
    const sending = await store(await t.tap('dimse', port), receiver, '1.2.3', MORE_THAN_IS_ON_ITS_WAY);
    await receiver.until(16 * MIB);
    if (side === 'client') sending.socket.resetAndDestroy();
    else receiver.socket.resetAndDestroy();
    const closed = await t.until('connection.closed');
    expect(connections()).toBeGreaterThan(0);
    expect(closed.by).toBe(side);
    expect(closed.bytesFromClient).toBeGreaterThanOrEqual(receiver.bytes);
    const half = t.events('connection.undecodable').map(({ reason }) => reason);
    expect(half).toEqual(side === 'client' ? ['the connection ended within a C-STORE-RQ for 1.2.3'] : []);
  });

  it('is not held in memory when its receiver takes nothing', async () => {
    relayOf(t.recording, PATIENT);
    const { receiver, port } = await Receiver.at();
    const sending = await store(await t.tap('dimse', port), receiver, '1.2.3', 200 * MIB);
    await receiver.until(16 * MIB);
    receiver.socket.pause();
    let sent = false;
    void sending.sent.then(() => (sent = true));
    let before = -1;
    while (before !== sending.socket.bytesWritten - sending.socket.writableLength) {
      before = sending.socket.bytesWritten - sending.socket.writableLength;
      await new Promise((resolve) => setTimeout(resolve, 150));
    }
    expect(sent).toBe(false);
    receiver.socket.resume();
    await receiver.until(sending.length);
    expect(receiver.sha256).toBe(sending.sha256);
    expect(connections()).toBeGreaterThan(0);
  });

  it('is recorded out of many files while it passes', async () => {
    relayOf(t.recording, { segmentBytes: 256 * 1024 });
    const { receiver, port } = await Receiver.at();
    const sending = await store(await t.tap('dimse', port), receiver, '1.2.3', 200 * MIB);
    // Asked for again and again, so that it is recorded while the thread goes on.
    const asking = setInterval(() => t.recording.events.length, 1);
    t.atEnd(() => clearInterval(asking));
    await receiver.until(sending.length);
    expect(receiver.sha256).toBe(sending.sha256);
    expect(connections()).toBeGreaterThan(0);
    const [command] = t.events('dimse.command');
    expect(t.read(command?.dataset).subarray(-sending.body.length).equals(sending.body)).toBe(true);
  });

  it('is recorded up to now when somebody adds to the record, and not as long as more comes', async () => {
    relayOf(t.recording, { ...PATIENT, backlogBytes: 256 * MIB });
    const much = await endless();
    much.letGo();
    const deadline = performance.now() + 60_000;
    const passed = (): number => threadOf(relayOf(t.recording)).keptUpTo;
    while (passed() < 2 * TAKEN_BY) if (performance.now() > deadline) throw new Error('nothing is passed on');
    t.recording.appendAtOnce({ kind: 'actor.stopped', actor: 'ris' });
    expect(much.stores()).toBeLessThan(much.total / 2);
    much.end();
    await t.until('connection.closed');
  });

  it('is taken back when it is broken, while much more comes on another', async () => {
    relayOf(t.recording, { ...PATIENT, backlogBytes: 128 * MIB });
    const { receiver, port } = await Receiver.at();
    const tap = await t.tap('dimse', port, { link: 'scanner>pacs:dimse' });
    const sending = await store(tap, receiver);
    await receiver.until(16 * MIB);
    const much = await endless();
    expect(connections()).toBe(2);
    const closed = new Promise<number>((resolve) =>
      t.recording.onEvent(({ kind }) => kind === 'connection.closed' && resolve(much.stores())),
    );
    much.letGo();
    sending.socket.resetAndDestroy();
    expect(await closed).toBeLessThan(much.total / 2);
    much.end();
    await t.until('connection.closed', 2);
  });

  it('waits for the record where that falls too far behind', async () => {
    // Asked for first with other limits than its own.
    relayOf(t.recording, { backlogBytes: 10 * MIB, segmentBytes: 4 * MIB });
    const { receiver, port } = await Receiver.at();
    const sending = await store(await t.tap('dimse', port), receiver);
    await receiver.until(sending.length);
    expect(receiver.sha256).toBe(sending.sha256);
    expect(connections()).toBeGreaterThan(0);
    expect(t.read(t.events('dimse.command')[0]?.dataset).subarray(-LENGTH).equals(sending.body)).toBe(true);
  });

  it('does not keep a process from ending', async () => {
    const { receiver, port } = await Receiver.at();
    const program = `
      const { openRecording } = require(${JSON.stringify(join(PACKAGE_ROOT, 'dist', 'evidence', 'recording.js'))});
      const { Tap } = require(${JSON.stringify(join(PACKAGE_ROOT, 'dist', 'protocols', 'tap', 'tap.js'))});
      const { relayOf } = require(${JSON.stringify(join(PACKAGE_ROOT, 'dist', 'protocols', 'tap', 'relay', 'relay.js'))});
      const [run, port] = process.argv.slice(1);
      const recording = openRecording(run);
      const address = { host: '127.0.0.1', port: 0 };
      const target = { host: '127.0.0.1', port: Number(port) };
      const tap = new Tap({ link: 'a>b:dimse', from: 'ai-platform', to: 'pacs', protocol: 'dimse', listen: address, target, recording });
      process.stdin.once('data', () => process.exit(relayOf(recording).connections > 0 ? 3 : 4));
      const ready = () => (relayOf(recording).ready ? console.log(tap.address.port) : setTimeout(ready, 10));
      tap.start().then(ready);`;
    const child = spawn(process.execPath, ['-e', program, join(t.dir, 'other'), String(port)], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    t.atEnd(() => child.kill('SIGKILL'));
    const [said] = (await once(child.stdout, 'data')) as [Buffer];
    await store({ address: { host: '127.0.0.1', port: Number(said.toString()) } } as Tap, receiver);
    await receiver.until(16 * MIB);
    const ended = once(child, 'exit');
    child.stdin.write('end\n');
    expect((await ended)[0]).toBe(3);
  });

  it('is passed on whole where that is found out while it is taken back', async () => {
    // It is taken back by the fault, and for no other reason.
    relayOf(t.recording, { ...PATIENT, segmentBytes: 256 * 1024 });
    const { receiver, port } = await Receiver.at();
    const tap = await t.tap('dimse', port);
    const sending = await store(tap, receiver, '1.2.3', MORE_THAN_IS_ON_ITS_WAY);
    await receiver.until(16 * MIB);
    expect(connections()).toBeGreaterThan(0);
    receiver.socket.pause();
    let before = -1;
    while (before !== sending.socket.bytesWritten - sending.socket.writableLength) {
      before = sending.socket.bytesWritten - sending.socket.writableLength;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    rmSync(t.recording.dir, { recursive: true, force: true });
    // Both are asked of the thread before anything that it says is heard.
    threadOf(relayOf(t.recording)).order({ order: 'keep' });
    tap.inject({ kind: 'latency', ms: 1 });
    receiver.socket.resume();
    await receiver.until(sending.length);
    expect(receiver.sha256).toBe(sending.sha256);
    await expect(t.recording.close()).rejects.toThrow(/The run record is incomplete/);
  });

  it('is broken off by the harness where the thread ends, and nothing stays open', async () => {
    relayOf(t.recording, PATIENT);
    const { receiver, port } = await Receiver.at();
    const sending = await store(await t.tap('dimse', port), receiver, '1.2.3', MORE_THAN_IS_ON_ITS_WAY);
    await receiver.until(16 * MIB);
    expect(connections()).toBeGreaterThan(0);
    await (threadOf(relayOf(t.recording)) as unknown as { worker: Worker }).worker.terminate();
    const closed = await t.until('connection.closed');
    expect(closed.by).toBe('tap');
    expect(t.events('harness.problem').map(({ sentence }) => sentence)).toEqual([
      'Connections were broken off by the harness: what passes them on has failed (it has ended). Run it again.',
    ]);
    await sending.sent;
    await t.recording.close();
    expect(openFiles().filter((name) => name.startsWith(t.recording.dir))).toEqual([]);
  });

  it('keeps nobody waiting for a thread that ends just then', async () => {
    relayOf(t.recording, PATIENT);
    const { receiver, port } = await Receiver.at();
    await store(await t.tap('dimse', port), receiver, '1.2.3', MORE_THAN_IS_ON_ITS_WAY);
    await receiver.until(16 * MIB);
    expect(connections()).toBeGreaterThan(0);
    void (threadOf(relayOf(t.recording)) as unknown as { worker: Worker }).worker.terminate();
    const begun = performance.now();
    // Asks the thread.
    expect(t.recording.events.length).toBeGreaterThan(0);
    expect(performance.now() - begun).toBeLessThan(15_000);
    expect(t.events('harness.problem').map(({ sentence }) => sentence)).toEqual([
      'Connections were broken off by the harness: what passes them on has failed (it has ended). Run it again.',
    ]);
  });

  it('is passed on whole where what keeps it cannot be written', async () => {
    relayOf(t.recording, PATIENT);
    const { receiver, port } = await Receiver.at();
    const tap = await t.tap('dimse', port);
    const sending = await store(tap, receiver, '1.2.3', MORE_THAN_IS_ON_ITS_WAY);
    await receiver.until(16 * MIB);
    expect(connections()).toBeGreaterThan(0);
    rmSync(t.recording.dir, { recursive: true, force: true });
    await receiver.until(sending.length);
    expect(receiver.sha256).toBe(sending.sha256);
    await expect(t.recording.close()).rejects.toThrow(/The run record is incomplete/);
  });
});
