/** HL7 table 0211: single-byte sets that Node does not write itself, by the encoding that reads them. */
const SINGLE_BYTE: Record<string, string> = {
  '8859/2': 'iso-8859-2',
  '8859/3': 'iso-8859-3',
  '8859/4': 'iso-8859-4',
  '8859/5': 'iso-8859-5',
  '8859/6': 'iso-8859-6',
  '8859/7': 'iso-8859-7',
  '8859/8': 'iso-8859-8',
  '8859/9': 'windows-1254',
  '8859/15': 'iso-8859-15',
};

/**
 * Bytes of a message in the character set that its own MSH-18 declares (first repetition). UTF-8 where none is declared,
 * where the set is none that is written here, or where it lacks a character of the text: nothing is lost, and the
 * receiver can see that the declaration does not hold.
 */
export function encodeMessage(text: string): Buffer {
  const declared = declaredCharacterSet(text);
  const bytes = declared === '8859/1' ? latin1(text) : singleByte(text, SINGLE_BYTE[declared]);
  return bytes ?? Buffer.from(text, 'utf8');
}

function declaredCharacterSet(text: string): string {
  const separator = text.charAt(3);
  const end = text.search(/[\r\n]/);
  let at = 3;
  for (let field = 2; field < 18 && at >= 0; field++) at = text.indexOf(separator, at + 1);
  if (separator === '' || at < 0 || (end >= 0 && at > end)) return '';
  const declared = text.slice(at + 1, end < 0 ? text.length : end).split(separator, 1)[0] ?? '';
  return (declared.split('~', 1)[0] ?? '').trim().toUpperCase();
}

function latin1(text: string): Buffer | undefined {
  return /^[\0-\xff]*$/.test(text) ? Buffer.from(text, 'latin1') : undefined;
}

const tables = new Map<string, Map<string, number>>();

function singleByte(text: string, encoding: string | undefined): Buffer | undefined {
  if (encoding === undefined) return undefined;
  const table = tables.get(encoding) ?? tableOf(encoding);
  tables.set(encoding, table);
  const bytes = Buffer.alloc(text.length);
  for (let at = 0; at < text.length; at++) {
    const byte = table.get(text.charAt(at));
    if (byte === undefined) return undefined;
    bytes[at] = byte;
  }
  return bytes;
}

function tableOf(encoding: string): Map<string, number> {
  const decoder = new TextDecoder(encoding);
  const table = new Map<string, number>();
  for (let byte = 0; byte < 256; byte++) table.set(decoder.decode(Uint8Array.of(byte)), byte);
  table.delete('\uFFFD');
  return table;
}
