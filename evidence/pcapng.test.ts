import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { associateRequest } from '../tests/kit/pdus';
import { CaptureWriter } from './pcapng';
import { Scribe } from './scribe/scribe';

const dir = mkdtempSync(join(tmpdir(), 'airworthy-pcapng-'));
const ORDER = Buffer.from('\x0bMSH|^~\\&|A|B|C|D|20261124||ORM^O01|42|P|2.4\r\x1c\r');
const SERVER = { host: '10.0.0.5', port: 2575 };
const CLIENTS = [
  ['IPv4', { host: '127.0.0.1', port: 40000 }, SERVER],
  ['IPv6', { host: '::1', port: 40000 }, { host: 'fe80::1:2', port: 2575 }],
  ['mapped IPv4', { host: '::ffff:127.0.0.9', port: 40000 }, SERVER],
] as const;

interface Row {
  frame: number;
  stream: number;
  from: number;
  length: number;
  flags: string;
  message: string;
  comment: string;
  calledOut: string;
  inFlight: number;
  protocol: string;
}
let rows: Row[];
const said: { name: string; order: [number, number]; answer: [number, number] }[] = [];
let frameCount = 0;
let misleading = 0;

/** One capture and one look at it: starting tshark takes longer than everything else here. */
beforeAll(async () => {
  const file = join(dir, 'all.pcapng');
  const writer = new CaptureWriter(file, new Scribe(0));
  const talk = (name: string, client: { host: string; port: number }, server: { host: string; port: number }) => {
    const stream = writer.open(client, server, `this is ${name}`);
    const order = stream.data('client', ORDER);
    const answer = stream.data('server', Buffer.alloc(100_000, 'x'));
    said.push({ name, order, answer });
    return stream;
  };
  for (const [name, client, server] of CLIENTS) {
    const stream = talk(name, client, server);
    stream.end('client');
    stream.end('server');
    stream.reset('client');
  }
  // The same ports once more: first again after the end, then twice at a time.
  const again = talk('again', { host: '127.0.0.1', port: 40000 }, SERVER);
  const beside = talk('beside', { host: '127.0.0.1', port: 40000 }, SERVER);
  // Wraps no number, but needs acknowledgements.
  for (let i = 0; i < 20; i++) again.data('server', Buffer.alloc(65_536, 'y'));
  again.reset('server');
  again.end('client');
  beside.end('server');
  // A client port that Wireshark knows as that of PMPROXY.
  misleading = writer
    .open({ host: '127.0.0.1', port: 44_322 }, { host: '127.0.0.1', port: 40_001 })
    .data('client', associateRequest([{ id: 1, abstractSyntax: '1.2', transferSyntaxes: ['1.2.840.10008.1.2'] }]))[0];
  await writer.close();
  frameCount = writer.frameCount;
  const fields = [
    ...['frame.number', 'tcp.stream', 'tcp.srcport', 'tcp.len', 'tcp.flags.str'],
    ...['hl7.message.type', 'frame.comment', 'tcp.analysis.flags', 'tcp.analysis.bytes_in_flight', '_ws.col.Protocol'],
  ];
  const args = ['-r', file, '-T', 'fields', '-E', 'occurrence=a', ...fields.flatMap((field) => ['-e', field])];
  const output = execFileSync('tshark', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  rows = output
    .trimEnd()
    .split('\n')
    .map((line) => {
      const [frame, stream, from, length, flags, message, comment, calledOut, inFlight, protocol] = line.split('\t');
      return {
        frame: Number(frame),
        stream: Number(stream),
        from: Number(from),
        length: Number(length),
        flags: flags ?? '',
        message: message ?? '',
        comment: comment ?? '',
        calledOut: calledOut ?? '',
        inFlight: Number(inFlight ?? 0),
        protocol: protocol ?? '',
      };
    });
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

describe('the capture, as tshark reads it', () => {
  it('has as many frames as the writer counted, in six connections', () => {
    expect(rows).toHaveLength(frameCount);
    expect(new Set(rows.map(({ stream }) => stream)).size).toBe(6);
  });

  it('has the messages in the frames that the writer named', () => {
    const orders = rows.filter(({ message }) => message === 'ORM').map(({ frame }) => frame);
    expect(orders).toEqual(said.map(({ order }) => order[0]));
    for (const { answer } of said) {
      const carried = rows.filter(({ frame }) => frame >= answer[0] && frame <= answer[1]);
      expect(carried.reduce((sum, { length }) => sum + length, 0)).toBe(100_000);
      expect(carried.every(({ from }) => from === 2575)).toBe(true);
    }
  });

  it('holds nothing that TCP would not have done', () => {
    // Only said of the connection that uses its ports again, at its SYN.
    const reused = said[3]?.order[0] ?? 0;
    expect(rows.filter(({ calledOut }) => calledOut !== '').map(({ frame }) => frame)).toEqual([reused - 3]);
    expect(rows.filter(({ flags }) => flags.includes('R')).length).toBe(1);
    expect(rows.filter(({ flags }) => flags.includes('F')).length).toBe(7);
  });

  it('has long transfers acknowledged on their way', () => {
    expect(Math.max(...rows.map(({ inFlight }) => inFlight))).toBeLessThanOrEqual(256 * 1024 + 65_536);
  });

  it('says on the first packet what it is, and when a port had to be moved', () => {
    const comments = rows.map(({ comment }) => comment).filter((comment) => comment !== '');
    expect(comments).toEqual([
      ...['IPv4', 'IPv6', 'mapped IPv4', 'again'].map((name) => `this is ${name}`),
      `this is beside; the client's port was 40000`,
      `the client's port was 44322`,
    ]);
  });

  it('lets no port of a client make another protocol of it', () => {
    expect(rows.find(({ frame }) => frame === misleading)?.protocol).toBe('DICOM');
  });
});
