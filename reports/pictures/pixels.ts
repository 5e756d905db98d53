import type { DicomDataset, DicomObject } from '../../model/dicom/object';
import { type PixelAt, pngOf } from './raster';
import { NotDrawn } from './not-drawn';

const NATIVE = new Set(['1.2.840.10008.1.2', '1.2.840.10008.1.2.1', '1.2.840.10008.1.2.1.99', '1.2.840.10008.1.2.2']);
/** What is drawn at most; a hostile header must not make a report allocate more. */
const MAX_PIXELS = 64 * 1024 * 1024;

export interface Window {
  center: number;
  width: number;
}

export interface Size {
  columns: number;
  rows: number;
}

/** Rows and columns with as many bits of Pixel Data behind them as they need. @throws NotDrawn */
export function pixelData(
  object: DicomObject,
  bitsPerPixel: number,
  frames = 1,
): Size & { bytes: Uint8Array; little: boolean } {
  const { dataset, transferSyntaxUid } = object;
  if (!NATIVE.has(transferSyntaxUid))
    throw new NotDrawn('Its pixels are compressed; reports draw uncompressed ones only.');
  const [columns, rows] = [dataset.number('Columns') ?? 0, dataset.number('Rows') ?? 0];
  const bytes = dataset.element('PixelData')?.bytes ?? new Uint8Array(0);
  const pixels = columns * rows * frames;
  if (!(columns > 0 && rows > 0) || pixels > MAX_PIXELS || bytes.length * 8 < pixels * bitsPerPixel)
    throw new NotDrawn('Its rows, columns and Pixel Data do not fit together.');
  return { columns, rows, bytes, little: transferSyntaxUid !== '1.2.840.10008.1.2.2' };
}

/** An image as it is shown: grey by a window, or in its own colours. @throws NotDrawn */
export function imagePng(object: DicomObject, window?: Window): Size & { png: string } {
  const { dataset } = object;
  const samples = dataset.number('SamplesPerPixel') ?? 1;
  if (samples === 3) return colourPng(object);
  if (samples !== 1) throw new NotDrawn(`It has ${samples} samples per pixel.`);
  const allocated = dataset.number('BitsAllocated') ?? 0;
  if (allocated !== 8 && allocated !== 16) throw new NotDrawn(`It has ${allocated} bits allocated.`);
  const { columns, rows, bytes, little } = pixelData(object, allocated);
  const value = valueReader(dataset, bytes, allocated, little);
  const { center, width } = window ?? windowOf(dataset) ?? fullRange(value, columns * rows);
  const inverted = dataset.string('PhotometricInterpretation') === 'MONOCHROME1';
  const pixel: PixelAt = (column, row) => {
    const grey = Math.min(255, Math.max(0, ((value(row * columns + column) - center) / width + 0.5) * 255));
    const shown = Math.round(inverted ? 255 - grey : grey);
    return [shown, shown, shown, 255];
  };
  return { columns, rows, png: pngOf(columns, rows, pixel, 'grey') };
}

function colourPng(object: DicomObject): Size & { png: string } {
  const photometric = object.dataset.string('PhotometricInterpretation') ?? '';
  if (photometric !== 'RGB' || object.dataset.number('BitsAllocated') !== 8)
    throw new NotDrawn(`Its colours are ${photometric || 'not named'}; reports draw RGB of 8 bits only.`);
  const { columns, rows, bytes } = pixelData(object, 24);
  const byPlane = object.dataset.number('PlanarConfiguration') === 1;
  const plane = columns * rows;
  const pixel: PixelAt = (column, row) => {
    const at = row * columns + column;
    const [first, step] = byPlane ? [at, plane] : [at * 3, 1];
    return [bytes[first] ?? 0, bytes[first + step] ?? 0, bytes[first + 2 * step] ?? 0, 255];
  };
  return { columns, rows, png: pngOf(columns, rows, pixel, 'colour') };
}

/** Values after the modality transformation (PS3.3 C.11.1). */
function valueReader(dataset: DicomDataset, bytes: Uint8Array, allocated: number, little: boolean) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const signed = dataset.number('PixelRepresentation') === 1;
  const slope = dataset.number('RescaleSlope') ?? 1;
  const intercept = dataset.number('RescaleIntercept') ?? 0;
  const stored = (at: number): number => {
    if (allocated === 8) return signed ? view.getInt8(at) : view.getUint8(at);
    return signed ? view.getInt16(at * 2, little) : view.getUint16(at * 2, little);
  };
  return (at: number): number => stored(at) * slope + intercept;
}

export function windowOf(dataset: DicomDataset): Window | undefined {
  const [center, width] = [dataset.number('WindowCenter'), dataset.number('WindowWidth')];
  return center === undefined || width === undefined || !(width > 0) ? undefined : { center, width };
}

function fullRange(value: (at: number) => number, count: number): Window {
  let [low, high] = [Infinity, -Infinity];
  for (let at = 0; at < count; at += 1) {
    low = Math.min(low, value(at));
    high = Math.max(high, value(at));
  }
  return { center: (low + high) / 2, width: Math.max(1, high - low) };
}
