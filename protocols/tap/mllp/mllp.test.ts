import { describe, expect, it } from 'vitest';
import { sendSlowly, Tapping } from '../../../tests/kit/tapping';

const t = new Tapping();
const MESSAGE = 'MSH|^~\\&|AI|VENDOR|RIS|H|20261124||ORM^O01|C1|P|2.4\rORC|SC|P1|F1||A\r';
const ACK = 'MSH|^~\\&|RIS|H|AI|VENDOR|20261124||ACK^O01|R1|P|2.4\rMSA|AA|C1\r';
const frame = (text: string): string => `\x0b${text}\x1c\r`;
const latin1 = (text: string): Buffer => Buffer.from(text, 'latin1');

let port: number;
/** Sends bytes through a tap to a receiver that answers each end block with an ACK. */
async function send(bytes: Buffer, size = bytes.length, reset = false): Promise<void> {
  const before = t.events('connection.closed').length;
  let came = 0;
  let all: () => void = () => undefined;
  const arrived = new Promise<void>((resolve) => (all = resolve));
  port = await t.serve((socket) =>
    socket
      .on('data', (chunk: Buffer) => {
        came += chunk.length;
        if (came === bytes.length) all();
        if (chunk.includes(0x1c)) socket.write(latin1(frame(ACK)));
      })
      .on('end', () => socket.end()),
  );
  const socket = t.client(await t.tap('mllp', port));
  socket.resume();
  await sendSlowly(socket, bytes, size);
  if (reset) {
    await arrived;
    socket.resetAndDestroy();
  } else socket.end();
  await t.until('connection.closed', before + 1);
}
const fromClient = () => t.events('mllp.message').filter(({ sender }) => sender === 'client');

