import { type ByteSource, CHUNK_BYTES, chunksOf, type OpenSource } from '../../model/byte-source';
import { redactObject } from './objects';
import type { Pseudonyms } from './pseudonyms';
import { cleanText } from './text';

const LEFT_OUT = Buffer.from('Left out of the redacted record: a body whose parts are files of their own.\n');
/** Enough of an object to be found by. */
const START_BYTES = 4096;

/**
 * A multipart body with its objects, which are files of their own, replaced where they lie, and the text around them cleaned; in
 * pieces, and with one of the objects open at a time.
 */
export function* redactMultipart(
  body: ByteSource,
  parts: readonly (() => OpenSource)[],
  pseudonyms: Pseudonyms,
): Generator<Buffer> {
  const places = placesOf(body, parts, pseudonyms);
  if (!places) return yield LEFT_OUT;
  let from = 0;
  for (const [index, { at, size }] of places.entries()) {
    yield* cleanText(body, pseudonyms, from, at);
    yield* opened(parts[index] as () => OpenSource, (part) => redactObject(part, pseudonyms));
    from = at + size;
  }
  yield* cleanText(body, pseudonyms, from);
}

interface Place {
  at: number;
  size: number;
}

/** Undefined where a part is not found as it is kept, or would not be as long as it was. Nothing is written before that is known. */
function placesOf(body: ByteSource, parts: readonly (() => OpenSource)[], pseudonyms: Pseudonyms): Place[] | undefined {
  const places: Place[] = [];
  let from = 0;
  for (const open of parts) {
    const part = open();
    try {
      // A part is kept with File Meta Information as it was sent, so it is found as it is.
      const at = find(body, part, from);
      if (at === undefined || lengthOf(redactObject(part, pseudonyms)) !== part.size) return undefined;
      places.push({ at, size: part.size });
      from = at + part.size;
    } finally {
      part.close();
    }
  }
  return places;
}

function find(body: ByteSource, part: ByteSource, from: number): number | undefined {
  const start = part.copy(0, START_BYTES);
  for (let at = from; at + part.size <= body.size;) {
    const window = body.read(at, CHUNK_BYTES);
    const found = window.indexOf(start);
    if (found >= 0 && isAt(body, at + found, part)) return at + found;
    at += found >= 0 ? found + 1 : Math.max(1, window.length - start.length + 1);
  }
  return undefined;
}

function isAt(body: ByteSource, at: number, part: ByteSource): boolean {
  if (at + part.size > body.size) return false;
  let done = 0;
  for (const chunk of chunksOf(part)) {
    if (!body.read(at + done, chunk.length).equals(chunk)) return false;
    done += chunk.length;
  }
  return true;
}

function lengthOf(pieces: Iterable<Buffer>): number {
  let length = 0;
  for (const piece of pieces) length += piece.length;
  return length;
}

function* opened(open: () => OpenSource, pieces: (source: OpenSource) => Iterable<Buffer>): Generator<Buffer> {
  const source = open();
  try {
    yield* pieces(source);
  } finally {
    source.close();
  }
}
