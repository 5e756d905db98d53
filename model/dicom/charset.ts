import { decodeIso2022 } from './iso-2022';

/** Defined terms of Specific Character Set without code extensions (PS3.3 C.12.1.1.2, tables C.12-2 and C.12-5). */
const SINGLE: Record<string, string> = {
  'ISO_IR 100': 'latin1',
  'ISO_IR 101': 'iso-8859-2',
  'ISO_IR 109': 'iso-8859-3',
  'ISO_IR 110': 'iso-8859-4',
  'ISO_IR 144': 'iso-8859-5',
  'ISO_IR 127': 'iso-8859-6',
  'ISO_IR 126': 'iso-8859-7',
  'ISO_IR 138': 'iso-8859-8',
  'ISO_IR 148': 'windows-1254',
  'ISO_IR 166': 'windows-874',
  'ISO_IR 203': 'iso-8859-15',
  'ISO_IR 192': 'utf-8',
  GB18030: 'gb18030',
  GBK: 'gbk',
};

export interface DecodedText {
  text: string;
  /** Bytes that the declared character set does not have. */
  invalid: boolean;
  /** A character set was declared that DICOM does not define. */
  unknownCharacterSet?: string;
}

/**
 * Decodes text by the values of Specific Character Set (0008,0005) that hold for it (PS3.5 6.1); none means ASCII.
 * Never throws: bytes that cannot be decoded become U+FFFD and are reported. `personName` resets code extensions at
 * `^` and `=` too (PS3.5 6.1.2.5.3).
 */
export function decodeText(bytes: Uint8Array, characterSets: readonly string[], personName = false): DecodedText {
  if (isAscii(bytes)) return { text: latin1Of(bytes), invalid: false };
  const [first = '', ...more] = characterSets.map((term) => term.trim().toUpperCase());
  const encoding = SINGLE[first];
  if (encoding !== undefined && more.length === 0) return decodeWith(bytes, encoding);
  if (
    first === '' ||
    first === 'ISO_IR 6' ||
    first === 'ISO_IR 13' ||
    first.startsWith('ISO 2022') ||
    more.length > 0
  ) {
    return decodeIso2022(bytes, [first, ...more], personName);
  }
  return { ...decodeWith(bytes, 'latin1'), invalid: true, unknownCharacterSet: first };
}

/** Each byte as the character of its number, without a copy of them. */
export function latin1Of(bytes: Uint8Array): string {
  const buffer = Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return buffer.toString('latin1');
}

function decodeWith(bytes: Uint8Array, encoding: string): DecodedText {
  if (encoding === 'latin1') {
    const text = latin1Of(bytes);
    return { text, invalid: bytes.some((byte) => byte >= 0x80 && byte <= 0x9f) };
  }
  const text = new TextDecoder(encoding, { ignoreBOM: true }).decode(bytes);
  return { text, invalid: text.includes('\uFFFD') };
}

/** Printable ASCII and the control characters of PS3.5 6.1.3, ESC excepted. */
function isAscii(bytes: Uint8Array): boolean {
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] as number;
    if (byte >= 0x80 || byte === 0x1b) return false;
  }
  return true;
}

/** Whether a value of (0008,0005) is a defined term of the standard. */
export function isDefinedCharacterSet(term: string): boolean {
  return (
    term in SINGLE ||
    term === 'ISO_IR 13' ||
    /^ISO 2022 IR (6|13|58|87|100|101|109|110|126|127|138|144|148|149|159|166|203)$/.test(term)
  );
}
