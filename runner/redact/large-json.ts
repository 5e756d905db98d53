import { type ByteSource, chunksOf } from '../../model/byte-source';
import { learnJson, redactJson } from './json';
import type { Pseudonyms } from './pseudonyms';
import { cleanText } from './text';

const MIB = 1024 * 1024;
/** What is longer is not read in one piece; a string of Node ends at 512 MiB. */
export const LARGE_BYTES = 256 * MIB;
/** What is longer and has no escapes in it is content, such as InlineBinary of DICOM JSON (PS3.18 F.2.7), and stays where it is. */
const LONG_STRING_BYTES = 64 * 1024;
const [QUOTE, BACKSLASH] = [0x22, 0x5c];

/** Private use characters, which are no words: the number of a long string between two marks. */
const markOf = (index: number): string =>
  `\uE000${[...String(index)].map((digit) => String.fromCharCode(0xe100 + Number(digit))).join('')}\uE001`;
const BASE64 = /^[A-Za-z0-9+/=]*$/;
const MARK = /\uE000([\uE100-\uE109]+)\uE001/g;
const indexIn = (digits: string): number => Number([...digits].map((digit) => digit.charCodeAt(0) - 0xe100).join(''));

interface Stretch {
  at: number;
  size: number;
}

/** JSON too long to be read at once: its long strings are left in the file, and all the rest is read. */
export class LargeJson {
  readonly #long: Stretch[];

  /** @throws Error, the end of a sentence, where even the rest is too long */
  constructor(
    private readonly source: ByteSource,
    mostRest = LARGE_BYTES,
  ) {
    this.#long = longStrings(source);
    const rest = this.#long.reduce((left, { size }) => left - size, source.size);
    if (rest > mostRest)
      throw new Error(
        `it is JSON of ${megabytes(source.size)}, of which ${megabytes(rest)} would have to be read at once, and no more than ${megabytes(mostRest)} can be. Let the system under test send less in one body, and run again, or pack the run without redacting it.`,
      );
  }

  learn(pseudonyms: Pseudonyms): void {
    learnJson(this.#parsed(), pseudonyms);
  }

  *redact(pseudonyms: Pseudonyms): Generator<Buffer> {
    const value = this.#parsed();
    if (value === undefined) return yield* cleanText(this.source, pseudonyms);
    const text = JSON.stringify(redactJson(value, pseudonyms));
    let from = 0;
    for (const { 0: mark, 1: digits = '', index } of text.matchAll(MARK)) {
      const long = this.#long[indexIn(digits)];
      if (!long) continue;
      yield Buffer.from(text.slice(from, index));
      yield* this.#redactLong(long, pseudonyms);
      from = index + mark.length;
    }
    yield Buffer.from(text.slice(from));
  }

  /** In base64 there are no words, though it may happen to have the letters of some. */
  #redactLong({ at, size }: Stretch, pseudonyms: Pseudonyms): Iterable<Buffer> {
    for (const chunk of chunksOf(this.source, at, size))
      if (!BASE64.test(chunk.toString('latin1'))) return cleanText(this.source, pseudonyms, at, at + size);
    return chunksOf(this.source, at, size);
  }

  /** Undefined where it is no JSON. */
  #parsed(): unknown {
    const pieces: Buffer[] = [];
    let from = 0;
    for (const [index, { at, size }] of this.#long.entries()) {
      pieces.push(this.source.copy(from, at - from), Buffer.from(markOf(index)));
      from = at + size;
    }
    pieces.push(this.source.copy(from, this.source.size - from));
    try {
      return JSON.parse(Buffer.concat(pieces).toString('utf8'));
    } catch {
      return undefined;
    }
  }
}

function longStrings(source: ByteSource): Stretch[] {
  const found: Stretch[] = [];
  let [base, begin, escapes, skip] = [0, -1, false, 0];
  for (const chunk of chunksOf(source)) {
    let at = skip;
    let nextEscape = chunk.indexOf(BACKSLASH);
    skip = 0;
    while (at < chunk.length) {
      const quote = chunk.indexOf(QUOTE, at);
      if (begin < 0) {
        if (quote < 0) break;
        [begin, escapes, at] = [base + quote + 1, false, quote + 1];
        continue;
      }
      if (nextEscape >= 0 && nextEscape < at) nextEscape = chunk.indexOf(BACKSLASH, at);
      if (nextEscape >= 0 && (quote < 0 || nextEscape < quote)) {
        [escapes, at] = [true, nextEscape + 2];
        // What is escaped stands in the next piece.
        if (at > chunk.length) skip = 1;
        continue;
      }
      if (quote < 0) break;
      const size = base + quote - begin;
      if (!escapes && size > LONG_STRING_BYTES) found.push({ at: begin, size });
      [begin, at] = [-1, quote + 1];
    }
    base += chunk.length;
  }
  return found;
}

const megabytes = (bytes: number): string => `${Math.ceil(bytes / MIB)} MiB`;
