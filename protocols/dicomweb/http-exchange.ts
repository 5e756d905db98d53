import { readFileSync } from 'node:fs';
import * as http from 'node:http';
import * as https from 'node:https';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { HttpPeer } from '../../model/actors';
import { connectionError, DicomWebError } from './errors';

export interface HttpRequest {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Appended to the peer's base URL; begins with `/`. */
  path: string;
  headers?: Record<string, string>;
  body?: AsyncIterable<Uint8Array> | Uint8Array;
}

export interface HttpAnswer {
  status: number;
  headers: http.IncomingHttpHeaders;
  /** Ends with an error when the deadline passes or the connection breaks. */
  body: Readable;
}

export interface HttpCaller {
  /** Who calls, for messages: `AI platform`. */
  from: string;
  peer: HttpPeer;
  /** For the whole exchange, body included. */
  timeoutMs: number;
}

/**
 * One HTTP exchange on a connection of its own. node's own client and not fetch: fetch takes no CA of ours, and no
 * connection may outlive the exchange.
 * @param use reads the answer; the connection is closed when it returns or throws
 * @throws DicomWebError 'unreachable' | 'timeout' | 'tls' | 'malformed'
 */
export async function exchange<T>(
  caller: HttpCaller,
  request: HttpRequest,
  use: (answer: HttpAnswer) => Promise<T>,
): Promise<T> {
  const { peer, from, timeoutMs } = caller;
  const url = parseUrl(from, peer.baseUrl + request.path);
  const deadline = AbortSignal.timeout(timeoutMs);
  const secure = url.protocol === 'https:';
  const options: https.RequestOptions = {
    method: request.method,
    headers: { 'User-Agent': 'airworthy', ...request.headers },
    agent: false,
    signal: deadline,
    ...(secure ? tlsOptions(from, peer) : {}),
  };
  const outgoing = (secure ? https : http).request(url, options);
  try {
    const [incoming] = await Promise.all([answered(outgoing), send(outgoing, request.body)]);
    return await use({ status: incoming.statusCode ?? 0, headers: incoming.headers, body: incoming });
  } catch (error) {
    if (!isTransport(error)) throw error;
    throw connectionError(from, url.href, deadline.aborted ? deadline.reason : error, timeoutMs);
  } finally {
    outgoing.destroy();
  }
}

/** The whole body, refused beyond `limit` bytes. */
export async function readAll(body: AsyncIterable<Uint8Array>, limit: number, what: string): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body) {
    length += chunk.length;
    if (length > limit) throw new DicomWebError('malformed', `${what} exceeds ${limit} bytes and was not read`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function answered(outgoing: http.ClientRequest): Promise<http.IncomingMessage> {
  return new Promise((resolve, reject) => {
    outgoing.on('response', resolve);
    outgoing.on('error', reject);
  });
}

/** A server may answer, and close, before it has read everything: then its answer counts and not our broken pipe. */
async function send(outgoing: http.ClientRequest, body: HttpRequest['body']): Promise<void> {
  if (body === undefined || body instanceof Uint8Array) {
    outgoing.end(body);
    return;
  }
  let answeredEarly = false;
  outgoing.once('response', () => (answeredEarly = true));
  try {
    await pipeline(Readable.from(body, { objectMode: false }), outgoing);
  } catch (error) {
    if (!answeredEarly) throw error;
  }
}

function parseUrl(from: string, text: string): URL {
  if (!URL.canParse(text) || !/^https?:/.test(text)) {
    throw new DicomWebError('unreachable', `${from} cannot use "${text}" as an address: it must begin with http(s)://`);
  }
  return new URL(text);
}

function tlsOptions(from: string, peer: HttpPeer): https.RequestOptions {
  const { ca, certificate, key, minVersion } = peer.tls ?? {};
  const read = (file: string): Buffer => {
    try {
      return readFileSync(file);
    } catch (error) {
      const reason = (error as Error).message;
      throw new DicomWebError('tls', `${from} cannot read its TLS file: ${reason}`, undefined, { cause: error });
    }
  };
  return {
    ...(ca ? { ca: read(ca) } : {}),
    ...(certificate ? { cert: read(certificate) } : {}),
    ...(key ? { key: read(key) } : {}),
    minVersion: minVersion ?? 'TLSv1.2',
  };
}

function isTransport(error: unknown): boolean {
  const { code, name } = error as NodeJS.ErrnoException;
  return typeof code === 'string'
    ? !(error instanceof DicomWebError)
    : name === 'AbortError' || name === 'TimeoutError';
}
