import { describe, expect, it } from 'vitest';
import { withPdf } from '../../evidence/pdf/read-pdf';
import type { PdfReading } from '../../model/dicom/pdf';
import { readDicom } from '../../model/dicom/reader';
import { encodePart10 } from '../../tests/kit/dicom-bytes';
import { encapsulatedPdf } from '../../tests/kit/objects';
import { pdfOf, shown } from '../../tests/kit/pdf';
import { checkEncapsulatedPdf } from './encapsulated-pdf';

const GOOD = pdfOf(shown('Declaration'));

function rulesOf(document: Uint8Array | string, changes = {}, pdf?: PdfReading): string[] {
  const natural = { ...encapsulatedPdf(), EncapsulatedDocument: Buffer.from(document as Uint8Array), ...changes };
  const object = withPdf(readDicom(encodePart10(natural)));
  return checkEncapsulatedPdf(pdf ? { ...object, pdf } : object).map(({ rule }) => rule);
}

describe('an encapsulated PDF', () => {
  it('is a whole PDF', () => {
    expect(rulesOf(GOOD)).toEqual([]);
    expect(rulesOf(GOOD, { EncapsulatedDocumentLength: GOOD.length })).toEqual([]);
  });

  it.each([
    ['garbage', 'x'.repeat(1001), 'pdf/header'],
    ['a web page', '<html>%%EOF', 'pdf/header'],
    ['a PDF that was cut off', GOOD.subarray(0, 300), 'pdf/trailer'],
    ['nothing between header and end', '%PDF-1.4\n1 0 obj\n%%EOF\n', 'pdf/opens'],
  ])('is not %s, and one thing is said of it', (_, document, rule) => {
    expect(rulesOf(document)).toEqual([rule]);
  });

  it('has the length that is declared', () => {
    expect(rulesOf(GOOD, { EncapsulatedDocumentLength: 7 })).toEqual(['pdf/length']);
  });

  it('can be read by everyone, in a reasonable time', () => {
    const locked: PdfReading = { problem: { kind: 'locked', detail: 'No password given' } };
    expect(rulesOf(GOOD, {}, locked)).toEqual(['pdf/opens-without-password']);
    const endless: PdfReading = { problem: { kind: 'too-much', detail: 'it is not read after 8 s' } };
    expect(rulesOf(GOOD, {}, endless)).toEqual(['pdf/read-within-bounds']);
  });
});
