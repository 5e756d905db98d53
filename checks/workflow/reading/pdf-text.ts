import { inflateSync } from 'node:zlib';
import type { DicomObject } from '../../../model/dicom/object';

/** What a stream may unpack to; a declaration is a few pages. */
const MAX_STREAM_BYTES = 8 * 1024 * 1024;
const MAX_STREAMS = 400;
/** Characters of all streams together, after which no further one is unpacked. */
const MAX_TEXT_LENGTH = 4 * MAX_STREAM_BYTES;
const MAX_DICTIONARY_LENGTH = 4096;
const KEYWORD = 'stream';

/**
 * The text of an Encapsulated PDF, line by line, as far as its fonts have plain encodings; undefined where no text can be
 * told from it (scanned pages, fonts with encodings of their own, encryption).
 */
export function pdfText({ dataset }: DicomObject): string | undefined {
  const element = dataset.element('EncapsulatedDocument');
  if (!element || element.bytes.length === 0) return undefined;
  const source = Buffer.from(element.bytes).toString('latin1');
  if (source.includes('/Encrypt')) return undefined;
  const text = streamsOf(source)
    .filter((stream) => /\bT[jJ]\b/.test(stream))
    .map(shownText)
    .join('\n')
    .trim();
  const readable = text.replace(/[^\x20-\x7e\xa0-\xff\n]/g, '').length;
  return text.length > 0 && readable / text.length > 0.9 ? text : undefined;
}

/** Searched by keyword, as a pattern over the dictionaries takes for ever on a file that is made to mislead it. */
function streamsOf(source: string): string[] {
  const streams: string[] = [];
  let length = 0;
  let at = source.indexOf(KEYWORD);
  for (let tried = 0; at !== -1 && tried < MAX_STREAMS && length < MAX_TEXT_LENGTH;) {
    const start = at + KEYWORD.length;
    const before = source.slice(Math.max(0, at - MAX_DICTIONARY_LENGTH), at).trimEnd();
    const newLine = ['\n', '\r\n'].find((each) => source.startsWith(each, start));
    if (!before.endsWith('>>') || newLine === undefined) {
      at = source.indexOf(KEYWORD, start);
      continue;
    }
    tried += 1;
    const end = source.indexOf(`end${KEYWORD}`, start);
    if (end === -1) break;
    const raw = source.slice(start + newLine.length, end);
    const isDeflated = before.includes('/FlateDecode', before.lastIndexOf('obj'));
    const stream = isDeflated ? inflated(raw) : raw;
    if (stream !== undefined) streams.push(stream);
    length += stream?.length ?? 0;
    at = source.indexOf(KEYWORD, end + `end${KEYWORD}`.length);
  }
  return streams;
}

function inflated(raw: string): string | undefined {
  try {
    return inflateSync(Buffer.from(raw, 'latin1'), { maxOutputLength: MAX_STREAM_BYTES }).toString('latin1');
  } catch {
    // Not what it says it is; the rest of the document may still be read.
    return undefined;
  }
}

/** Operands of Tj, TJ, ' and " in the order of the page; a new line where the position moves (PDF 32000-1 9.4). */
function shownText(content: string): string {
  let out = '';
  const token =
    /\((?:\\[^]|[^\\()])*\)|<[0-9A-Fa-f\s]*>|(-?\d{0,9}\.?\d{1,9})(?=\s|[([<\]])|\b(?:Td|TD|Tm|BT|ET)\b|T\*|['"]/g;
  for (const [match, number] of content.matchAll(token)) {
    if (match.startsWith('(')) out += unescaped(match.slice(1, -1));
    else if (match.startsWith('<')) out += Buffer.from(match.slice(1, -1).replace(/\s/g, ''), 'hex').toString('latin1');
    else if (number === undefined) out += '\n';
    // In a TJ array a big step back is how a space is often set.
    else if (Number(number) < -200) out += ' ';
  }
  return out.replace(/\n{2,}/g, '\n');
}

const ESCAPES: Record<string, string> = { n: '\n', r: '\r', t: '\t', b: '', f: '' };

function unescaped(text: string): string {
  return text.replace(/\\([0-7]{1,3}|[^])/g, (_, code: string) =>
    /^[0-7]/.test(code) ? String.fromCharCode(parseInt(code, 8) & 0xff) : (ESCAPES[code] ?? code),
  );
}
