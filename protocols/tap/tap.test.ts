import { execFile, execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openRecording, type Recording } from '../../evidence/recording';
import type { EventBody, LinkProtocol } from '../../model/events';
import { unwrap } from '../dimse/part10';
import { Tap, type Fault } from './tap';

const run = promisify(execFile);
const environment = { ...process.env, TCP_NODELAY: '1' };
const CT = join(__dirname, '..', '..', 'fixtures', 'real', 'ct-3slice', '01.dcm');

let dir: string;
let recording: Recording;
const cleanUp: (() => Promise<unknown> | unknown)[] = [];
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'airworthy-tap-'));
  recording = openRecording(join(dir, 'run'));
});
afterEach(async () => {
  for (const clean of cleanUp.reverse()) await clean();
  cleanUp.length = 0;
  await recording.close();
  rmSync(dir, { recursive: true, force: true });
});

async function tap(protocol: LinkProtocol, port: number): Promise<Tap> {
  const made = new Tap({
    link: `ai-platform>pacs:${protocol}`,
    from: 'ai-platform',
    to: 'pacs',
    protocol,
    listen: { host: '127.0.0.1', port: 0 },
    target: { host: '127.0.0.1', port },
    recording,
  });
  await made.start();
  cleanUp.push(() => made.stop());
  return made;
}

async function server(onSocket: (socket: Socket) => void): Promise<number> {
  const sockets = new Set<Socket>();
  const made = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    onSocket(socket);
  });
  made.listen(0, '127.0.0.1');
  await once(made, 'listening');
  cleanUp.push(() => {
    for (const socket of sockets) socket.destroy();
    return new Promise((resolve) => made.close(resolve));
  });
  return (made.address() as AddressInfo).port;
}

async function freePort(): Promise<number> {
  const made = createServer().listen(0, '127.0.0.1');
  await once(made, 'listening');
  const { port } = made.address() as AddressInfo;
  await new Promise((resolve) => made.close(resolve));
  return port;
}

async function storescp(): Promise<{ port: number; folder: string }> {
  const port = await freePort();
  const folder = join(dir, 'received');
  mkdirSync(folder);
  const child: ChildProcess = spawn('storescp', ['-v', '+xa', '-od', folder, String(port)], { env: environment });
  cleanUp.push(() => child.kill('SIGKILL'));
  for (;;) {
    const socket = connect(port, '127.0.0.1');
    const open = await new Promise((resolve) => {
      socket.on('connect', () => resolve(true)).on('error', () => resolve(false));
    });
    socket.destroy();
    if (open) return { port, folder };
  }
}

const events = <K extends EventBody['kind']>(kind: K) =>
  recording.events.filter((event): event is Extract<typeof event, { kind: K }> => event.kind === kind);
const closed = () =>
  recording.waitFor((e) => (e.kind === 'connection.closed' ? e : undefined), { deadlineMs: 5000, fromSeq: 1 });

