import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { silentLogger, type TlsFiles } from '../../model/actors';
import { readHl7 } from '../../model/hl7/reader';
import { makeCertificates } from '../../tests/kit/certificates';
import { buildAck, buildMessage, parse } from './build';
import { encodeMessage } from './charset';
import { MllpClient } from './client';
import { MllpServer, type MllpReceived, type MllpServerOptions } from './server';

const scratch = mkdtempSync(join(tmpdir(), 'airworthy-test-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));
const ours = makeCertificates(scratch, 'ours');
const foreign = makeCertificates(scratch, 'foreign');

const RIS = { application: 'RIS', facility: 'H' };
const cleanUp: (() => unknown)[] = [];
afterEach(async () => {
  for (const clean of cleanUp.splice(0).reverse()) await clean();
});

const order = (controlId: string, text = 'x'): string =>
  buildMessage({ sending: RIS, receiving: { application: 'AI', facility: 'V' }, type: ['ORM', 'O01'], controlId }, [
    ['ORC', { '1': 'SC', '5': text }],
  ]);
const framed = (text: string): Buffer => Buffer.from(`\x0b${text}\x1c\r`);
const acknowledge = async ({ bytes }: MllpReceived): Promise<string> => buildAck(readHl7(bytes), 'AA', RIS);

async function serve(options: Partial<MllpServerOptions> & { tls?: TlsFiles } = {}): Promise<MllpServer> {
  const { tls, ...rest } = options;
  const server = new MllpServer({ listen: { host: '127.0.0.1', port: 0, tls }, onMessage: acknowledge, ...rest });
  await server.start();
  cleanUp.push(() => server.stop());
  return server;
}

function send(port: number, text: string, tls?: TlsFiles, timeoutMs = 20_000): ReturnType<MllpClient['send']> {
  const client = new MllpClient({ peer: { host: '127.0.0.1', port, tls }, timeoutMs });
  cleanUp.push(() => client.close());
  return client.send(text);
}

function bare(port: number, allowHalfOpen = true): Socket {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen });
  socket.on('error', () => {});
  cleanUp.push(() => socket.destroy());
  return socket;
}

