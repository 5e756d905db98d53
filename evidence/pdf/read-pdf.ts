import { createHash } from 'node:crypto';
import type { DicomObject } from '../../model/dicom/object';
import type { PdfReading } from '../../model/dicom/pdf';
import { Reader } from './reader';

const ENCAPSULATED_PDF = '1.2.840.10008.5.1.4.1.1.104.1';
const MAX_DOCUMENT_BYTES = 64 * 1024 * 1024;
/** Readings that are remembered, by the hash of the document. */
const MAX_READINGS = 64;

const readings = new Map<string, PdfReading>();
let reader: Reader | undefined;

/** The same object with what its Encapsulated PDF says, if it is one. */
export function withPdf(object: DicomObject): DicomObject {
  const document = object.sopClassUid === ENCAPSULATED_PDF && object.dataset.element('EncapsulatedDocument');
  return document && document.bytes.length > 0 ? { ...object, pdf: readPdf(document.bytes) } : object;
}

/** To be called when few documents are to come that were not read before. Should one come, reading begins anew. */
export async function pauseReadingPdfs(): Promise<void> {
  const idle = reader;
  reader = undefined;
  await idle?.end();
}

/** Reads a PDF of unknown origin: bounded in time and memory, and never throws for what is in it. */
function readPdf(document: Uint8Array): PdfReading {
  if (document.length > MAX_DOCUMENT_BYTES) return tooMuch('it has more than 64 MiB');
  const key = createHash('sha256').update(document).digest('hex');
  const known = readings.get(key);
  if (known) return known;
  reader ??= new Reader();
  const reading = reader.read(document);
  if (typeof reading === 'string') reader = undefined;
  const made = typeof reading === 'string' ? tooMuch(reading) : reading;
  const [oldest] = readings.keys();
  if (readings.size >= MAX_READINGS && oldest !== undefined) readings.delete(oldest);
  readings.set(key, made);
  return made;
}

const tooMuch = (detail: string): PdfReading => ({ problem: { kind: 'too-much', detail } });
