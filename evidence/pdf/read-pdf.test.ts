import { constants, deflateRawSync, deflateSync } from 'node:zlib';
import fc from 'fast-check';
import PDFDocument from 'pdfkit';
import { describe, expect, it } from 'vitest';
import type { DicomObject } from '../../model/dicom/object';
import { readDicom } from '../../model/dicom/reader';
import type { PdfReading } from '../../model/dicom/pdf';
import { encodePart10 } from '../../tests/kit/dicom-bytes';
import { FONT, pdfFrom, pdfOf, shown, streamOf } from '../../tests/kit/pdf';
import { readPdfAhead, withPdf } from './read-pdf';

const SOP_CLASS = '1.2.840.10008.5.1.4.1.1.104.1';
const DEFLATED = '/Filter/FlateDecode';

function objectOf(document: Uint8Array | string, SOPClassUID = SOP_CLASS): DicomObject {
  const bytes = Buffer.from(document as Uint8Array);
  const value = bytes.length % 2 === 0 ? bytes : Buffer.concat([bytes, Buffer.alloc(1)]);
  const natural = { SOPClassUID, SOPInstanceUID: '2.25.1', EncapsulatedDocument: { vr: 'OB', value } };
  return readDicom(encodePart10(natural));
}

const readingOf = (document: Uint8Array | string, sopClass = SOP_CLASS): PdfReading | undefined =>
  withPdf(objectOf(document, sopClass)).pdf;

function written(options: PDFKit.PDFDocumentOptions, ...lines: string[]): Promise<Buffer> {
  return new Promise((resolve) => {
    const document = new PDFDocument(options);
    const chunks: Buffer[] = [];
    document.on('data', (chunk: Buffer) => chunks.push(chunk));
    document.on('end', () => resolve(Buffer.concat(chunks)));
    for (const line of lines) document.text(line);
    document.end();
  });
}

/** A stream that unpacks to a GiB of blanks. */
function bomb(): Buffer {
  const part = deflateRawSync(Buffer.alloc(16 * 1024 * 1024, ' '), { finishFlush: constants.Z_FULL_FLUSH });
  const parts = Array.from({ length: 64 }, () => part);
  return Buffer.concat([Buffer.from([0x78, 0x9c]), ...parts, Buffer.from([3, 0, 0, 0, 0, 0])]);
}

/** Each form shows the next one a hundred times, and the last one lines: too few would be taken for none. */
function nestedForms(levels = 8): Buffer {
  const first = 5;
  const resources = (next: number): string => `/Resources<</Font<</F1 4 0 R>>/XObject<</X ${next} 0 R>>>>`;
  const forms = Array.from({ length: levels }, (_, i) =>
    streamOf('/X Do '.repeat(100), `/Type/XObject/Subtype/Form/BBox[0 0 612 792]${resources(first + i + 1)}`),
  );
  return pdfFrom([
    '<</Type/Catalog/Pages 2 0 R>>',
    '<</Type/Pages/Kids[3 0 R]/Count 1>>',
    `<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents ${first + levels + 1} 0 R${resources(first)}>>`,
    FONT,
    ...forms,
    streamOf(shown('x').repeat(30), `/Type/XObject/Subtype/Form/BBox[0 0 612 792]${resources(first)}`),
    streamOf('/X Do'),
  ]);
}

