import { createServer as createHttpServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTcpServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { DicomWebClient } from './client';
import { DicomWebError } from './errors';

const servers: { close(): void; closeAllConnections?(): void }[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections?.();
    server.close();
  }
});

async function listening(server: Server | ReturnType<typeof createTcpServer>): Promise<number> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

function clientOf(port: number, timeoutMs = 5000, scheme = 'http', more = {}): DicomWebClient {
  const peer = { baseUrl: `${scheme}://127.0.0.1:${port}/dicom-web` };
  return new DicomWebClient({ peer, timeoutMs, from: 'AI platform', ...more });
}

const answering = (listener: RequestListener): Promise<number> => listening(createHttpServer(listener));

async function failure(work: Promise<unknown>): Promise<DicomWebError> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(DicomWebError);
  return error as DicomWebError;
}

describe('a peer that cannot be talked to', () => {
  it('is unreachable when nothing listens', async () => {
    const port = await answering(() => undefined);
    servers.pop()?.close();
    const error = await failure(clientOf(port).searchForStudies());
    expect(error.code).toBe('unreachable');
    expect(error.message).toMatch(
      /^AI platform could not reach http:\/\/127\.0\.0\.1:\d+\/dicom-web\/studies: nothing listens there/,
    );
  });

  it('is late when it does not answer, or stops within the answer', async () => {
    const silent = await answering(() => undefined);
    expect((await failure(clientOf(silent, 200).searchForStudies())).code).toBe('timeout');
    const stalling = await answering((_request, response) => {
      response.writeHead(200, { 'Content-Type': 'application/dicom+json' });
      response.write('[');
    });
    const error = await failure(clientOf(stalling, 200).searchForStudies());
    expect(error.code).toBe('timeout');
    expect(error.message).toContain('within 0.2 s');
  });

  it('is a TLS matter when only one side speaks it', async () => {
    const plain = await answering((_request, response) => response.end());
    expect((await failure(clientOf(plain, 5000, 'https').searchForStudies())).code).toBe('tls');
  });

  it('is malformed when it does not speak HTTP', async () => {
    const port = await listening(createTcpServer((socket) => socket.end('MSH|^~\\&|\r\n\r\n')));
    expect((await failure(clientOf(port).searchForStudies())).code).toBe('malformed');
  });

  it('needs an address', async () => {
    const client = new DicomWebClient({ peer: { baseUrl: 'pacs:8042' }, timeoutMs: 100 });
    expect((await failure(client.searchForStudies())).message).toContain('must begin with http(s)://');
  });
});

describe('an answer that is not as it should be', () => {
  it('is told with its status and text, made safe to print', async () => {
    const port = await answering((_request, response) => response.writeHead(503).end('busy\u001b[31m\nlater'));
    const error = await failure(clientOf(port).searchForStudies({ PatientID: '1' }));
    expect(error).toMatchObject({ code: 'status', status: 503 });
    expect(error.message).toMatch(/studies\?PatientID=1 and was answered 503: busy \[31m later$/);
  });

  it('is malformed when it is no JSON, no array, or no multipart message', async () => {
    const bodies = ['<html>', '{}'];
    const port = await answering((_request, response) => response.end(bodies.shift() ?? ''));
    expect((await failure(clientOf(port).searchForStudies())).message).toContain('it is not JSON');
    expect((await failure(clientOf(port).searchForStudies())).message).toContain('not an array');
    const retrieval = clientOf(port).retrieve({ studyInstanceUid: '1.2' }, () => undefined);
    expect((await failure(retrieval)).message).toContain('not multipart/related');
  });

  it('is refused when it is larger than allowed', async () => {
    const port = await answering((_request, response) => response.end(`["${'x'.repeat(5000)}"]`));
    const error = await failure(clientOf(port, 5000, 'http', { maxBytes: 1000 }).searchForStudies());
    expect(error.message).toContain('exceeds 1000 bytes');
  });
});

describe('storing', () => {
  it('takes an answer that comes before everything was sent', async () => {
    const port = await answering((request, response) => {
      response.writeHead(413).end('too large');
      request.resume();
    });
    const many = Array.from({ length: 64 }, () => Buffer.alloc(1024 * 1024));
    expect(await failure(clientOf(port).store(many))).toMatchObject({ code: 'status', status: 413 });
  });

  it('rejects statuses that STOW-RS does not have', async () => {
    const port = await answering((request, response) =>
      request.resume().on('end', () => response.writeHead(201).end()),
    );
    expect(await failure(clientOf(port).store([Buffer.from('x')]))).toMatchObject({ code: 'status', status: 201 });
  });
});
