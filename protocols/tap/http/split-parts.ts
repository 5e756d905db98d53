import { boundaryOf } from '../../dicomweb/multipart/read';

const LINE_END = Buffer.from('\r\n');
const BLANK_LINE = Buffer.from('\r\n\r\n');

/** The application/dicom parts of a whole multipart body, as views; [] where it is none or breaks the syntax. */
export function dicomPartsOf(contentType: string | undefined, body: Buffer): Buffer[] {
  let boundary: string;
  try {
    boundary = boundaryOf(contentType);
  } catch {
    return [];
  }
  const parts: Buffer[] = [];
  const delimiter = Buffer.from(`--${boundary}`);
  for (let at = body.indexOf(delimiter); at >= 0;) {
    const start = at + delimiter.length;
    const next = body.indexOf(Buffer.concat([LINE_END, delimiter]), start);
    if (next < 0) break;
    const part = body.subarray(start, next);
    const blank = part.indexOf(BLANK_LINE);
    const type = blank < 0 ? '' : part.toString('latin1', 0, blank);
    if (/^content-type:\s*application\/dicom\b(?!\+)/im.test(type))
      parts.push(part.subarray(blank + BLANK_LINE.length));
    at = next + LINE_END.length;
  }
  return parts;
}
