import { isAscii } from 'node:buffer';

/** HL7 table 0211, the values that are met in practice, and the encodings that read them. */
const ENCODINGS: Record<string, string> = {
  '': 'ascii',
  ASCII: 'ascii',
  '8859/1': 'latin1',
  '8859/2': 'iso-8859-2',
  '8859/3': 'iso-8859-3',
  '8859/4': 'iso-8859-4',
  '8859/5': 'iso-8859-5',
  '8859/6': 'iso-8859-6',
  '8859/7': 'iso-8859-7',
  '8859/8': 'iso-8859-8',
  '8859/9': 'windows-1254',
  '8859/15': 'iso-8859-15',
  'UNICODE UTF-8': 'utf-8',
  'UTF-8': 'utf-8',
  UNICODE: 'utf-8',
  'GB 18030-2000': 'gb18030',
  'KS X 1001': 'euc-kr',
  'ISO IR6': 'ascii',
  'ISO IR87': 'iso-2022-jp',
  'CNS 11643-1992': 'big5',
  'BIG-5': 'big5',
};

/** The only one of them in which ASCII bytes may mean something else, after an escape sequence. */
const SHIFTING = 'iso-2022-jp';

export interface DecodedMessage {
  text: string;
  /** The encoding that was used. */
  decodedAs: string;
  /** Bytes that the declared character set does not have, or a character set that table 0211 does not have. */
  invalid: boolean;
}

/**
 * Decodes by MSH-18 (its first repetition is the default character set). Where none is declared ASCII holds; other bytes
 * are then read as UTF-8 if they are that, else as Latin 1, and `invalid` is set.
 */
export function decodeHl7(bytes: Uint8Array, declared: string): DecodedMessage {
  const name = (declared.split('~', 1)[0] ?? '').trim().toUpperCase();
  const encoding = ENCODINGS[name];
  const ascii = encoding !== SHIFTING && isAscii(bytes);
  if (encoding !== undefined && encoding !== 'ascii') {
    const text = decode(bytes, ascii ? 'latin1' : encoding);
    return { text, decodedAs: encoding, invalid: text.includes('\uFFFD') };
  }
  if (ascii) return { text: decode(bytes, 'latin1'), decodedAs: 'ascii', invalid: encoding === undefined };
  const utf8 = decode(bytes, 'utf-8');
  return utf8.includes('\uFFFD')
    ? { text: decode(bytes, 'latin1'), decodedAs: 'latin1', invalid: true }
    : { text: utf8, decodedAs: 'utf-8', invalid: true };
}

function decode(bytes: Uint8Array, encoding: string): string {
  if (encoding === 'latin1') return viewOf(bytes).toString('latin1');
  return new TextDecoder(encoding, { ignoreBOM: true }).decode(bytes);
}

/** The same bytes with Buffer's methods, not a copy. */
export function viewOf(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