describe('peers that behave oddly', () => {
  it('answers a sender that has closed its side already', async () => {
    let release: () => void = () => {};
    const held = new Promise<void>((resolve) => (release = resolve));
    const server = await serve({ onMessage: (m) => held.then(() => acknowledge(m)) });
    const socket = bare(server.address.port);
    socket.end(framed(order('C1')));
    await once(socket, 'finish');
    release();
    const chunks = await socket.toArray();
    expect(Buffer.concat(chunks as Buffer[]).toString()).toContain('MSA|AA|C1');
  });

  it('keeps apart what comes in pieces, in turn, on several connections', async () => {
    const received: string[] = [];
    const server = await serve({
      onMessage: (message) => {
        received.push(message.bytes.toString());
        return acknowledge(message);
      },
    });
    const orders = ['A', 'B', 'C'].map((letter) => order(letter, letter.repeat(3000)));
    const sockets = orders.map(() => bare(server.address.port));
    await Promise.all(sockets.map((socket) => once(socket, 'connect')));
    for (let at = 0; at < 4000; at += 500)
      for (const [n, text] of orders.entries()) {
        // Read before the next is written: else pieces of one connection come together.
        await new Promise<void>((resolve) =>
          sockets[n]?.write(framed(text).subarray(at, at + 500), () => setImmediate(resolve)),
        );
      }
    await Promise.all(sockets.map((socket) => once(socket, 'data')));
    expect(received.sort()).toEqual(orders);
  });

  it('reports a connection that ends within a message', async () => {
    const problems: string[] = [];
    const reported = new Promise<void>((resolve) => {
      void serve({
        onFramingProblem: (_remote, problem) => {
          problems.push(problem);
          resolve();
        },
      }).then(({ address }) => bare(address.port).end(framed(order('C1')).subarray(0, 30)));
    });
    await reported;
    expect(problems).toEqual(['the connection ended within a message, without an end block']);
  });

  it('closes on a peer that stops within a message, but not on one that is silent between messages', async () => {
    const server = await serve({ stallTimeoutMs: 50 });
    const silent = bare(server.address.port);
    silent.write(framed(order('C1')));
    await once(silent, 'data');
    const stuck = bare(server.address.port, false);
    stuck.write(framed(order('C2')).subarray(0, 20));
    stuck.resume();
    await once(stuck, 'close');
    silent.write(framed(order('C3')));
    expect(String((await once(silent, 'data'))[0])).toContain('MSA|AA|C3');
  });

  it('closes on a peer that floods and takes no answers, without holding what it sends', async () => {
    let handled = 0;
    const long = 'x'.repeat(64_000);
    const server = await serve({
      stallTimeoutMs: 100,
      onMessage: async () => {
        handled += 1;
        return order('A', long);
      },
    });
    const socket = bare(server.address.port, false);
    const flood = Buffer.concat(Array.from({ length: 2000 }, (_, i) => framed(order(`C${i}`))));
    socket.write(flood);
    // Nothing is read here, so the close shows as an error of a later write.
    const closed = new Promise((resolve) => socket.once('close', resolve));
    const prod = setInterval(() => socket.write(framed(order('X'))), 20);
    cleanUp.push(() => clearInterval(prod));
    await closed;
    expect(handled).toBeGreaterThan(0);
    expect(handled).toBeLessThan(2000);
  });

  it('closes the connection that was silent for longest where there are too many, so that nobody is kept out', async () => {
    const warnings: string[] = [];
    const server = await serve({
      maxConnections: 3,
      log: { ...silentLogger, warn: (text) => void warnings.push(text) },
    });
    const connection = (): MllpClient => {
      const client = new MllpClient({ peer: server.address, timeoutMs: 20_000 });
      cleanUp.push(() => client.close());
      return client;
    };
    const [first, second, third, late] = [connection(), connection(), connection(), connection()];
    for (const one of [first, second, third, first]) expect((await one.send(order('C1'))).code).toBe('AA');
    expect((await late.send(order('C2'))).code).toBe('AA');
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatch(
      /more than 3 connections are open; the one of .*, which was silent for longest, is closed/,
    );
    // The first had been heard of since, so that it still has its connection; the second makes a new one.
    for (const one of [first, late]) expect((await one.send(order('C3'))).code).toBe('AA');
    expect(warnings).toHaveLength(1);
    expect((await second.send(order('C4'))).code).toBe('AA');
    expect(warnings).toHaveLength(2);
  });

  it('goes on after a handler that failed', async () => {
    let first = true;
    const server = await serve({
      onMessage: async (m) => {
        if (!first) return acknowledge(m);
        first = false;
        throw new Error('no disk');
      },
    });
    const socket = bare(server.address.port);
    socket.write(Buffer.concat([framed(order('C1')), framed(order('C2'))]));
    const answer = String((await once(socket, 'data'))[0]);
    expect(answer).toContain('MSA|AA|C2');
    expect(answer).not.toContain('MSA|AA|C1');
  });

  it('says that MSA-2 is wrong where only that was answered', async () => {
    const server = await serve({ onMessage: async () => 'MSH|^~\\&|A\rMSA|AA|OTHER\r' });
    await expect(send(server.address.port, order('C1'), undefined, 1000)).rejects.toMatchObject({
      code: 'bad-ack',
      message: expect.stringMatching(/127\.0\.0\.1:\d+ did not acknowledge message C1 .* RIS, .* MSA-2 "OTHER"/),
    });
  });

  it('connects again after the receiver closed an idle connection', async () => {
    const server = createServer((socket) => {
      socket.once('data', () => socket.end(framed('MSH|^~\\&|A\rMSA|AA|C1\r')));
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    cleanUp.push(() => server.close());
    const { port } = server.address() as AddressInfo;
    const client = new MllpClient({ peer: { host: '127.0.0.1', port }, timeoutMs: 20_000, log: silentLogger });
    cleanUp.push(() => client.close());
    for (let i = 0; i < 3; i++) expect((await client.send(order('C1'))).code).toBe('AA');
  });

  it('ends what it waits for when it is closed', async () => {
    const server = await serve({ onMessage: async () => undefined });
    const client = new MllpClient({ peer: { host: '127.0.0.1', port: server.address.port }, timeoutMs: 20_000 });
    const sent = client.send(order('C1'));
    sent.catch(() => {});
    setImmediate(() => void client.close());
    await expect(sent).rejects.toMatchObject({ code: 'closed' });
    await expect(client.send(order('C2'))).rejects.toMatchObject({ code: 'closed' });
  });
});

describe('TLS', () => {
  it('carries messages, with a client certificate where one is asked for', async () => {
    const server = await serve({ tls: { ...ours, requireClientCertificate: true } });
    expect((await send(server.address.port, order('C1'), ours)).code).toBe('AA');
  });

  it.each<[string, TlsFiles | undefined, TlsFiles | undefined, string, RegExp]>([
    [
      'a certificate of another CA',
      ours,
      { ca: foreign.ca },
      'tls',
      /RIS could not agree on TLS .*not signed by the CA/,
    ],
    [
      'TLS 1.2 at most against TLS 1.3',
      { ...ours, minVersion: 'TLSv1.3' },
      undefined,
      'closed',
      /whether it expects TLS/,
    ],
    ['a receiver in the clear', undefined, { ca: ours.ca }, 'timeout', /did not answer RIS .*that it speaks TLS/],
    ['a sender in the clear', ours, undefined, 'closed', /RIS.*whether it expects TLS/],
  ])('says what is wrong with %s', async (_what, server, client, code, sentence) => {
    const { address } = await serve({ tls: server });
    // Whoever breaks off is waited for, on a busy machine too.
    await expect(send(address.port, order('C1'), client, code === 'timeout' ? 500 : 20_000)).rejects.toMatchObject({
      code,
      message: expect.stringMatching(sentence),
    });
  });
});

describe('messages', () => {
  it('keeps line ends and control characters from ending a segment or a frame', () => {
    const text = order('C1', 'first\r\nsecond\x0bthird\x1cfourth');
    expect(text).toContain('|first\\.br\\second third fourth\r');
    expect(readHl7(Buffer.from(text)).get('ORC-5.1')).toBe('first\nsecond third fourth');
  });

  it('says MSH-9 as each version has it, with time zone in MSH-7', () => {
    const ask = (version: string): string => `MSH|^~\\&|A|B|C|D|2026||ORM^O01|C1|T|${version}\r`;
    const msh = (version: string): string =>
      buildAck(readHl7(Buffer.from(ask(version))), 'AA', RIS).split('\r')[0] ?? '';
    expect(msh('2.3')).toMatch(/^MSH\|\^~\\&\|RIS\|H\|A\|B\|\d{14}\+0000\|\|ACK\^O01\|\w{20}\|T\|2\.3\|/);
    expect(msh('2.5.1')).toMatch(/\|ACK\^O01\^ACK\|\w{20}\|T\|2\.5\.1\|/);
    expect(order('C1')).toContain('|ORM^O01^ORM_O01|C1|P|2.4|');
    expect(buildAck(undefined, 'AR', RIS, 'What is that?')).toMatch(
      /\|ACK\|\w{20}\|P\|2\.4\|.*\rMSA\|AR\|\|What is that\?\r$/,
    );
  });

  it('says the error in ERR, as 2.4 and as 2.5 have it', () => {
    const ack = (version: string): string => {
      const asked = readHl7(Buffer.from(`MSH|^~\\&|A|B|C|D|2026||ORM^O01|C1|P|${version}\r`));
      return buildAck(asked, 'AE', RIS, 'No such patient', { code: '204', location: 'PID-3' });
    };
    expect(ack('2.4')).toContain('\rERR|PID^1^3^204&Unknown key identifier&HL70357\r');
    expect(ack('2.5')).toContain('\rERR||PID^1^3|204^Unknown key identifier^HL70357|E||||No such patient\r');
  });

  it('is read by a second reader, which says what it cannot read', () => {
    const text = order('C1', 'a|b^c');
    expect(parse(text).get('ORC.5')).toBe('a|b^c');
    expect(() => parse('PID|1')).toThrow(/^The message cannot be read: text must begin with the MSH segment/);
  });

  it.each([
    ['8859/2', 'Łódź', 'a3f364bc'],
    ['8859/5', 'Пушкин', 'bfe3e8dad8dd'],
    ['8859/15', '€', 'a4'],
    ['8859/1', 'Zürich', '5afc72696368'],
    ['UNICODE UTF-8', '患者', 'e682a3e88085'],
    ['8859/1', '患', 'e682a3'],
  ])('writes %s', (charset, value, hex) => {
    const bytes = encodeMessage(`MSH|^~\\&|A|||||||C1|P|2.4||||||${charset}\rZZZ|${value}\r`);
    expect(bytes.subarray(bytes.indexOf('ZZZ|') + 4, -1).toString('hex')).toBe(hex);
  });
});
