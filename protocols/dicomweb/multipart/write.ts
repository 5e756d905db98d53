import { randomBytes } from 'node:crypto';

export interface OutgoingPart {
  /** E.g. `application/dicom; transfer-syntax=1.2.840.10008.1.2.1`. */
  contentType: string;
  headers?: Record<string, string>;
  body: Uint8Array | AsyncIterable<Uint8Array>;
}

/** 128 random bits: no content can be made to hold it. */
export function newBoundary(): string {
  return `airworthy-${randomBytes(16).toString('hex')}`;
}

/** Content-Type for `multipart/related` (RFC 2387): `type` names the media type of the parts. */
export function multipartRelated(type: string, boundary: string): string {
  return `multipart/related; type="${type}"; boundary=${boundary}`;
}

/** Writes a multipart message part by part; nothing is read from a part before its turn comes. */
export async function* writeMultipart(
  parts: Iterable<OutgoingPart> | AsyncIterable<OutgoingPart>,
  boundary: string,
): AsyncGenerator<Uint8Array> {
  for await (const part of parts) {
    const headers = { 'Content-Type': part.contentType, ...part.headers };
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value.replace(/[\r\n]+/g, ' ')}`);
    yield Buffer.from(`--${boundary}\r\n${lines.join('\r\n')}\r\n\r\n`, 'latin1');
    if (part.body instanceof Uint8Array) yield part.body;
    else yield* part.body;
    yield Buffer.from('\r\n', 'latin1');
  }
  yield Buffer.from(`--${boundary}--\r\n`, 'latin1');
}
