import type { DecodedText } from './charset';

/** Code extension by ISO 2022 escape sequences (PS3.5 6.1.2.5, PS3.3 tables C.12-3 and C.12-4). */
interface CodeElement {
  /** Decodes a run of bytes that this code element was designated for. */
  decode(bytes: Uint8Array): string;
}

const ASCII: CodeElement = { decode: (bytes) => Buffer.from(bytes).toString('latin1') };
const JIS_X_0201_KATAKANA: CodeElement = {
  decode: (bytes) =>
    [...bytes].map((b) => (b >= 0xa1 && b <= 0xdf ? String.fromCharCode(0xff61 + b - 0xa1) : '\uFFFD')).join(''),
};

const encoding = (label: string, prepare = (bytes: Uint8Array): Uint8Array => bytes): CodeElement => ({
  decode: (bytes) => new TextDecoder(label, { ignoreBOM: true }).decode(prepare(bytes)),
});
const LATIN_1: CodeElement = { decode: (bytes) => Buffer.from(bytes).toString('latin1') };
const setHighBits = (bytes: Uint8Array): Uint8Array => bytes.map((byte) => byte | 0x80);
/** EUC-JP writes JIS X 0212 as three bytes, the first being 8F. */
const asJis0212 = (bytes: Uint8Array): Uint8Array => {
  const out: number[] = [];
  for (let i = 0; i + 1 < bytes.length; i += 2) out.push(0x8f, (bytes[i] ?? 0) | 0x80, (bytes[i + 1] ?? 0) | 0x80);
  return Uint8Array.from(out);
};

const G1_OF: Record<string, CodeElement> = {
  '13': JIS_X_0201_KATAKANA,
  '58': encoding('gbk'),
  '100': LATIN_1,
  '101': encoding('iso-8859-2'),
  '109': encoding('iso-8859-3'),
  '110': encoding('iso-8859-4'),
  '126': encoding('iso-8859-7'),
  '127': encoding('iso-8859-6'),
  '138': encoding('iso-8859-8'),
  '144': encoding('iso-8859-5'),
  '148': encoding('windows-1254'),
  '149': encoding('euc-kr'),
  '166': encoding('windows-874'),
  '203': encoding('iso-8859-15'),
};

interface Designation {
  to: 'G0' | 'G1';
  element: CodeElement | undefined;
  multiByte: boolean;
}
const g0 = (element: CodeElement, multiByte = false): Designation => ({ to: 'G0', element, multiByte });
const g1 = (registration: string, multiByte = false): Designation => ({
  to: 'G1',
  element: G1_OF[registration],
  multiByte,
});

const ESCAPES: [sequence: string, designation: Designation][] = [
  ['(B', g0(ASCII)],
  ['(J', g0(ASCII)], // JIS X 0201 Romaji: yen at 5C, which stays the delimiter
  [')I', g1('13')],
  ['-A', g1('100')],
  ['-B', g1('101')],
  ['-C', g1('109')],
  ['-D', g1('110')],
  ['-F', g1('126')],
  ['-G', g1('127')],
  ['-H', g1('138')],
  ['-L', g1('144')],
  ['-M', g1('148')],
  ['-T', g1('166')],
  ['-b', g1('203')],
  ['$)A', g1('58', true)],
  ['$)C', g1('149', true)],
  ['$(D', g0(encoding('euc-jp', asJis0212), true)],
  ['$B', g0(encoding('euc-jp', setHighBits), true)],
];

/** Decodes text with code extensions; `characterSets` are the upper-case values of (0008,0005), first one initial. */
export function decodeIso2022(bytes: Uint8Array, characterSets: readonly string[], personName: boolean): DecodedText {
  const registration = /(\d+)$/.exec(characterSets[0] ?? '')?.[1] ?? '6';
  const initialG1 = G1_OF[registration];
  let left: CodeElement = ASCII;
  let leftIsMultiByte = false;
  let right = initialG1;
  let text = '';
  let unreadable = false;
  let at = 0;

  const isDelimiter = (byte: number): boolean =>
    byte === 0x0d ||
    byte === 0x0a ||
    byte === 0x0c ||
    byte === 0x09 ||
    byte === 0x5c ||
    (personName && (byte === 0x5e || byte === 0x3d));

  while (at < bytes.length) {
    const byte = bytes[at] ?? 0;
    if (byte === 0x1b) {
      const rest = Buffer.from(bytes.subarray(at + 1, at + 4)).toString('latin1');
      const escape = ESCAPES.find(([sequence]) => rest.startsWith(sequence));
      if (escape === undefined) {
        unreadable = true;
        text += '\uFFFD';
        at += 1;
        continue;
      }
      const [sequence, designation] = escape;
      at += 1 + sequence.length;
      if (designation.to === 'G1') right = designation.element;
      else {
        left = designation.element ?? ASCII;
        leftIsMultiByte = designation.multiByte;
      }
      continue;
    }
    if (byte < 0x21 || (!leftIsMultiByte && isDelimiter(byte))) {
      text += String.fromCharCode(byte);
      if (isDelimiter(byte)) [left, leftIsMultiByte] = [ASCII, false];
      at += 1;
      continue;
    }
    const high = byte >= 0x80;
    let end = at + 1;
    while (end < bytes.length && continues(bytes[end] ?? 0, high)) end += 1;
    const run = bytes.subarray(at, end);
    if (high && right === undefined) {
      unreadable = true;
      text += '\uFFFD'.repeat(run.length);
    } else text += (high ? (right ?? ASCII) : left).decode(run);
    at = end;
  }
  return { text, invalid: unreadable || text.includes('\uFFFD') };

  function continues(byte: number, high: boolean): boolean {
    if (high) return byte >= 0x80;
    return byte > 0x20 && byte < 0x80 && (leftIsMultiByte || !isDelimiter(byte));
  }
}
