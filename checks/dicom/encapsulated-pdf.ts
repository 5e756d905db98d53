import type { Finding } from '../../model/check';
import type { DicomObject } from '../../model/dicom/object';
import { find, type Rule } from './rule';

const HEADER: Rule = { id: 'pdf/header', clause: 'PS3.3 C.24.2', severity: 'error' };
const TRAILER: Rule = { id: 'pdf/trailer', clause: 'PS3.3 C.24.2', severity: 'error' };
const LENGTH: Rule = { id: 'pdf/length', clause: 'PS3.3 C.24.2', severity: 'error' };

/** Readers look for %%EOF in the last kilobyte, and accept a header that is not at the very start. */
const SEARCHED_BYTES = 1024;

/** Encapsulated PDF: what is in it is a whole PDF. */
export function checkEncapsulatedPdf({ dataset }: DicomObject): Finding[] {
  const element = dataset.element('EncapsulatedDocument');
  if (!element || element.bytes.length === 0) return [];
  const bytes = Buffer.from(element.bytes.buffer, element.bytes.byteOffset, element.bytes.length);
  const findings: Finding[] = [];
  const start = bytes.subarray(0, SEARCHED_BYTES).indexOf('%PDF-');
  if (start === -1) {
    const where = {
      path: 'EncapsulatedDocument',
      seen: JSON.stringify(bytes.subarray(0, 8).toString('latin1')),
      expected: '%PDF-',
    };
    findings.push(find(HEADER, 'The encapsulated document does not begin like a PDF.', where));
  }
  if (bytes.subarray(-SEARCHED_BYTES).lastIndexOf('%%EOF') === -1) {
    const where = { path: 'EncapsulatedDocument', expected: '%%EOF at the end' };
    findings.push(find(TRAILER, 'The encapsulated PDF has no end: it may be cut off.', where));
  }
  const declared = dataset.number('EncapsulatedDocumentLength');
  // The value is padded to an even length, the document itself may be one byte shorter.
  if (declared !== undefined && declared !== element.length && declared !== element.length - 1) {
    const where = { path: 'EncapsulatedDocumentLength', seen: String(declared), expected: String(element.length) };
    findings.push(find(LENGTH, 'The length of the document is not as declared.', where));
  }
  return findings;
}