describe('an MLLP link', () => {
  it('records message and acknowledgement byte for byte, in the frames in which tshark has them', async () => {
    await send(latin1(frame(MESSAGE)));
    const [order, ack] = t.events('mllp.message');
    expect(order).toMatchObject({
      ...{
        sender: 'client',
        messageType: 'ORM^O01',
        controlId: 'C1',
        sendingApplication: 'AI',
        sendingFacility: 'VENDOR',
      },
    });
    expect(order?.acknowledgmentCode).toBeUndefined();
    expect(ack).toMatchObject({
      ...{
        sender: 'server',
        messageType: 'ACK^O01',
        controlId: 'R1',
        acknowledgmentCode: 'AA',
        acknowledgedControlId: 'C1',
      },
    });
    expect(t.read(order?.message).equals(latin1(MESSAGE))).toBe(true);
    expect(order?.message.file).toMatch(/^messages\/\d+-ORM_O01-C1\.hl7$/);
    const frames = await t.frames(2575);
    expect(frames.filter(({ protocol }) => protocol === 'HL7').map(({ frame }) => frame)).toEqual([
      order?.frames[1],
      ack?.frames[1],
    ]);
  });

  it('puts a message together from single bytes, and takes two from one segment', async () => {
    const second = MESSAGE.replace('C1', 'C2');
    await send(latin1(frame(MESSAGE) + frame(second)), 7);
    expect(fromClient().map(({ controlId }) => controlId)).toEqual(['C1', 'C2']);
    const [one, two] = fromClient();
    // The segment that ends the first begins the second.
    expect(one?.frames[1]).toBeGreaterThan(one?.frames[0] ?? Infinity);
    expect(two?.frames[0]).toBeGreaterThanOrEqual(one?.frames[1] ?? Infinity);
    expect(t.events('mllp.framing-error')).toEqual([]);
  });

  it('takes a message of 5 MB, from the frame of its first byte to that of its last', async () => {
    const large = `${MESSAGE}OBX|1|ED|||${'A'.repeat(5_000_000)}\r`;
    await send(latin1(frame(large)));
    expect(t.read(fromClient()[0]?.message).equals(latin1(large))).toBe(true);
    const [message] = fromClient();
    const sent = (await t.frames(2575)).filter(({ sender, length }) => sender === 'client' && length > 0);
    // More than one frame for what the tap read at once, else this would tell nothing.
    expect(sent.some(({ length }) => length === 32_768)).toBe(true);
    expect(message?.frames).toEqual([sent[0]?.frame, sent.at(-1)?.frame]);
  });

  it('keeps control ids from the wire inside their folder', async () => {
    await send(latin1(frame(MESSAGE.replace('C1', '../../../tmp/x'))));
    expect(fromClient()[0]).toMatchObject({
      controlId: '../../../tmp/x',
      message: { file: expect.stringMatching(/^messages\/[\w.-]+$/) },
    });
  });

  it.each([
    ['text outside a message', `stray${frame(MESSAGE)}`, /outside a message/, 1],
    ['line ends between messages', `${frame(MESSAGE)}\n${frame(MESSAGE)}`, /outside a message/, 2],
    ['a missing carriage return', `\x0b${MESSAGE}\x1c${frame(MESSAGE)}`, /no carriage return/, 2],
    ['a missing last carriage return', `\x0b${MESSAGE}\x1c`, /without the carriage return/, 1],
    ['a start block within a message', `\x0b${MESSAGE}${frame(MESSAGE)}`, /start block within/, 1],
    ['no end block', `\x0b${MESSAGE}`, /ended within a message/, 0],
    ['no start block', `${MESSAGE}\x1c\r`, /outside a message/, 0],
  ])('names %s', async (_what, bytes, problem, messages) => {
    for (const size of [bytes.length, 3]) {
      const before = t.events('mllp.framing-error').length;
      const known = fromClient().length;
      await send(latin1(bytes), size);
      const found = t.events('mllp.framing-error').slice(before);
      expect(found[0]?.problem).toMatch(problem);
      if (size > 3) expect(found).toHaveLength(1);
      expect(fromClient().slice(known)).toHaveLength(messages);
    }
  });

  it('names a message that a reset broke off', async () => {
    await send(latin1(`\x0b${MESSAGE}`), MESSAGE.length + 1, true);
    expect(t.events('mllp.framing-error').map(({ problem }) => problem)).toEqual([
      expect.stringMatching(/ended within a message/),
    ]);
  });

  it('blames nobody for a message given up while a fault was on the link', async () => {
    const tap = await t.tap('mllp', await t.serve((peer) => peer.resume().on('end', () => peer.end())));
    tap.inject({ kind: 'latency', ms: 1 });
    const socket = t.client(tap);
    socket.resume().end(latin1(`\x0b${MESSAGE}`));
    await t.until('connection.closed');
    expect(t.events('mllp.framing-error')).toEqual([]);
  });

  it('blames nobody for a message that the receiver did not let finish', async () => {
    port = await t.serve((socket) => socket.once('data', () => socket.end()));
    const socket = t.client(await t.tap('mllp', port));
    socket.on('end', () => socket.end());
    socket.resume();
    socket.write(latin1(`\x0b${MESSAGE}`));
    await t.until('connection.closed');
    expect(t.events('mllp.framing-error')).toEqual([]);
  });

  it.each([
    ['TLS', '\x16\x03\x01\x02\x00\x01', /^TLS came instead of HL7$/],
    ['HTTP', 'POST /fhir HTTP/1.1\r\n\r\n', /^HTTP came instead of HL7$/],
    ['noise', 'x\x0b'.repeat(300), /^100 framing errors/],
  ])('gives up on %s, which passes all the same', async (_name, text, reason) => {
    await send(latin1(text));
    expect(t.events('connection.undecodable')).toMatchObject([
      { sender: 'client', reason: expect.stringMatching(reason) },
    ]);
    expect((await t.until('connection.closed')).bytesFromClient).toBe(text.length);
  });

  it('gives up on a message beyond the limit', async () => {
    const echo = await t.serve((socket) => socket.pipe(socket));
    const socket = t.client(await t.tap('mllp', echo, { limits: { messageBytes: 1000 } }));
    socket.resume();
    socket.end(latin1(frame('x'.repeat(2000))));
    expect(await t.until('connection.undecodable')).toMatchObject({
      reason: 'a message is longer than 1000 bytes',
      atByte: 0,
    });
  });
});
