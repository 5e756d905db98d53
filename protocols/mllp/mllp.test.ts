import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { Client } from 'node-hl7-client';
import { Message } from 'node-hl7-client';
import { afterEach, describe, expect, it } from 'vitest';
import { readHl7 } from '../../model/hl7/reader';
import { buildAck, buildMessage } from './build';
import { MllpClient } from './client';
import { MllpServer, type MllpReceived } from './server';

const OURS = { application: 'RIS', facility: 'H' };
const loopback = { host: '127.0.0.1', port: 0 };
const cleanUp: (() => unknown)[] = [];
afterEach(async () => {
  for (const clean of cleanUp.reverse()) await clean();
  cleanUp.length = 0;
});

const order = (controlId: string, text = 'x') =>
  buildMessage({ sending: OURS, receiving: { application: 'AI', facility: 'V' }, type: ['ORM', 'O01'], controlId }, [
    ['ORC', { '1': 'SC', '5': text }],
  ]);

async function ourServer(
  answer: (m: MllpReceived) => string | undefined = (m) => buildAck(readHl7(m.bytes), 'AA', OURS),
  maxMessageBytes?: number,
) {
  const received: MllpReceived[] = [];
  const server = new MllpServer({
    listen: loopback,
    maxMessageBytes,
    async onMessage(m) {
      received.push(m);
      return answer(m);
    },
  });
  await server.start();
  cleanUp.push(() => server.stop());
  return { server, received };
}

function client(port: number, timeoutMs = 20_000) {
  const made = new MllpClient({ peer: { host: '127.0.0.1', port }, timeoutMs });
  cleanUp.push(() => made.close());
  return made;
}

