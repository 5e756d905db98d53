import { ITEM, ITEM_END, SEQUENCE_END } from './frames';
import { type ElementHeader, type Encoding, readHeader, UNDEFINED_LENGTH } from './header';
import type { ByteSource } from '../byte-source';

const HEADER_BYTES = 12;

/** The header at a place of the file; its `valueAt` counts from the beginning of the file. */
export function headerAt(source: ByteSource, at: number, encoding: Encoding): ElementHeader | undefined {
  const bytes = source.read(at, HEADER_BYTES);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  // The end of the file, not of these bytes, is what a value may not go beyond.
  const header = readHeader(view, 0, source.size - at, encoding);
  if (header === undefined) return undefined;
  return { ...header, valueAt: header.valueAt + at };
}

/** The first byte after a sequence of undefined length; the end of the file where it is not closed. */
export function endOfSequence(source: ByteSource, start: number, encoding: Encoding): number {
  const open: Encoding[] = [encoding];
  let at = start;
  for (let inside = open.at(-1); inside !== undefined; inside = open.at(-1)) {
    const header = headerAt(source, at, inside);
    if (header === undefined || header.unreadable) return source.size;
    at = header.valueAt;
    if (header.tag === ITEM_END || header.tag === SEQUENCE_END) open.pop();
    else if (header.length !== UNDEFINED_LENGTH) at += header.length;
    else if (header.tag === ITEM) open.push(inside);
    // UN of undefined length holds implicit VR (PS3.5 6.2.2).
    else open.push(header.vr === 'UN' ? { explicit: false, littleEndian: true } : inside);
    if (at >= source.size) return source.size;
  }
  return at;
}

export interface Fragment {
  at: number;
  length: number;
}

/** The fragments of encapsulated Pixel Data (PS3.5 A.4) and the first byte after them. */
export function fragmentsAt(
  source: ByteSource,
  start: number,
  littleEndian: boolean,
): { items: Fragment[]; end: number } {
  const items: Fragment[] = [];
  let at = start;
  for (;;) {
    const header = headerAt(source, at, { explicit: false, littleEndian });
    if (header?.tag === SEQUENCE_END) return { items, end: header.valueAt };
    if (header === undefined || header.tag !== ITEM || header.length === UNDEFINED_LENGTH) return { items, end: at };
    const length = Math.min(header.length, source.size - header.valueAt);
    items.push({ at: header.valueAt, length });
    at = header.valueAt + length;
  }
}
