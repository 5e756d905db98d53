import type { ByteSource } from '../byte-source';
import { lookUpTag } from './dictionary';
import { type ElementHeader, type Encoding, UNDEFINED_LENGTH } from './header';
import type { DicomObject, Omission, ReadOptions } from './object';
import { DEFLATED_EXPLICIT_VR_LITTLE_ENDIAN, encodingOf, locateDataset, readDicom } from './reader';
import { endOfSequence, fragmentsAt, headerAt } from './skip-sequence';

const PIXEL_DATA = new Set(['7FE00008', '7FE00009', '7FE00010']);
/** Of what is left when pixels are left out; no object in earnest comes near. */
const MAX_HEADER_BYTES = 96 * 1024 * 1024;
const META_BYTES = 16 * 1024;

/** It is DICOM, but reading it would take more memory than there should be. */
export class TooLarge extends Error {
  override readonly name = 'TooLarge';
}

export interface ReadSource {
  object: DicomObject;
  /** All bytes but those that were stepped over. */
  kept: Buffer;
}

/**
 * Reads an object without having its pixels in memory, however long they are; a deflated one is read whole. What encapsulated
 * pixels leave behind are their fragments, empty, or with `skipPixelData` none.
 * @param longerThan which other values are stepped over, too; documents never are
 * @throws TooLarge, and what the source throws
 */
export function readWithoutPixels(
  source: ByteSource,
  { longerThan = Infinity, ...options }: Omit<ReadOptions, 'omitted'> & { longerThan?: number } = {},
): ReadSource {
  const located = locateDataset(source.read(0, META_BYTES));
  if (located === undefined || located.transferSyntaxUid === DEFLATED_EXPLICIT_VR_LITTLE_ENDIAN) {
    const whole = keep(source, [{ at: 0, length: source.size }]);
    return { object: readDicom(whole, { ...options, skipPixelData: true }), kept: whole };
  }
  const skipped = longValues(source, located.at, encodingOf(located.transferSyntaxUid), longerThan);
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
  const kept = keep(source, ranges);
  return { object: readDicom(kept, { ...options, omitted }), kept };
}

function keep(source: ByteSource, ranges: readonly Omission[]): Buffer {
  const total = ranges.reduce((sum, { length }) => sum + length, 0);
  if (total > MAX_HEADER_BYTES) {
    throw new TooLarge(`${Math.ceil(total / 1024 / 1024)} MiB of it are not pixels, and at most 96 MiB are read`);
  }
  const parts = ranges.filter(({ length }) => length > 0).map(({ at, length }) => source.copy(at, length));
  return parts.length === 1 && parts[0] ? parts[0] : Buffer.concat(parts);
}

/** What is not read: places in the file, ascending. Ends quietly at the first thing that makes no sense. */
function longValues(source: ByteSource, start: number, encoding: Encoding, longerThan: number): Omission[] {
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
    if (length > 0 && isSteppedOver(header, longerThan)) skipped.push({ at: header.valueAt, length });
    at = header.valueAt + length;
  }
  return skipped;
}

const IMPLICIT: Encoding = { explicit: false, littleEndian: true };
const DOCUMENTS = new Set(['00420011']);

function isSteppedOver({ tag, vr, length }: ElementHeader, longerThan: number): boolean {
  if (PIXEL_DATA.has(tag)) return true;
  const type = vr === undefined || vr === 'UN' ? lookUpTag(tag)?.vr : vr;
  return length > longerThan && !DOCUMENTS.has(tag) && type !== 'SQ';
}
