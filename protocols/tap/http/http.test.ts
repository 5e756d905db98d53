import { createServer as createHttp, request, type IncomingMessage, type RequestOptions, type Server } from 'node:http';
import { gzipSync } from 'node:zlib';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { realFile } from '../../../tests/kit/real-files';
import { sendSlowly, Tapping } from '../../../tests/kit/tapping';
import type { Tap } from '../tap';

const t = new Tapping();
type Answer = Parameters<typeof createHttp>[1];

/** A Node HTTP server behind a tap. */
async function link(answer: Answer, limits = {}): Promise<Tap> {
  const server: Server = createHttp({ keepAliveTimeout: 5000 }, answer);
  const port = await t.serve(() => {}, server);
  return t.tap('dicomweb', port, { limits });
}

function ask(tap: Tap, options: RequestOptions, body?: Buffer): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const asked = request({ ...tap.address, agent: false, ...options }, (response) => {
      response.resume().on('end', () => resolve(response));
    });
    asked.on('error', reject);
    asked.end(body);
  });
}

/** Bytes as they are to a server that answers whatever ends so. */
async function sendRaw(bytes: string, size: number, answers: number): Promise<void> {
  const port = await t.serve((socket) =>
    socket
      .on('data', () => {})
      .on('end', () => {
        socket.end('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}'.repeat(answers));
      }),
  );
  const socket = t.client(await t.tap('dicomweb', port));
  socket.resume();
  await sendSlowly(socket, Buffer.from(bytes, 'latin1'), size);
  socket.end();
  await t.until('connection.closed');
}

const multipart = (parts: [headers: string, body: Buffer][], end = '\r\n--B--\r\n'): Buffer =>
  Buffer.concat([
    Buffer.from('preamble'),
    ...parts.flatMap(([headers, body]) => [Buffer.from(`\r\n--B\r\n${headers}\r\n\r\n`), body]),
    Buffer.from(end),
  ]);
const STOW = { 'content-type': 'multipart/related; type="application/dicom"; boundary=B' };
const DICOM = 'Content-Type: application/dicom';

