import PDFDocument from 'pdfkit';
import type { Algorithm } from '../../../model/sut';
import { airw, codeSequence } from './codes';
import { percent } from './declaration-report';
import { dateOf, type Series, timeOf, writeObject } from './identity';
import type { BuildContext, ResultObject } from './types';

const SERIES: Series = {
  carrier: 'encapsulated-pdf',
  sopClassUid: '1.2.840.10008.5.1.4.1.1.104.1',
  modality: 'DOC',
  description: 'AI algorithm declaration (PDF)',
  number: 9009,
};
const TITLE = 'Declaration of the AI algorithm';

/** The declaration for human eyes (RCR l.168-170): the same figures as in the declaration report. */
export function declarationPdf(context: BuildContext): ResultObject {
  const document = pdfOf(context);
  return writeObject(context, SERIES, {
    ContentDate: dateOf(context.now),
    ContentTime: timeOf(context.now),
    AcquisitionDateTime: '',
    ConversionType: 'WSD',
    BurnedInAnnotation: 'NO',
    DocumentTitle: TITLE,
    ConceptNameCodeSequence: codeSequence(airw('DECLARATION', 'Algorithm declaration')),
    VerificationFlag: 'UNVERIFIED',
    MIMETypeOfEncapsulatedDocument: 'application/pdf',
    EncapsulatedDocumentLength: document.length,
    // Value lengths are even; the true one is beside it (PS3.3 C.24.2).
    EncapsulatedDocument: document.length % 2 === 0 ? document : Buffer.concat([document, Buffer.alloc(1)]),
  });
}

function pdfOf(context: BuildContext): Buffer {
  const { declared, intendedUse, limitations, now } = context;
  const pdf = new PDFDocument({ size: 'A4', margin: 56, info: { Title: TITLE, CreationDate: now } });
  pdf.font('Helvetica-Bold').fontSize(16).text(TITLE).moveDown(0.5);
  for (const algorithm of declared) {
    heading(pdf, `${algorithm.name}, version ${algorithm.version}`);
    pdf.text(`Manufacturer: ${algorithm.manufacturer}`);
    heading(pdf, 'Intended use');
    pdf.text(intendedUse.description);
    heading(pdf, 'Abnormalities evaluated, found or not');
    for (const line of performanceLines(algorithm)) pdf.text(line);
  }
  heading(pdf, 'Limitations');
  pdf.text(limitations);
  pdf.end();
  const bytes = pdf.read() as Buffer | null;
  if (!bytes) throw new Error('The declaration could not be written as PDF.');
  return bytes;
}

function heading(pdf: PDFKit.PDFDocument, text: string): void {
  pdf.moveDown(0.6).font('Helvetica-Bold').fontSize(12).text(text).font('Helvetica').fontSize(10);
}

function performanceLines({ abnormalities }: Algorithm): string[] {
  const said = (share: number | undefined) => (share === undefined ? 'not declared' : `${percent(share)} %`);
  return abnormalities.map(
    ({ code, sensitivity, specificity }) =>
      `${code.meaning}: sensitivity ${said(sensitivity)}, specificity ${said(specificity)}`,
  );
}
