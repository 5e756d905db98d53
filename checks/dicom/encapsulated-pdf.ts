import type { Finding } from '../../model/check';
import type { DicomObject } from '../../model/dicom/object';
import { find, type Rule } from './rule';

const HEADER: Rule = { id: 'pdf/header', clause: 'PS3.3 C.24.2', severity: 'error' };
const TRAILER: Rule = { id: 'pdf/trailer', clause: 'PS3.3 C.24.2', severity: 'error' };
const LENGTH: Rule = { id: 'pdf/length', clause: 'PS3.3 C.24.2', severity: 'error' };
const OPENS: Rule = { id: 'pdf/opens', clause: 'PS3.3 C.24.2, ISO 32000-1 7.5', severity: 'error' };
const LOCKED: Rule = { id: 'pdf/opens-without-password', clause: 'ISO 32000-1 7.6', severity: 'warning' };
/** Says: The encapsulated PDF could not be read: it is too large, or takes too much time or memory. */
const BOUNDED: Rule = { id: 'pdf/read-within-bounds', clause: 'airworthy check', severity: 'warning' };

/** Readers look for %%EOF in the last kilobyte, and accept a header that is not at the very start. */
const SEARCHED_BYTES = 1024;
const PATH = 'EncapsulatedDocument';

/** Encapsulated PDF: what is in it is a whole PDF. Of what is wrong with the document, the first thing is said. */
export function checkEncapsulatedPdf(object: DicomObject): Finding[] {
  const element = object.dataset.element(PATH);
  if (!element || element.bytes.length === 0) return [];
  const bytes = Buffer.from(element.bytes.buffer, element.bytes.byteOffset, element.bytes.length);
  if (bytes.subarray(0, SEARCHED_BYTES).indexOf('%PDF-') === -1) {
    const seen = JSON.stringify(bytes.subarray(0, 8).toString('latin1'));
    return [
      find(HEADER, 'The encapsulated document does not begin like a PDF.', { path: PATH, seen, expected: '%PDF-' }),
    ];
  }
  const findings: Finding[] = [];
  if (bytes.subarray(-SEARCHED_BYTES).lastIndexOf('%%EOF') === -1) {
    const where = { path: PATH, expected: '%%EOF at the end' };
    findings.push(find(TRAILER, 'The encapsulated PDF has no end: it may be cut off.', where));
  } else findings.push(...checkReading(object));
  const declared = object.dataset.number('EncapsulatedDocumentLength');
  // The value is padded to an even length, the document itself may be one byte shorter.
  if (declared !== undefined && declared !== element.length && declared !== element.length - 1) {
    const where = { path: 'EncapsulatedDocumentLength', seen: String(declared), expected: String(element.length) };
    findings.push(find(LENGTH, 'The length of the document is not as declared.', where));
  }
  return findings;
}

/** What a PDF library said of it. */
function checkReading({ pdf }: DicomObject): Finding[] {
  if (!pdf?.problem) return [];
  const { kind, detail } = pdf.problem;
  const where = { path: PATH, seen: detail };
  switch (kind) {
    case 'broken':
      return [find(OPENS, 'The encapsulated PDF is broken: it cannot be opened.', where)];
    case 'locked':
      return [find(LOCKED, 'The encapsulated PDF asks for a password, so nobody can read it.', where)];
    case 'too-much':
      return [find(BOUNDED, `The encapsulated PDF could not be read: ${detail}.`, { path: PATH })];
  }
}
