import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { hear, sendSlowly, Tapping } from '../../../tests/kit/tapping';
import type { LinkProtocol } from '../../../model/events';
import { DimseMask } from './dimse-mask';
import { HttpMask } from './http-mask';
import type { Mask } from './types';

const t = new Tapping();
const SECRET = 'c0rrect-h0rse';

/** What every file of the record holds, once one side has said this and the other that. */
async function recorded(protocol: LinkProtocol, asked: Buffer, answered: Buffer, size: number): Promise<string> {
  const port = await t.serve((socket) => {
    let left = asked.length;
    socket.on('data', (chunk: Buffer) => {
      left -= chunk.length;
      if (left <= 0) void sendSlowly(socket, answered, size).then(() => socket.end());
    });
  });
  const socket = t.client(await t.tap(protocol, port));
  const hearing = hear(socket);
  await sendSlowly(socket, asked, size);
  expect((await hearing).heard.equals(answered)).toBe(true);
  socket.end();
  await t.until('connection.closed');
  await t.recording.close();
  return readdirSync(t.recording.dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'))
    .join('\n');
}

const lines = (...all: string[]) => Buffer.from(all.join('\r\n'), 'latin1');
const form = `grant_type=x&client_secret=${SECRET}&scope=a`;
const json = JSON.stringify({ access_token: SECRET, refresh_token: SECRET, expires_in: 60, token_type: 'Bearer' });

describe('a credential', () => {
  it.each([[1], [7], [65_536]])('in HTTP is in no file of the record, sent in pieces of %i bytes', async (size) => {
    const head = (target: string, ...more: string[]) => [`POST ${target} HTTP/1.1`, 'Host: x', ...more];
    const asked = lines(
      ...head(
        `/token?api_key=${SECRET}&count=5`,
        `Authorization: Bearer ${SECRET}`,
        `COOKIE: a=${SECRET};`,
        ` b=${SECRET}`,
      ),
      'Content-Type: application/x-www-form-urlencoded',
      `Content-Length: ${form.length}`,
      '',
      // The next request begins behind it on the same line.
      form + head(`/studies?PatientID=1&access_token=${SECRET}`)[0],
      `Proxy-Authorization: ${SECRET}`,
      `Referer: http://x/?token=${SECRET}`,
      'Content-Length: 2',
      '',
      'ok',
    );
    const answered = lines(
      'HTTP/1.1 200 OK',
      `Set-Cookie: session=${SECRET}`,
      'Content-Type: application/json;charset=utf-8',
      `Content-Length: ${json.length}`,
      '',
      `${json}HTTP/1.1 302 Found`,
      `Location: https://x/?a=1&signature=${SECRET}#x`,
      'Content-Length: 0',
      '',
      '',
    );
    const record = await recorded('http', asked, answered, size);
    expect(record).not.toContain(SECRET);
    // What is no credential still stands, in journal and capture.
    expect(t.events('http.request').map(({ target }) => target)).toEqual([
      '/token?api_key=(not recorded)&count=5',
      '/studies?PatientID=1&access_token=(not recorded)',
    ]);
    expect(t.events('http.response').map(({ status }) => status)).toEqual([200, 302]);
    expect(t.read(t.events('http.request')[0]?.body).toString()).toBe(form.replace(SECRET, '*'.repeat(SECRET.length)));
  });

  describe.each([
    ['gzip', gzipSync],
    ['deflate', deflateSync],
    ['br', brotliCompressSync],
  ])('in a body coded by %s', (coding, encode) => {
    const coded = encode(Buffer.from(json));
    const head = (first: string, framing: string) =>
      lines(first, `Content-Encoding: ${coding}`, 'Content-Type: application/json', framing, '', '');
    const asked = Buffer.concat([head('POST /token HTTP/1.1', `Content-Length: ${coded.length}`), coded]);
    const next = lines('HTTP/1.1 200 OK', 'Content-Length: 2', '', 'ok');

    it.each([[1], [7], [65_536]])('is in no file of the record, in pieces of %i bytes', async (size) => {
      const cut = Math.floor(coded.length / 2);
      const chunks = [coded.subarray(0, cut), coded.subarray(cut)].flatMap((chunk) => [
        Buffer.from(`${chunk.length.toString(16)}\r\n`),
        chunk,
        Buffer.from('\r\n'),
      ]);
      const answered = Buffer.concat([
        head('HTTP/1.1 200 OK', 'Transfer-Encoding: chunked'),
        ...chunks,
        Buffer.from('0\r\n\r\n'),
        next,
      ]);
      const pipelined = Buffer.concat([asked, lines('GET /after HTTP/1.1', 'X-Last: here', '', '')]);
      const record = await recorded('http', pipelined, answered, size);
      expect(record).not.toContain(SECRET);
      for (const half of [coded.subarray(0, cut), coded.subarray(cut)])
        for (let at = 0; at + 8 <= half.length; at += 8)
          expect(record).not.toContain(half.toString('latin1', at, at + 8));
      // What it said otherwise still stands, and so do the messages after it.
      const [request, last] = t.events('http.request');
      expect(t.read(request?.body).toString()).toBe(json.replaceAll(SECRET, '*'.repeat(SECRET.length)));
      expect(last?.headers['x-last']).toBe('here');
      if (size > 7) expect(record).toContain('X-Last: here');
      const answers = t.events('http.response');
      expect(t.read(answers[0]?.body).toString()).toBe(json.replaceAll(SECRET, '*'.repeat(SECRET.length)));
      expect(t.read(answers[1]?.body).toString()).toBe('ok');
    });

    it('is masked whatever its framing says, and the answer to HEAD hides nothing', () => {
      const mask = (bytes: Buffer) => new HttpMask().mask(bytes);
      const stars = (count: number) => Buffer.alloc(count, '*');
      for (const framing of ['X: y', 'Content-Length: 1, 2', `Content-Length: ${coded.length - 9}`]) {
        const start = head('HTTP/1.1 200 OK', framing);
        const masked = mask(Buffer.concat([start, coded.fill(0x21, coded.length - 9)]));
        expect(masked.equals(Buffer.concat([start, stars(coded.length)]))).toBe(true);
      }
      const torn = Buffer.concat([head('HTTP/1.1 200 OK', 'Transfer-Encoding: chunked'), Buffer.from('zz\r\n'), coded]);
      expect(mask(torn).subarray(-coded.length).equals(stars(coded.length))).toBe(true);
      const toHead = Buffer.concat([head('HTTP/1.1 200 OK', `Content-Length: ${coded.length}`), next]);
      expect(mask(toHead).equals(toHead)).toBe(true);
    });
  });

  it('in a body whose coding cannot be taken off is left out with it', async () => {
    const body = Buffer.from(`no gzip "access_token":"${SECRET}"`);
    const head = ['Content-Encoding: gzip', 'Content-Type: application/json', `Content-Length: ${body.length}`, '', ''];
    const asked = Buffer.concat([lines('POST / HTTP/1.1', ...head), body]);
    const record = await recorded('http', asked, lines('HTTP/1.1 204 No Content', '', ''), 65_536);
    expect(record).not.toContain(SECRET);
    const [request] = t.events('http.request');
    expect(request).toMatchObject({ bodyOmitted: body.length });
    expect(request?.body).toBeUndefined();
  });

  it.each([[1], [65_536]])(
    'of a DICOM user is not in the capture, the name is, in pieces of %i bytes',
    async (size) => {
      const passcode = Buffer.from(SECRET);
      const pdu = associate([2, 'ward-7', passcode]);
      const record = await recorded('dimse', pdu, Buffer.from([5, 0, 0, 0, 0, 4, 0, 0, 0, 0]), size);
      expect(record).not.toContain(SECRET);
      if (size > 1) expect(record).toContain('ward-7');
    },
  );

  it.each([
    [3, 'ticket'],
    [4, 'assertion'],
    [5, 'a.b.c'],
  ])('of identity type %i is the primary field', (type, primary) => {
    const masked = new DimseMask().mask(associate([type, primary, Buffer.alloc(0)]));
    expect(masked.includes(primary)).toBe(false);
    expect(masked).toHaveLength(associate([type, primary, Buffer.alloc(0)]).length);
  });
});

describe('masking', () => {
  it.each([1, 2, 3, 5, 17, 1000])('is the same whatever pieces of %i bytes it comes in', (size) => {
    const pieces = (mask: Mask, bytes: Buffer) =>
      Buffer.concat(
        Array.from({ length: Math.ceil(bytes.length / size) }, (_, n) =>
          mask.mask(bytes.subarray(n * size, n * size + size)),
        ),
      ).toString('latin1');
    const head = lines(`GET /?token=${SECRET} HTTP/1.1`, `X-Api-Key: ${SECRET}`, ` ${SECRET}`, 'A: b', '', '');
    expect(pieces(new HttpMask(), head)).toBe(head.toString('latin1').replaceAll(/c0rrect-h0rse/g, '*'.repeat(13)));
    const typed = lines('Content-Type: application/json', '', json);
    expect(pieces(new HttpMask(), typed)).toBe(typed.toString('latin1').replaceAll(SECRET, '*'.repeat(13)));
    const asked = associate([2, 'ward-7', Buffer.from(SECRET)]);
    expect(pieces(new DimseMask(), asked)).toBe(asked.toString('latin1').replace(SECRET, '*'.repeat(13)));
  });

  it('leaves every byte that is no credential, and all of an object that is passed in pieces', () => {
    const body = Buffer.from(Array.from({ length: 300_000 }, (_, n) => (n * 7919) % 256));
    const mask = new HttpMask();
    const head = lines('POST /studies HTTP/1.1', 'Content-Type: application/dicom', '', '');
    expect(mask.mask(head)).toBe(head);
    for (let at = 0; at < body.length; at += 1000) {
      const piece = body.subarray(at, at + 1000);
      expect(mask.mask(piece)).toBe(piece);
    }
  });

  it('does not take a code that is searched for, or a token in a FHIR resource, for a credential', () => {
    const asked = lines('GET /Observation?code=http://loinc.org|1234-5 HTTP/1.1', '', '');
    expect(new HttpMask().mask(asked)).toBe(asked);
    const resource = lines('Content-Type: application/fhir+json', '', '{"password":"x"}');
    expect(new HttpMask().mask(resource)).toBe(resource);
  });

  it('ends with the association request', () => {
    const mask = new DimseMask();
    mask.mask(associate([2, 'u', Buffer.from('p')]));
    const data = Buffer.from([4, 0, 0, 0, 0, 8, 0x58, 0, 0, 4, 2, 0, 0, 0]);
    expect(mask.mask(data)).toBe(data);
    // Lengths that lie do not make it go on for ever, or read beyond.
    const torn = associate([2, 'u', Buffer.from('p')]);
    torn.writeUInt16BE(0xffff, torn.length - 3);
    expect(new DimseMask().mask(torn)).toHaveLength(torn.length);
  });
});

/** A-ASSOCIATE-RQ with nothing but a user identity (PS3.8 9.3.2, PS3.7 D.3.3.7). */
function associate([type, primary, secondary]: [type: number, primary: string, secondary: Buffer]): Buffer {
  const sized = (bytes: Buffer) => Buffer.concat([Buffer.from([bytes.length >> 8, bytes.length & 255]), bytes]);
  const item = (kind: number, bytes: Buffer) => Buffer.concat([Buffer.from([kind, 0]), sized(bytes)]);
  const identity = Buffer.concat([Buffer.from([type, 0]), sized(Buffer.from(primary)), sized(secondary)]);
  const user = item(0x50, Buffer.concat([item(0x51, Buffer.from([0, 0, 64, 0])), item(0x58, identity)]));
  const rest = Buffer.concat([Buffer.alloc(68, 0x20), item(0x10, Buffer.from('1.2.840.10008.3.1.1.1')), user]);
  const head = Buffer.from([1, 0, 0, 0, 0, 0]);
  head.writeUInt32BE(rest.length, 2);
  return Buffer.concat([head, rest]);
}