async function tshark(...args: string[]): Promise<string[]> {
  await recording.close();
  const file = join(recording.dir, 'captures', 'traffic.pcapng');
  return execFileSync('tshark', ['-r', file, ...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
    .trim()
    .split('\n');
}

describe('a DIMSE link', () => {
  it('records what storescu stores at storescp, byte for byte, with frames that tshark agrees with', async () => {
    const scp = await storescp();
    const { address } = await tap('dimse', scp.port);
    await run('storescu', ['-aet', 'SENDER', '-aec', 'TAKER', '127.0.0.1', String(address.port), CT], {
      env: environment,
    });
    await closed();

    expect(events('dimse.associate-request')[0]).toMatchObject({ callingAeTitle: 'SENDER', calledAeTitle: 'TAKER' });
    expect(events('dimse.associate-accept')[0]?.implementationVersionName).toMatch(/^OFFIS/);
    expect(events('dimse.command').map(({ command, sender, status }) => [command, sender, status])).toEqual([
      ['C-STORE-RQ', 'client', undefined],
      ['C-STORE-RSP', 'server', 0],
    ]);
    const [request] = events('dimse.command');
    const kept = unwrap(readFileSync(join(recording.dir, request?.dataset?.file ?? '')));
    const [received] = readdirSync(scp.folder);
    const sent = unwrap(readFileSync(join(scp.folder, received ?? '')));
    expect(kept.datasetBytes.equals(sent.datasetBytes)).toBe(true);
    expect(kept.meta).toMatchObject({
      sopInstanceUid: sent.meta.sopInstanceUid,
      transferSyntaxUid: sent.meta.transferSyntaxUid,
    });

    const pdus = await tshark('-d', `tcp.port==${scp.port},dicom`, '-Y', 'dicom', '-T', 'fields', '-e', 'frame.number');
    expect(pdus).toContain(String(events('dimse.associate-request')[0]?.frames[1]));
    expect(pdus).toContain(String(request?.frames[1]));
    expect(events('connection.closed')[0]?.bytesFromClient).toBeGreaterThan(500_000);
  });

  it('keeps identifiers of a C-FIND in the journal itself, and reports rejection and abort', async () => {
    const scp = await storescp();
    const { address } = await tap('dimse', scp.port);
    await run(
      'findscu',
      ['-S', '-k', 'QueryRetrieveLevel=STUDY', '-k', 'PatientID=1', '127.0.0.1', String(address.port)],
      { env: environment },
    ).catch(() => {});
    await closed();
    expect(events('dimse.associate-accept')[0]?.contexts.every(({ result }) => result !== 0)).toBe(true);
  });

  it('goes on passing bytes that are no DICOM', async () => {
    const port = await server((socket) => socket.pipe(socket));
    const { address } = await tap('dimse', port);
    const socket = connect(address.port, address.host);
    socket.end('GET / HTTP/1.1\r\n\r\n');
    const chunks: Buffer[] = await socket.toArray();
    expect(Buffer.concat(chunks).toString()).toBe('GET / HTTP/1.1\r\n\r\n');
    expect(events('connection.undecodable')[0]?.reason).toMatch(/HTTP came instead of DICOM/);
  });
});

describe('an MLLP link', () => {
  const MESSAGE = 'MSH|^~\\&|AI|VENDOR|RIS|H|20261124||ORM^O01|C1|P|2.4\rORC|SC|P1|F1||A\r';
  const ACK = 'MSH|^~\\&|RIS|H|AI|VENDOR|20261124||ACK^O01|R1|P|2.4\rMSA|AA|C1\r';
  const frame = (text: string) => `\x0b${text}\x1c\r`;

  /** Answers each start block with an ACK, so that order in the journal can be seen. */
  const acking = () =>
    server((socket) =>
      socket
        .on('data', (data) => (data.includes(0x1c) ? socket.write(frame(ACK)) : undefined))
        .on('end', () => socket.end()),
    );

  async function exchange(...parts: string[]): Promise<void> {
    const { address } = await tap('mllp', await acking());
    const socket = connect({ ...address, noDelay: true });
    socket.resume();
    for (const part of parts) {
      const seen = recording.events.length;
      socket.write(Buffer.from(part, 'latin1'));
      await recording.waitFor((event) => (event.seq > seen ? true : undefined), { deadlineMs: 100 });
    }
    socket.end();
    await closed();
  }

  it('records message and acknowledgement, each before it is passed on', async () => {
    await exchange(frame(MESSAGE));
    expect(
      events('mllp.message').map(
        ({ sender, messageType, controlId, acknowledgmentCode, acknowledgedControlId, sendingApplication }) => ({
          sender,
          messageType,
          controlId,
          acknowledgmentCode,
          acknowledgedControlId,
          sendingApplication,
        }),
      ),
    ).toEqual([
      { sender: 'client', messageType: 'ORM^O01', controlId: 'C1', sendingApplication: 'AI' },
      {
        sender: 'server',
        messageType: 'ACK^O01',
        controlId: 'R1',
        acknowledgmentCode: 'AA',
        acknowledgedControlId: 'C1',
        sendingApplication: 'RIS',
      },
    ]);
    const [first] = events('mllp.message');
    expect(readFileSync(join(recording.dir, first?.message.file ?? ''), 'latin1')).toBe(MESSAGE);
    expect(await tshark('-Y', 'hl7', '-T', 'fields', '-e', 'frame.number', '-d', `tcp.port==1-65535,hl7`)).toEqual(
      events('mllp.message').map(({ frames }) => String(frames[1])),
    );
  });

  it('puts a message together from single bytes, and takes two from one segment', async () => {
    await exchange(...frame(MESSAGE).slice(0, 9), frame(MESSAGE).slice(9) + frame(MESSAGE.replace('C1', 'C2')));
    expect(
      events('mllp.message')
        .filter(({ sender }) => sender === 'client')
        .map(({ controlId }) => controlId),
    ).toEqual(['C1', 'C2']);
  });

  it.each([
    ['text outside a message', `stray${frame(MESSAGE)}`, /outside a message/, 1],
    ['a missing carriage return', `\x0b${MESSAGE}\x1c${frame(MESSAGE)}`, /no carriage return/, 2],
    ['a start block within a message', `\x0b${MESSAGE}${frame(MESSAGE)}`, /start block within/, 1],
    ['no end block', `\x0b${MESSAGE}`, /ended within a message/, 0],
  ])('names %s', async (_what, bytes, problem, messages) => {
    await exchange(bytes);
    expect(events('mllp.framing-error').map((event) => event.problem)).toEqual([expect.stringMatching(problem)]);
    expect(events('mllp.message').filter(({ sender }) => sender === 'client')).toHaveLength(messages);
  });
});

describe('an HTTP link', () => {
  it('pairs requests and responses on one connection, hides secrets and splits STOW parts', async () => {
    const port = await server((socket) =>
      socket.on('data', (data) => {
        if (data.includes('0\r\n\r\n') || data.includes('GET'))
          socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Type: application/json\r\n\r\n{}');
      }),
    );
    const { address } = await tap('dicomweb', port);
    const socket = connect(address.port, address.host);
    const multipart =
      '--B\r\nContent-Type: application/dicom\r\n\r\nONE\r\n--B\r\nContent-Type: application/dicom\r\n\r\nTWO\r\n--B--';
    socket.write(
      `POST /studies HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer secret\r\nContent-Type: multipart/related; type="application/dicom"; boundary=B\r\nTransfer-Encoding: chunked\r\n\r\n${multipart.length.toString(16)}\r\n${multipart}\r\n0\r\n\r\n`,
    );
    await recording.waitFor((event) => (event.kind === 'http.response' ? true : undefined), {
      deadlineMs: 5000,
      fromSeq: 1,
    });
    socket.write('GET /studies HTTP/1.1\r\nHost: x\r\n\r\n');
    await recording.waitFor((event) => (event.kind === 'http.response' && event.exchange === 2 ? true : undefined), {
      deadlineMs: 5000,
      fromSeq: 1,
    });
    socket.destroy();
    const [post, get] = events('http.request');
    expect(post).toMatchObject({
      exchange: 1,
      method: 'POST',
      target: '/studies',
      headers: { authorization: '(not recorded)' },
    });
    expect(post?.parts?.map(({ file }) => readFileSync(join(recording.dir, file), 'latin1'))).toEqual(['ONE', 'TWO']);
    expect(get).toMatchObject({ exchange: 2, method: 'GET' });
    expect(events('http.response').map(({ exchange, status }) => [exchange, status])).toEqual([
      [1, 200],
      [2, 200],
    ]);
    expect(readFileSync(join(recording.dir, 'journal.ndjson'), 'utf8')).not.toContain('secret');
  });
});

describe('faults', () => {
  const echo = () => server((socket) => socket.pipe(socket));

  async function talk(link: Tap, text: string): Promise<{ heard: string; ms: number; error?: string }> {
    const started = performance.now();
    const socket = connect(link.address.port, link.address.host);
    let heard = '';
    socket.on('data', (data) => (heard += data.toString('latin1')));
    socket.end(text);
    const error = await new Promise<string | undefined>((resolve) => {
      socket.on('error', ({ message }) => resolve(message)).on('close', () => resolve(undefined));
    });
    return { heard, ms: performance.now() - started, error };
  }

  it('refuses until lifted', async () => {
    const link = await tap('mllp', await echo());
    const lift = link.inject({ kind: 'refuse' });
    expect((await talk(link, 'hello')).error).toMatch(/ECONNRESET|EPIPE/);
    expect(events('connection.failed')[0]?.reason).toMatch(/on purpose/);
    lift();
    lift();
    expect((await talk(link, 'hello')).heard).toBe('hello');
    expect(events('tap.fault').map(({ active }) => active)).toEqual([true, false]);
  });

  it('holds everything back until lifted, and loses nothing', async () => {
    const link = await tap('mllp', await echo());
    const lift = link.inject({ kind: 'stall' });
    const talking = talk(link, 'x'.repeat(200_000));
    await recording.waitFor((event) => (event.kind === 'connection.opened' ? true : undefined), {
      deadlineMs: 5000,
      fromSeq: 1,
    });
    expect(
      await Promise.race([talking.then(() => 'done'), new Promise((resolve) => setTimeout(resolve, 100, 'held'))]),
    ).toBe('held');
    lift();
    expect((await talking).heard).toHaveLength(200_000);
  });

  it.each<[Fault, (result: { heard: string; ms: number; error?: string }) => void]>([
    [{ kind: 'latency', ms: 60 }, ({ heard, ms }) => expect([heard.length, ms >= 110]).toEqual([5, true])],
    [{ kind: 'cut', afterBytes: 3, side: 'client' }, ({ error }) => expect(error).toMatch(/ECONNRESET|EPIPE/)],
  ])('%o', async (fault, check) => {
    const link = await tap('mllp', await echo());
    link.inject(fault);
    check(await talk(link, 'hello'));
  });
});

it('says plainly that its port is in use', async () => {
  const port = await server(() => {});
  const second = new Tap({
    link: 'ris>ai-platform:mllp',
    from: 'ris',
    to: 'ai-platform',
    protocol: 'mllp',
    listen: { host: '127.0.0.1', port },
    target: { host: '127.0.0.1', port: 1 },
    recording,
  });
  await expect(second.start()).rejects.toThrow(/Port \d+ on 127.0.0.1, where ris>ai-platform:mllp .* is in use/);
});

it('tells that nothing listens behind it', async () => {
  const { address } = await tap('mllp', await freePort());
  const socket = connect(address.port, address.host);
  await once(socket, 'error').catch(() => {});
  expect(events('connection.failed')[0]?.reason).toMatch(/nothing listens there/);
});
