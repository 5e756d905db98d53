import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Server as TlsServer } from 'node:tls';
import { promisify } from 'node:util';
import { afterEach, beforeEach } from 'vitest';
import { openRecording, type Recording } from '../../evidence/recording';
import type { EventBody, FileRef, JournalEvent, LinkProtocol, Side } from '../../model/events';
import { Tap, type TapOptions } from '../../protocols/tap/tap';

export type EventOf<K extends EventBody['kind']> = Extract<JournalEvent, { kind: K }>;

/** A frame of the capture as tshark sees it. */
export interface CapturedFrame {
  frame: number;
  stream: number;
  sender: Side;
  length: number;
  protocol: string;
  info: string;
}

const DEADLINE_MS = 300_000;
const exec = promisify(execFile);

/** A recording per test, with taps and servers that are stopped after it. */
export class Tapping {
  dir = '';
  recording!: Recording;
  private readonly cleanUp: (() => unknown)[] = [];

  constructor() {
    beforeEach(() => {
      this.dir = mkdtempSync(join(tmpdir(), 'airworthy-tap-'));
      this.recording = openRecording(join(this.dir, 'run'));
    });
    afterEach(async () => {
      for (const clean of this.cleanUp.reverse()) await clean();
      this.cleanUp.length = 0;
      await this.recording.close();
      rmSync(this.dir, { recursive: true, force: true });
    });
  }

  atEnd(clean: () => unknown): void {
    this.cleanUp.push(clean);
  }

  async tap(protocol: LinkProtocol, port: number, options: Partial<TapOptions> = {}): Promise<Tap> {
    const tap = new Tap({
      link: `ai-platform>pacs:${protocol}`,
      from: 'ai-platform',
      to: 'pacs',
      protocol,
      listen: { host: '127.0.0.1', port: 0 },
      target: { host: '127.0.0.1', port },
      recording: this.recording,
      ...options,
    });
    await tap.start();
    this.atEnd(() => tap.stop());
    return tap;
  }

  /** A server of the test's own; `made` for one that is not plain TCP. Gives its port. */
  async serve(
    onSocket: (socket: Socket) => void,
    made: Server = createServer({ allowHalfOpen: true }),
  ): Promise<number> {
    const sockets = new Set<Socket>();
    made.on('connection', (socket: Socket) => {
      sockets.add(socket);
      socket.on('error', () => {});
    });
    made.on(made instanceof TlsServer ? 'secureConnection' : 'connection', onSocket);
    made.listen(0, '127.0.0.1');
    await once(made, 'listening');
    this.atEnd(() => {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => made.close(resolve));
    });
    return (made.address() as AddressInfo).port;
  }

  /** A client of the test's own, whose errors are dealt with. */
  client(tap: Tap): Socket {
    const socket = connect({ ...tap.address, noDelay: true, allowHalfOpen: true });
    socket.on('error', () => {});
    this.atEnd(() => socket.destroy());
    return socket;
  }

  events<K extends EventBody['kind']>(kind: K): EventOf<K>[] {
    return this.recording.events.filter((event): event is EventOf<K> => event.kind === kind);
  }

  /** Until there are so many events of that kind. */
  async until<K extends EventBody['kind']>(kind: K, count = 1): Promise<EventOf<K>> {
    await this.recording.waitFor(() => (this.events(kind).length >= count ? true : undefined), {
      deadlineMs: DEADLINE_MS,
      fromSeq: Math.max(1, this.recording.events.length),
    });
    const found = this.events(kind)[count - 1];
    if (!found) throw new Error(`no ${kind}: ${this.recording.events.map((event) => event.kind).join(', ')}`);
    return found;
  }

  read(ref: FileRef | undefined): Buffer {
    this.recording.settle();
    return readFileSync(join(this.recording.dir, ref?.file ?? 'nothing was recorded'));
  }

  /** What tshark makes of the capture, told nothing but its name. Ends the recording. */
  async frames(serverPort: number): Promise<CapturedFrame[]> {
    await this.recording.close();
    const fields = ['frame.number', 'tcp.stream', 'tcp.srcport', 'tcp.len', '_ws.col.Protocol', '_ws.col.Info'];
    const file = join(this.recording.dir, 'captures', 'traffic.pcapng');
    const args = ['-r', file, '-T', 'fields', ...fields.flatMap((field) => ['-e', field])];
    const { stdout } = await exec('tshark', args, { maxBuffer: 64 * 1024 * 1024 });
    return stdout
      .trimEnd()
      .split('\n')
      .map((line) => {
        const [frame, stream, port, length, protocol = '', info = ''] = line.split('\t');
        return {
          frame: Number(frame),
          stream: Number(stream),
          sender: Number(port) === serverPort ? 'server' : 'client',
          length: Number(length),
          protocol,
          info,
        };
      });
  }
}

/** Everything that comes on a socket until it ends or breaks, and how it went. */
export async function hear(socket: Socket): Promise<{ heard: Buffer; error?: string }> {
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  const error = await new Promise<string | undefined>((resolve) => {
    socket.once('error', (problem: NodeJS.ErrnoException) => resolve(problem.code));
    socket.once('end', () => resolve(undefined));
    socket.once('close', () => resolve(undefined));
  });
  return { heard: Buffer.concat(chunks), ...(error === undefined ? {} : { error }) };
}

/** Sends bytes in pieces of `size`, each with a turn of the event loop of its own. */
export async function sendSlowly(socket: Socket, bytes: Buffer, size: number): Promise<void> {
  for (let at = 0; at < bytes.length; at += size) {
    await new Promise((resolve) => socket.write(bytes.subarray(at, at + size), resolve));
    await new Promise((resolve) => setImmediate(resolve));
  }
}