describe('an HTTP link', () => {
  const objects = ['ct-3slice/01.dcm', 'highdicom/sr_document.dcm'].map((name) => readFileSync(realFile(name)));

  it.each([[1], [97], [65_536]])('splits STOW-RS bodies sent in pieces of %i bytes, byte for byte', async (size) => {
    // Something that looks like a delimiter and is none, and a body that a delimiter could hide in.
    const tricky = Buffer.from('\r\n--\r\n--A\r\n-\r\n--');
    const [ct, sr] = objects as [Buffer, Buffer];
    const first = size === 65_536 ? ct : sr.subarray(0, 2000);
    const body = multipart([
      [`Content-Length: ${first.length}\r\n${DICOM}; transfer-syntax=1.2.840.10008.1.2.1`, first],
      ['Content-Type: application/dicom+json', Buffer.from('[]')],
      [DICOM.toUpperCase().replace('APPLICATION/DICOM', 'Application/Dicom'), tricky],
      [DICOM, sr.subarray(0, 3000)],
    ]);
    const head = `POST /studies HTTP/1.1\r\nHost: x\r\nContent-Type: ${STOW['content-type']}\r\nContent-Length: ${body.length}\r\n\r\n`;
    await sendRaw(head + body.toString('latin1'), size, 1);
    const [event] = t.events('http.request');
    const sent = [first, tricky, sr.subarray(0, 3000)];
    expect(event?.parts?.map((part, index) => sent[index]?.equals(t.read(part)))).toEqual([true, true, true]);
    expect(t.read(event?.body).equals(body)).toBe(true);
    expect(event?.parts?.[2]?.file).toMatch(/^objects\/\d+-[0-9.]+\.dcm$/);
    expect(t.events('http.response')).toMatchObject([{ exchange: 1, status: 200 }]);
  });

  it('leaves out a part that did not come whole', async () => {
    const body = multipart(
      [
        [DICOM, Buffer.from('ONE')],
        [DICOM, Buffer.from('TWO')],
      ],
      '',
    );
    const tap = await link((_request, response) => response.end());
    await ask(tap, { method: 'POST', path: '/studies', headers: STOW }, body);
    expect(t.events('http.request')[0]?.parts?.map((part) => t.read(part).toString())).toEqual(['ONE']);
    expect(readdirSync(join(t.recording.dir, 'objects'))).toHaveLength(1);
  });

  it('takes a body that is one object, and the parts of a WADO-RS answer', async () => {
    const [ct, sr] = objects as [Buffer, Buffer];
    const tap = await link((_request, response) => response.writeHead(200, STOW).end(multipart([[DICOM, ct]])));
    await ask(tap, { method: 'POST', path: '/studies', headers: { 'content-type': 'application/dicom' } }, sr);
    expect(t.events('http.request')[0]?.parts?.map((part) => t.read(part).equals(sr))).toEqual([true]);
    expect(t.events('http.response')[0]?.parts?.map((part) => t.read(part).equals(ct))).toEqual([true]);
  });

  it('takes content coding off, and keeps the body as it was sent', async () => {
    const text = Buffer.from(JSON.stringify({ resourceType: 'Observation', note: 'x'.repeat(500) }));
    const coded = gzipSync(text);
    const headers = { 'content-type': 'application/fhir+json', 'content-encoding': 'gzip' };
    const tap = await link((_request, response) => response.writeHead(201, headers).end(Buffer.from('no gzip')));
    await ask(tap, { method: 'POST', path: '/Observation', headers }, coded);
    const [event] = t.events('http.request');
    expect(t.read(event?.body).equals(text)).toBe(true);
    expect(t.read(event?.encodedBody).equals(coded)).toBe(true);
    expect(event?.body?.file).toMatch(/\.json$/);
    const [answer] = t.events('http.response');
    expect(t.read(answer?.body).toString()).toBe('no gzip');
    expect(answer?.encodedBody).toBeUndefined();
  });

  it('pairs exchanges on a connection that is kept: HEAD, 1xx, 204, chunks, pipelining', async () => {
    const port = await t.serve((socket) =>
      socket.once('data', () =>
        socket.end(
          'HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n' +
            'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n' +
            'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\none\r\n2;x=y\r\n!!\r\n0\r\nTrailer: x\r\n\r\n' +
            'HTTP/1.0 404 Not Found\r\n\r\nuntil the end',
        ),
      ),
    );
    const socket = t.client(await t.tap('http', port));
    socket.resume().on('end', () => socket.end());
    const get = (path: string, method = 'GET') => `${method} ${path} HTTP/1.1\r\nHost: x\r\n\r\n`;
    socket.write(get('/1', 'HEAD') + get('/2') + get('/3') + get('/4'));
    await t.until('connection.closed');
    expect(t.events('http.request').map(({ exchange, method, target }) => [exchange, method, target])).toEqual([
      ...[
        [1, 'HEAD', '/1'],
        [2, 'GET', '/2'],
        [3, 'GET', '/3'],
        [4, 'GET', '/4'],
      ],
    ]);
    expect(
      t
        .events('http.response')
        .map(({ exchange, status, body }) => [exchange, status, body && t.read(body).toString()]),
    ).toEqual([
      [1, 200, undefined],
      [2, 204, undefined],
      [3, 200, 'one!!'],
      [4, 404, 'until the end'],
    ]);
  });

  it('takes a chunked request that offers HTTP/2, as Java sends it', async () => {
    const offer =
      'Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAEAAEAAAAIAAAABAAMAAABkAAQBAAAAAAUAAEAA\r\n';
    await sendRaw(
      `POST /a HTTP/1.1\r\nHost: x\r\n${offer}Transfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\nGET /b HTTP/1.1\r\n\r\n`,
      5,
      2,
    );
    expect(t.events('http.request').map(({ target, headers }) => [target, headers['upgrade']])).toEqual([
      ['/a', 'h2c'],
      ['/b', undefined],
    ]);
    expect(t.read(t.events('http.request')[0]?.body).toString()).toBe('hi');
    expect(t.events('connection.undecodable')).toEqual([]);
  });

  it('keeps secrets out of the journal', async () => {
    const tap = await link((_request, response) =>
      response.writeHead(200, { 'set-cookie': ['a=SECRET', 'b=SECRET'] }).end(),
    );
    const headers = {
      authorization: 'Bearer SECRET',
      cookie: 'SECRET',
      'x-api-key': 'SECRET',
      'x-auth-token': 'SECRET',
    };
    await ask(tap, { path: '/studies?access_token=SECRET&PatientID=1', headers });
    expect(t.events('http.request')[0]).toMatchObject({
      target: '/studies?access_token=(not recorded)&PatientID=1',
      headers: { authorization: '(not recorded)', host: expect.any(String) },
    });
    expect(readFileSync(join(t.recording.dir, 'journal.ndjson'), 'utf8')).not.toContain('SECRET');
  });

  it('says how much of a long body it did not keep', async () => {
    const tap = await link((asked, response) => asked.resume().on('end', () => response.end()), { bodyBytes: 100_000 });
    await ask(tap, { method: 'PUT', path: '/' }, Buffer.alloc(250_000, 'x'));
    expect(t.events('http.request')[0]).toMatchObject({ bodyOmitted: 150_000, body: { bytes: 100_000 } });
  });

  it('names the request that a connection ended in, and keeps no half file', async () => {
    const port = await t.serve((socket) => socket.resume().on('end', () => socket.end()));
    const socket = t.client(await t.tap('fhir', port));
    socket.end(`POST /Bundle?token=SECRET HTTP/1.1\r\nContent-Length: 200000\r\n\r\n${'x'.repeat(100_000)}`);
    socket.resume();
    await t.until('connection.closed');
    expect(t.events('connection.undecodable')).toMatchObject([
      { reason: 'the connection ended within an HTTP request (POST /Bundle?token=(not recorded))', atByte: 0 },
    ]);
    expect(readdirSync(join(t.recording.dir, 'bodies'))).toEqual([]);
  });

  it.each([
    ['TLS', '\x16\x03\x01\x02\x00\x01', /^TLS came instead of HTTP\/1.1/],
    ['HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', /^HTTP\/2 came instead/],
    ['noise', 'hello\r\n\r\n', /first line is neither/],
    ['two lengths', 'POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nx', /two different values/],
  ])('passes %s on, and says what it is', async (_name, text, reason) => {
    await sendRaw(text, text.length, 0);
    expect(t.events('connection.undecodable')).toMatchObject([
      { sender: 'client', reason: expect.stringMatching(reason) },
    ]);
    expect((await t.until('connection.closed')).bytesFromClient).toBe(text.length);
  });
});