describe('the text of an encapsulated PDF', () => {
  it('is read line by line, also from a deflated stream and beyond ASCII', async () => {
    expect(readingOf(pdfOf(shown('Software version')))).toEqual({ text: 'Software version' });
    expect(readingOf(pdfOf(deflateSync(shown('Software version')), DEFLATED))).toEqual({ text: 'Software version' });
    expect(readingOf(await written({}, 'Sensitivity 92 %', 'Gerät für Köpfe'))).toEqual({
      text: 'Sensitivity 92 %\nGerät für Köpfe',
    });
  });

  it('is read where only changing the document is locked', async () => {
    expect(readingOf(await written({ ownerPassword: 'b' }, 'For everyone'))).toEqual({ text: 'For everyone' });
  });

  it('is not told from an empty page', () => {
    expect(readingOf(pdfOf())).toEqual({});
  });

  it('is not looked for in other objects, nor where there is none', () => {
    expect(readingOf(pdfOf(shown('Software version')), '1.2.840.10008.5.1.4.1.1.104.2')).toBeUndefined();
    expect(readingOf('')).toBeUndefined();
  });

  it('asks for a password that nobody has', async () => {
    const reading = readingOf(await written({ userPassword: 'a' }, 'Secret'));
    expect(reading).toMatchObject({ problem: { kind: 'locked' } });
  });

  it.each([
    ['garbage', 'x'.repeat(1000)],
    ['a document cut off in its stream', pdfOf(shown('Software version')).subarray(0, 300)],
    ['dictionaries that never end', `%PDF-1.4\n${'<<'.repeat(500_000)}${'>>'.repeat(500_000)}`],
    ['the keyword again and again', `%PDF-1.4\n${'stream'.repeat(200_000)}`],
    ['the same object again and again', `%PDF-1.4\n${'1 0 obj\n'.repeat(200_000)}trailer<</Root 1 0 R>>\n%%EOF`],
  ])('is not told from %s', (_, document) => {
    expect(readingOf(document)).toMatchObject({ problem: { kind: 'broken' } });
  });

  it.each([
    ['a number that never ends', pdfOf(`${'1'.repeat(200_000)}x Tj`)],
    ['arrays that never end', pdfOf('['.repeat(1_000_000))],
    ['a stream that is not deflated as it says', pdfOf('no zlib', DEFLATED)],
    [
      'pages that are their own pages',
      pdfFrom(['<</Type/Catalog/Pages 2 0 R>>', '<</Type/Pages/Kids[2 0 R]/Count 999999999>>']),
    ],
    [
      'a script',
      pdfFrom([
        '<</Type/Catalog/Pages 2 0 R/OpenAction<</S/JavaScript/JS(while\\(1\\){})>>>>',
        '<</Type/Pages/Kids[]/Count 0>>',
      ]),
    ],
  ])('is not told from %s, without end or crash', (_, document) => {
    expect(readingOf(document)?.text).toBeUndefined();
  });

  it.each([
    ['unpacks to a GiB', () => pdfOf(bomb(), DEFLATED)],
    ['shows lines without end', () => nestedForms()],
    ['is too large', () => Buffer.alloc(65 * 1024 * 1024, ' ')],
  ])('is given up where a document %s, and the next one is read', (_, document) => {
    expect(readingOf(document())).toMatchObject({ problem: { kind: 'too-much' } });
    expect(readingOf(pdfOf(shown(`After ${_}`)))).toEqual({ text: `After ${_}` });
  });

  it.each([
    ['unpacks to a GiB', () => pdfOf(bomb(), DEFLATED)],
    ['shows lines without end', () => nestedForms()],
  ])('read ahead keeps nobody waiting, where a document %s or not', async (_, document) => {
    const hostile = objectOf(document());
    const mild = objectOf(pdfOf(shown(`Beside ${_}`)));
    let longest = 0;
    let last = performance.now();
    const heart = setInterval(() => {
      longest = Math.max(longest, performance.now() - last);
      last = performance.now();
    }, 20);
    await Promise.all([readPdfAhead(hostile), readPdfAhead(mild)]);
    clearInterval(heart);
    // Of one core that others use as well; the limit of the document is eight seconds.
    expect(longest).toBeLessThan(4000);
    expect(withPdf(hostile).pdf?.problem?.kind).toBe('too-much');
    expect(withPdf(mild).pdf).toEqual({ text: `Beside ${_}` });
  });

  it('read at once is not blamed for another one that is being read ahead', async () => {
    const ahead = readPdfAhead(objectOf(nestedForms(7)));
    await new Promise(setImmediate);
    expect(readingOf(pdfOf(shown('At once')))).toEqual({ text: 'At once' });
    await ahead;
  });

  it('takes a document damaged anywhere', () => {
    const good = pdfOf(deflateSync(shown('Software version')), DEFLATED);
    const damage = fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(damage, (changes) => {
        const bad = Buffer.from(good);
        for (const [at, value] of changes) bad[at] = value;
        const { text, problem } = readingOf(bad) ?? {};
        expect(text === undefined || problem === undefined).toBe(true);
        expect(problem?.kind).not.toBe('too-much');
      }),
      { numRuns: 60 },
    );
  });
});