async function bareServer(onSocket: (socket: Socket) => void): Promise<number> {
  const server = createServer((socket) => {
    socket.on('error', () => {});
    cleanUp.push(() => socket.destroy());
    onSocket(socket);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  cleanUp.push(() => new Promise((resolve) => server.close(resolve)));
  return (server.address() as AddressInfo).port;
}

describe('building', () => {
  it('escapes delimiters and is read back by our reader and by the library', () => {
    const nasty = 'a|b^c&d~e\\f Ünïcode 患者';
    const text = order('C1', nasty);
    expect(text.endsWith('\r')).toBe(true);
    expect(readHl7(Buffer.from(text)).get('ORC-5.1')).toBe(nasty);
    expect(new Message({ text }).get('ORC.5').toString()).toBe(nasty);
    expect(readHl7(Buffer.from(text)).version).toBe('2.4');
  });
});

describe('our server', () => {
  it('takes messages from node-hl7-client, a foreign sender', async () => {
    const { server, received } = await ourServer();
    const foreign = new Client({ host: '127.0.0.1' });
    const acknowledged = new Promise<string>((resolve) => {
      const out = foreign.createConnection({ port: server.address.port, waitAck: false }, async (response) =>
        resolve(response.getMessage().get('MSA.1').toString()),
      );
      cleanUp.push(() => out.close());
      const message = new Message({ text: order('C9').trimEnd() });
      void out.sendMessage(message);
    });
    expect(await acknowledged).toBe('AA');
    expect(received.map(({ framingProblems }) => framingProblems)).toEqual([[]]);
  });

  it('puts messages together, takes several from one segment, and answers in order', async () => {
    const { server, received } = await ourServer();
    const socket = connect(server.address.port, '127.0.0.1');
    const bytes = Buffer.from(['C1', 'C2', 'C3'].map((id) => `\x0b${order(id)}\x1c\r`).join(''));
    for (const piece of [bytes.subarray(0, 1), bytes.subarray(1, 60), bytes.subarray(60)]) {
      socket.write(piece);
      await new Promise((resolve) => setImmediate(resolve));
    }
    let heard = '';
    await new Promise<void>((resolve) =>
      socket.on('data', (data) => {
        heard += String(data);
        if (heard.split('\x1c').length === 4) resolve();
      }),
    );
    socket.destroy();
    expect([...heard.matchAll(/MSA\|AA\|(\w+)/g)].map(([, id]) => id)).toEqual(['C1', 'C2', 'C3']);
    expect(received).toHaveLength(3);
  });

  it.each([
    ['stray bytes', `stray\x0b${order('C1')}\x1c\r`, /outside a message/],
    ['no carriage return', `\x0b${order('C1')}\x1c\x0b${order('C2')}\x1c\r`, /no carriage return/],
    ['two start blocks', `\x0b\x0b${order('C1')}\x1c\r`, /start block within/],
  ])('names %s and takes the message all the same', async (_what, bytes, problem) => {
    const { server, received } = await ourServer();
    const socket = connect(server.address.port, '127.0.0.1');
    socket.end(bytes);
    socket.resume();
    await once(socket, 'close');
    expect(received.flatMap(({ framingProblems }) => framingProblems).join()).toMatch(problem);
    expect(readHl7(received[0]?.bytes ?? Buffer.alloc(0)).controlId).toBe('C1');
  });

  it('closes the connection of a message without end, and no other', async () => {
    const { server } = await ourServer(undefined, 1000);
    const socket = connect(server.address.port, '127.0.0.1');
    socket.on('error', () => {});
    socket.write(`\x0b${'x'.repeat(2000)}`);
    await once(socket, 'close');
    expect((await client(server.address.port).send(order('C1'))).code).toBe('AA');
  });

  it('decodes Latin-1 where MSH-18 says so', async () => {
    const { server, received } = await ourServer();
    const latin = order('C1', 'é').replace('UNICODE UTF-8', '8859/1');
    await client(server.address.port).send(latin);
    expect(received[0]?.bytes.includes(0xe9)).toBe(true);
    expect(readHl7(received[0]?.bytes ?? Buffer.alloc(0)).text).toBe(latin);
  });

  it('says plainly that its port is in use, and stops with connections open', async () => {
    const { server } = await ourServer();
    connect(server.address.port, '127.0.0.1').on('error', () => {});
    const second = new MllpServer({
      listen: { ...loopback, port: server.address.port },
      onMessage: async () => undefined,
    });
    await expect(second.start()).rejects.toThrow(/Port \d+ on 127.0.0.1 \(MLLP\) is in use/);
    await server.stop();
  });
});

describe('our client', () => {
  it('sends many at once over one connection, one in flight', async () => {
    let connections = 0;
    const { server } = await ourServer();
    const port = await bareServer((socket) => {
      connections += 1;
      const on = connect(server.address.port, '127.0.0.1');
      socket.pipe(on).pipe(socket);
      cleanUp.push(() => on.destroy());
    });
    const sender = client(port);
    const answers = await Promise.all(Array.from({ length: 50 }, (_, index) => sender.send(order(`C${index}`))));
    expect(answers.map(({ controlId }) => controlId)).toEqual(Array.from({ length: 50 }, (_, index) => `C${index}`));
    expect(connections).toBe(1);
  });

  it.each([
    ['AE', (m: MllpReceived) => buildAck(readHl7(m.bytes), 'AE', OURS, 'busy')],
    ['AR', (m: MllpReceived) => buildAck(readHl7(m.bytes), 'AR', OURS, 'no such exam')],
  ])('gives %s to its caller', async (code, answer) => {
    const { server } = await ourServer(answer);
    expect(await client(server.address.port).send(order('C1'))).toMatchObject({ code, controlId: 'C1' });
  });

  it.each<[string, (socket: Socket) => void, string, RegExp]>([
    ['silence', (socket) => socket.resume(), 'timeout', /did not acknowledge message C1 within 0.2 s/],
    [
      'a closed connection',
      (socket) => socket.once('data', () => socket.end()),
      'closed',
      /closed the connection without acknowledging message C1/,
    ],
    [
      'something else',
      (socket) => socket.once('data', () => socket.write('\x0bMSH|^~\\&|A\rMSA|OK|C1\r\x1c\r')),
      'bad-ack',
      /MSA-1 is "OK"/,
    ],
  ])('says what %s means', async (_what, peer, code, sentence) => {
    const port = await bareServer(peer);
    await expect(client(port, code === 'timeout' ? 200 : 20_000).send(order('C1'))).rejects.toMatchObject({
      code,
      message: expect.stringMatching(sentence),
    });
  });

  it('says that nothing listens', async () => {
    const port = await bareServer(() => {});
    await (cleanUp.pop() as () => Promise<void>)();
    await expect(client(port).send(order('C1'))).rejects.toMatchObject({
      code: 'unreachable',
      message: expect.stringMatching(/nothing listens at that port/),
    });
  });

  it('passes over the acknowledgement of another message', async () => {
    const port = await bareServer((socket) =>
      socket.once('data', () => socket.write('\x0bMSH|^~\\&|A\rMSA|AA|OLD\r\x1c\r\x0bMSH|^~\\&|A\rMSA|AA|C1\r\x1c\r')),
    );
    expect((await client(port).send(order('C1'))).controlId).toBe('C1');
  });
});
