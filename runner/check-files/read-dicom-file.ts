import type { Hash } from 'node:crypto';
import { type PixelSummary, pixelsAskedFor, summarise } from '../../checks/dicom/pixel-summary';
import { lookUpTag } from '../../model/dicom/dictionary';
import { type ElementHeader, type Encoding, UNDEFINED_LENGTH } from '../../model/dicom/header';
import type { DicomObject, Omission } from '../../model/dicom/object';
import { DEFLATED_EXPLICIT_VR_LITTLE_ENDIAN, encodingOf, locateDataset, readDicom } from '../../model/dicom/reader';
import type { ByteSource } from '../../evidence/byte-source';
import { withPdf } from '../../evidence/pdf/read-pdf';
import { endOfSequence, fragmentsAt, headerAt } from './skip-sequence';

const PIXEL_DATA = new Set(['7FE00008', '7FE00009', '7FE00010']);
/** Rules look at documents, and at nothing else that is longer than this. */
const DOCUMENTS = new Set(['00420011']);
const LONG_VALUE_BYTES = 1024 * 1024;
/** Of what is left when pixels are left out; no object in earnest comes near. */
const MAX_HEADER_BYTES = 96 * 1024 * 1024;
const META_BYTES = 16 * 1024;

/** The file is DICOM, but reading it would take more memory than there should be. */
export class TooLarge extends Error {
  override readonly name = 'TooLarge';
}

const CHUNK_BYTES = 1024 * 1024;

export interface ReadFile {
  object: DicomObject;
  /** Of everything but its pixels. */
  digest: string;
  /** Where a rule asks for them. */
  pixels?: PixelSummary;
}

/** Reads a DICOM file, and what its pixels hold in a stream where a rule asks for that. Throws TooLarge. */
export function readDicomFile(source: ByteSource, hash: Hash): ReadFile {
  const { object, digest } = readWithoutPixels(source, hash);
  const read = { object: withPdf(object), digest };
  const keyword = pixelsAskedFor(read.object)?.keyword;
  const element = keyword === undefined ? undefined : read.object.dataset.element(keyword);
  if (!element || read.object.transferSyntaxUid === DEFLATED_EXPLICIT_VR_LITTLE_ENDIAN) return read;
  const pixels = summarise(read.object, chunksOf(source, element.offset, element.length));
  return pixels ? { ...read, pixels } : read;
}

function* chunksOf(source: ByteSource, start: number, length: number): Generator<Uint8Array> {
  const end = Math.min(start + length, source.size);
  for (let at = start; at < end; at += CHUNK_BYTES) yield source.read(at, Math.min(CHUNK_BYTES, end - at));
}

/** Pixels are stepped over, as are other long values but documents. */
function readWithoutPixels(source: ByteSource, hash: Hash): ReadFile {
  const located = locateDataset(source.read(0, META_BYTES));
  if (located === undefined || located.transferSyntaxUid === DEFLATED_EXPLICIT_VR_LITTLE_ENDIAN) {
    const bytes = kept(source, [{ at: 0, length: source.size }]);
    return { object: readDicom(bytes, { skipPixelData: true }), digest: hash.update(bytes).digest('hex') };
  }
  const skipped = longValues(source, located.at, encodingOf(located.transferSyntaxUid));
  const ranges: Omission[] = [];
  const omitted: Omission[] = [];
  let from = 0;
  let length = 0;
  for (const each of [...skipped, { at: source.size, length: 0 }]) {
    ranges.push({ at: from, length: each.at - from });
    length += each.at - from;
    if (each.length > 0) omitted.push({ at: length, length: each.length });
    from = each.at + each.length;
  }
  const bytes = kept(source, ranges);
  return { object: readDicom(bytes, { omitted }), digest: hash.update(bytes).digest('hex') };
}

function kept(source: ByteSource, ranges: readonly Omission[]): Buffer {
  const total = ranges.reduce((sum, { length }) => sum + length, 0);
  if (total > MAX_HEADER_BYTES) {
    throw new TooLarge(`${Math.ceil(total / 1024 / 1024)} MiB of it are not pixels, and at most 96 MiB are read`);
  }
  const parts = ranges.filter(({ length }) => length > 0).map(({ at, length }) => source.copy(at, length));
  return parts.length === 1 && parts[0] ? parts[0] : Buffer.concat(parts);
}

/** What is not read: places in the file, ascending. Ends quietly at the first thing that makes no sense. */
function longValues(source: ByteSource, start: number, encoding: Encoding): Omission[] {
  const skipped: Omission[] = [];
  let at = start;
  while (at < source.size) {
    const header = headerAt(source, at, encoding);
    if (header === undefined || header.unreadable || header.tag.startsWith('FFFE')) break;
    if (header.length === UNDEFINED_LENGTH) {
      if (PIXEL_DATA.has(header.tag)) {
        const { items, end } = fragmentsAt(source, header.valueAt, encoding.littleEndian);
        skipped.push(...items.filter(({ length }) => length > 0));
        if (end <= at) break;
        at = end;
      } else at = endOfSequence(source, header.valueAt, header.vr === 'UN' ? IMPLICIT : encoding);
      continue;
    }
    const length = Math.min(header.length, source.size - header.valueAt);
    if (length > 0 && isSteppedOver(header)) skipped.push({ at: header.valueAt, length });
    at = header.valueAt + length;
  }
  return skipped;
}

const IMPLICIT: Encoding = { explicit: false, littleEndian: true };

function isSteppedOver({ tag, vr, length }: ElementHeader): boolean {
  if (PIXEL_DATA.has(tag)) return true;
  const type = vr === undefined || vr === 'UN' ? lookUpTag(tag)?.vr : vr;
  return length > LONG_VALUE_BYTES && !DOCUMENTS.has(tag) && type !== 'SQ';
}
