import { isUtf8 } from 'node:buffer';
import { type ByteSource, chunksOf } from '../../model/byte-source';
import type { Pseudonyms } from './pseudonyms';

/** Longer than any word or UID. */
const LONGEST_WORD = 64 * 1024;
/** Between which a text may be cut: neither within a word or a UID, nor within a character. */
const isBetween = (byte: number): boolean => byte < 0x80 && !/[A-Za-z0-9.]/.test(String.fromCharCode(byte));
const BETWEEN = Uint8Array.from({ length: 256 }, (_, byte) => Number(isBetween(byte)));

/** Bytes of which nobody knows what they are, as text with the known names, identifiers and UIDs replaced, in pieces. */
export function* cleanText(source: ByteSource, pseudonyms: Pseudonyms, from = 0, to = source.size): Generator<Buffer> {
  let rest: Buffer = Buffer.alloc(0);
  for (const chunk of chunksOf(source, from, to - from)) {
    const bytes = Buffer.concat([rest, chunk]);
    const end = lastCut(bytes);
    rest = bytes.subarray(end);
    yield cleaned(bytes.subarray(0, end), pseudonyms);
  }
  yield cleaned(rest, pseudonyms);
}

function lastCut(bytes: Buffer): number {
  const least = Math.max(0, bytes.length - LONGEST_WORD);
  for (let at = bytes.length; at > least; at -= 1) if (BETWEEN[bytes[at - 1] as number] === 1) return at;
  return bytes.length > LONGEST_WORD ? bytes.length : 0;
}

function cleaned(bytes: Buffer, pseudonyms: Pseudonyms): Buffer {
  const encoding = isUtf8(bytes) ? 'utf8' : 'latin1';
  return Buffer.from(pseudonyms.clean(bytes.toString(encoding)), encoding);
}
