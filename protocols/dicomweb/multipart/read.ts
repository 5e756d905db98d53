import { parseMediaType } from '../media-type';
import { ByteWindow } from './byte-window';
import { MultipartError } from './multipart-error';

/** How much a peer may send before we stop reading. */
export interface MultipartLimits {
  maxParts: number;
  maxPartBytes: number;
  /** Header block of one part. */
  maxHeaderBytes: number;
}

export const DEFAULT_MULTIPART_LIMITS: MultipartLimits = {
  maxParts: 50_000,
  maxPartBytes: 4 * 1024 ** 3,
  maxHeaderBytes: 16 * 1024,
};

export interface IncomingPart {
  /** Names in lower case. */
  headers: Record<string, string>;
  /** To be read before the next part is asked for; what is left unread is skipped. */
  body: AsyncIterable<Buffer>;
}

const MAX_PREAMBLE_BYTES = 64 * 1024;
const MAX_EPILOGUE_BYTES = 64 * 1024;
const CRLF = '\r\n';

/** The boundary of a multipart Content-Type (RFC 2046 5.1.1). @throws MultipartError where there is none usable */
export function boundaryOf(contentType: string | undefined): string {
  const media = parseMediaType(contentType);
  if (!media?.type.startsWith('multipart/')) {
    throw new MultipartError(`the content type is "${(contentType ?? '').slice(0, 80)}" and not multipart/related`);
  }
  const boundary = media.parameters['boundary'] ?? '';
  if (!/^[0-9A-Za-z'()+_,./:=? -]{0,69}[0-9A-Za-z'()+_,./:=?-]$/.test(boundary)) {
    throw new MultipartError('the content type has no boundary of 1 to 70 allowed characters (RFC 2046 5.1.1)');
  }
  return boundary;
}

/**
 * Reads a multipart message (RFC 2046 5.1) as it arrives, holding no more than one chunk and one header block.
 * @throws MultipartError when the message breaks the syntax, a limit, or ends early
 */
export async function* readMultipart(
  source: AsyncIterable<Uint8Array>,
  boundary: string,
  limits: Partial<MultipartLimits> = {},
): AsyncGenerator<IncomingPart> {
  const { maxParts, maxPartBytes, maxHeaderBytes } = { ...DEFAULT_MULTIPART_LIMITS, ...limits };
  const delimiter = Buffer.from(`${CRLF}--${boundary}`, 'latin1');
  const window = new ByteWindow(source);
  // The first delimiter may open the message: give it the line end that every other one has.
  window.prepend(Buffer.from(CRLF));
  await skip(window.until(delimiter, MAX_PREAMBLE_BYTES, 'what stands before the first part'));
  for (let part = 1; await anotherPart(window); part++) {
    if (part > maxParts) throw new MultipartError(`it has more than ${maxParts} parts`);
    const headers = parseHeaders(await window.headerBlock(maxHeaderBytes));
    const body = window.until(delimiter, maxPartBytes, `part ${part}`);
    let finished = false;
    yield {
      headers,
      body: (async function* () {
        yield* body;
        finished = true;
      })(),
    };
    if (!finished) await skip(window.until(delimiter, maxPartBytes, `part ${part}`));
  }
  await window.drain(MAX_EPILOGUE_BYTES);
}

async function skip(chunks: AsyncIterable<Buffer>): Promise<void> {
  for await (const _ of chunks) continue;
}

/** After a delimiter: `--` ends the message, optional blanks and a line end open a part. */
async function anotherPart(window: ByteWindow): Promise<boolean> {
  const next = await window.take(2);
  if (next.toString('latin1') === '--') return false;
  let text = next.toString('latin1');
  while (!text.endsWith(CRLF)) {
    if (!/^[ \t]*\r?$/.test(text) || text.length > 80) {
      throw new MultipartError('a boundary line holds more than the boundary');
    }
    text += (await window.take(1)).toString('latin1');
  }
  if (!/^[ \t]*\r\n$/.test(text)) throw new MultipartError('a boundary line holds more than the boundary');
  return true;
}

function parseHeaders(block: Buffer): Record<string, string> {
  const headers: Record<string, string> = Object.create(null) as Record<string, string>;
  const unfolded = block.toString('latin1').replace(/\r\n[ \t]+/g, ' ');
  for (const line of unfolded.split(CRLF)) {
    if (line === '') continue;
    const colon = line.indexOf(':');
    if (colon <= 0) throw new MultipartError(`a part header has no name: "${line.slice(0, 60)}"`);
    headers[line.slice(0, colon).trim().toLowerCase()] ??= line.slice(colon + 1).trim();
  }
  return headers;
}
