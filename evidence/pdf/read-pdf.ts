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
/** One document after the other. */
let ahead: Promise<void> = Promise.resolve();

/** The same object with what its Encapsulated PDF says, if it is one. */
export function withPdf(object: DicomObject): DicomObject {
  const document = object.sopClassUid === ENCAPSULATED_PDF && object.dataset.element('EncapsulatedDocument');
  return document && document.bytes.length > 0 ? { ...object, pdf: readPdf(document.bytes) } : object;
}

/**
 * Reads the document of an Encapsulated PDF, if it is one, without keeping anybody waiting: `withPdf` then has the answer at
 * hand. What cannot be read ahead is left to it.
 */
export async function readPdfAhead(object: DicomObject): Promise<void> {
  const document = object.sopClassUid === ENCAPSULATED_PDF && object.dataset.element('EncapsulatedDocument');
  if (!document || document.bytes.length === 0 || document.bytes.length > MAX_DOCUMENT_BYTES) return;
  ahead = ahead.then(() => readNext(document.bytes));
  return ahead;
}

async function readNext(document: Uint8Array): Promise<void> {
  const key = keyOf(document);
  if (readings.has(key)) return;
  try {
    const reading = await livingReader().readAhead(document);
    remember(key, typeof reading === 'string' ? tooMuch(reading) : reading);
  } catch {
    // It is said where it is asked for.
  }
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
  const key = keyOf(document);
  const known = readings.get(key);
  if (known) return known;
  // Who cannot wait does not wait for another document either.
  if (reader?.isBusy) void reader.end();
  const reading = livingReader().read(document);
  return remember(key, typeof reading === 'string' ? tooMuch(reading) : reading);
}

function livingReader(): Reader {
  if (reader?.isOver !== false) reader = new Reader();
  return reader;
}

const keyOf = (document: Uint8Array): string => createHash('sha256').update(document).digest('hex');

function remember(key: string, made: PdfReading): PdfReading {
  const [oldest] = readings.keys();
  if (readings.size >= MAX_READINGS && oldest !== undefined) readings.delete(oldest);
  readings.set(key, made);
  return made;
}

const tooMuch = (detail: string): PdfReading => ({ problem: { kind: 'too-much', detail } });
