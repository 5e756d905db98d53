import type { DicomObject } from '../../model/dicom/object';
import { UNDEFINED_LENGTH } from '../../model/dicom/header';
import { isSegmentation, SOP } from './sop-classes';

/** What the pixels of an object hold, as far as a rule asks: gathered from a stream, so that no image is held whole. */
export interface PixelSummary {
  least: number;
  most: number;
  /** Pixels that are no number or infinite. */
  notFinite: number;
  /** Every value that occurs, of integers. */
  values: ReadonlySet<number>;
}

type Format = { keyword: string; bytes: 1 | 2 | 4 | 8; float: boolean; signed: boolean };

const BIG_ENDIAN = '1.2.840.10008.1.2.2';

/** How the pixels are to be read for their values; undefined where no rule asks, or they are compressed. */
export function pixelsAskedFor({ dataset, sopClassUid }: DicomObject): Format | undefined {
  const isMap = sopClassUid === SOP.parametricMap;
  const isGraded = isSegmentation(sopClassUid) && dataset.string('SegmentationType') !== 'BINARY';
  if (!isMap && !isGraded) return undefined;
  const bits = dataset.number('BitsAllocated');
  const signed = dataset.number('PixelRepresentation') === 1;
  const formats: Format[] = [
    { keyword: 'FloatPixelData', bytes: 4, float: true, signed: true },
    { keyword: 'DoubleFloatPixelData', bytes: 8, float: true, signed: true },
    ...(bits === 8 || bits === 16
      ? [{ keyword: 'PixelData', bytes: bits === 8 ? 1 : 2, float: false, signed } as Format]
      : []),
  ];
  return formats.find(({ keyword }) => {
    const element = dataset.element(keyword);
    return element !== undefined && element.length > 0 && element.length !== UNDEFINED_LENGTH;
  });
}

/** Reads the values of an object's pixels. Chunks are of whole values. */
export function summarise(object: DicomObject, chunks: Iterable<Uint8Array>): PixelSummary | undefined {
  const format = pixelsAskedFor(object);
  if (!format) return undefined;
  const littleEndian = object.transferSyntaxUid !== BIG_ENDIAN;
  let [least, most, notFinite] = [Infinity, -Infinity, 0];
  const values = new Set<number>();
  const seen = format.float ? undefined : new Uint8Array(65536);
  for (const chunk of chunks) {
    if (seen && format.bytes === 1) {
      for (const value of chunk) seen[value] = 1;
      continue;
    }
    const view = new DataView(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    const read = readerOf(view, format, littleEndian);
    for (let at = 0; at + format.bytes <= chunk.byteLength; at += format.bytes) {
      const value = read(at);
      if (seen) seen[value] = 1;
      else if (!Number.isFinite(value)) notFinite += 1;
      else {
        if (value < least) least = value;
        if (value > most) most = value;
      }
    }
  }
  seen?.forEach((occurs, value) => {
    if (occurs) values.add(format.signed && format.bytes === 2 && value > 32767 ? value - 65536 : value);
  });
  for (const value of values) [least, most] = [Math.min(least, value), Math.max(most, value)];
  return { least, most, notFinite, values };
}

function readerOf(view: DataView, { bytes, float }: Format, littleEndian: boolean): (at: number) => number {
  if (bytes === 8) return (at) => view.getFloat64(at, littleEndian);
  if (float) return (at) => view.getFloat32(at, littleEndian);
  return (at) => view.getUint16(at, littleEndian);
}

/** The summary of an object whose pixels are in memory; undefined where they were left out. */
export function summaryInMemory(object: DicomObject): PixelSummary | undefined {
  const element = object.dataset.element(pixelsAskedFor(object)?.keyword ?? '');
  return element && element.bytes.length > 0 ? summarise(object, [element.bytes]) : undefined;
}
