import type { Hash } from 'node:crypto';
import { type PixelSummary, pixelsAskedFor, summarise } from '../../checks/dicom/pixel-summary';
import type { DicomObject } from '../../model/dicom/object';
import { readWithoutPixels } from '../../model/dicom/read-source';
import { DEFLATED_EXPLICIT_VR_LITTLE_ENDIAN } from '../../model/dicom/reader';
import { type ByteSource, chunksOf } from '../../model/byte-source';
import { withPdf } from '../../evidence/pdf/read-pdf';

/** Rules look at documents, and at nothing else that is longer than this. */
const LONG_VALUE_BYTES = 1024 * 1024;

export interface ReadFile {
  object: DicomObject;
  /** Of everything but its pixels. */
  digest: string;
  /** Where a rule asks for them. */
  pixels?: PixelSummary;
}

/** Reads a DICOM file, and what its pixels hold in a stream where a rule asks for that. Throws TooLarge. */
export function readDicomFile(source: ByteSource, hash: Hash): ReadFile {
  const { object, kept } = readWithoutPixels(source, { longerThan: LONG_VALUE_BYTES });
  const read = { object: withPdf(object), digest: hash.update(kept).digest('hex') };
  const keyword = pixelsAskedFor(read.object)?.keyword;
  const element = keyword === undefined ? undefined : read.object.dataset.element(keyword);
  if (!element || read.object.transferSyntaxUid === DEFLATED_EXPLICIT_VR_LITTLE_ENDIAN) return read;
  const pixels = summarise(read.object, chunksOf(source, element.offset, element.length));
  return pixels ? { ...read, pixels } : read;
}
