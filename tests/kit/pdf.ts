/** A PDF of one page as bytes, written by hand: `content` is its content stream, `filter` what that is encoded by. */
export const pdfOf = (content: Uint8Array | string = '', filter = ''): Buffer =>
  pdfFrom([
    '<</Type/Catalog/Pages 2 0 R>>',
    '<</Type/Pages/Kids[3 0 R]/Count 1>>',
    '<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>',
    streamOf(content, filter),
    FONT,
  ]);

export const FONT = '<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>';

/** A content stream that shows one line. */
export const shown = (text: string): string => `BT /F1 12 Tf 72 700 Td (${text}) Tj ET`;

export function streamOf(content: Uint8Array | string, entries = ''): Buffer {
  const bytes = Buffer.from(content as Uint8Array);
  const head = Buffer.from(`<</Length ${bytes.length}${entries}>>\nstream\n`);
  return Buffer.concat([head, bytes, Buffer.from('\nendstream')]);
}

/** The file around numbered objects, the first of which is the catalogue. */
export function pdfFrom(objects: readonly (Uint8Array | string)[]): Buffer {
  const parts = [Buffer.from('%PDF-1.4\n')];
  let at = 9;
  const entries = objects.map((body, i) => {
    const content = Buffer.from(body as Uint8Array);
    const part = Buffer.concat([Buffer.from(`${i + 1} 0 obj\n`), content, Buffer.from('\nendobj\n')]);
    const entry = `${String(at).padStart(10, '0')} 00000 n \n`;
    parts.push(part);
    at += part.length;
    return entry;
  });
  const size = objects.length + 1;
  const table = `xref\n0 ${size}\n0000000000 65535 f \n${entries.join('')}trailer\n<</Size ${size}/Root 1 0 R>>\n`;
  return Buffer.concat([...parts, Buffer.from(`${table}startxref\n${at}\n%%EOF\n`)]);
}
