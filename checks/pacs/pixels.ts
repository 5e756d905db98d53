import { ARCHIVE_TRANSFER_SYNTAXES, COMPRESSIONS, type CompressedTransferSyntax } from '../../model/archive';
import type { DicomObject } from '../../model/dicom/object';
import type { Difference } from './compare';

/**
 * Decoders of what was compressed with loss may differ: by one in a sample (ISO/IEC 10918-2), and by one more when it is made
 * RGB. Without loss there is one right answer.
 */
const LOSSY_TOLERANCE = 2;
const LOSSY = new Set<string>(
  (Object.keys(COMPRESSIONS) as CompressedTransferSyntax[])
    .filter((name) => COMPRESSIONS[name] === 'lossy')
    .map((name) => ARCHIVE_TRANSFER_SYNTAXES[name]),
);

/** How the pixels of an image that was compressed otherwise differ from those that were sent; [] where they do not. */
export function pixelDifference(sent: DicomObject, got: DicomObject): Difference[] {
  const [one, other] = [samplesOf(sent), samplesOf(got)];
  const changed = (shownSent: string, shownGot: string): Difference[] => [
    { path: 'PixelData', what: 'changed', sent: shownSent, got: shownGot },
  ];
  if ('problem' in one) return changed(`undecodable: ${one.problem}`, '');
  if ('problem' in other) return changed(`${one.samples.length} samples`, `undecodable: ${other.problem}`);
  if (one.samples.length !== other.samples.length)
    return changed(`${one.samples.length} samples`, `${other.samples.length} samples`);
  const largest = largestDifference(one.samples, other.samples);
  const allowed = LOSSY.has(sent.transferSyntaxUid) ? LOSSY_TOLERANCE : 0;
  return largest > allowed ? changed(`${one.samples.length} samples`, `samples that differ by up to ${largest}`) : [];
}

type Samples = { samples: ArrayLike<number> } | { problem: string };

function samplesOf({ dataset, decoded }: DicomObject): Samples {
  if (decoded && 'problem' in decoded) return decoded;
  const element = dataset.element('PixelData');
  if (!element || (element.fragments && !decoded)) return { problem: 'it has no Pixel Data' };
  const bits = dataset.number('BitsAllocated');
  if (bits !== 8 && bits !== 16) return { problem: `Bits Allocated is ${bits ?? 'missing'}` };
  const perPixel = dataset.number('SamplesPerPixel') ?? 1;
  const count = (dataset.number('Rows') ?? 0) * (dataset.number('Columns') ?? 0) * perPixel;
  const frames = dataset.number('NumberOfFrames') ?? 1;
  const bytes = decoded ? decoded.samples : element.bytes;
  if (bytes.length < (count * frames * bits) / 8) return { problem: 'Pixel Data are shorter than the image' };
  const raw =
    bits === 8
      ? bytes.subarray(0, count * frames)
      : words(bytes, count * frames, dataset.number('PixelRepresentation') === 1);
  if (decoded || perPixel !== 3) return { samples: raw };
  const interleaved = dataset.number('PlanarConfiguration') === 1 ? byPixel(raw, count, frames) : raw;
  return {
    samples: dataset.string('PhotometricInterpretation') === 'YBR_FULL' ? asRgb(interleaved) : interleaved,
  };
}

function words(bytes: Uint8Array, count: number, signed: boolean): ArrayLike<number> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return signed
    ? Int16Array.from({ length: count }, (_, at) => view.getInt16(2 * at, true))
    : Uint16Array.from({ length: count }, (_, at) => view.getUint16(2 * at, true));
}

/** From plane after plane (Planar Configuration 1), frame by frame. */
function byPixel(planar: ArrayLike<number>, perFrame: number, frames: number): ArrayLike<number> {
  const pixels = perFrame / 3;
  return Array.from({ length: perFrame * frames }, (_, at) => {
    const [frame, within] = [Math.floor(at / perFrame), at % perFrame];
    return planar[frame * perFrame + (within % 3) * pixels + Math.floor(within / 3)] ?? 0;
  });
}

/** PS3.3 C.7.6.3.1.2, of 8 bits. */
function asRgb(ybr: ArrayLike<number>): ArrayLike<number> {
  const rgb = new Uint8ClampedArray(ybr.length);
  for (let at = 0; at + 2 < ybr.length; at += 3) {
    const [y, cb, cr] = [ybr[at] ?? 0, (ybr[at + 1] ?? 0) - 128, (ybr[at + 2] ?? 0) - 128];
    rgb[at] = y + 1.402 * cr;
    rgb[at + 1] = y - 0.344136 * cb - 0.714136 * cr;
    rgb[at + 2] = y + 1.772 * cb;
  }
  return rgb;
}

function largestDifference(one: ArrayLike<number>, other: ArrayLike<number>): number {
  let largest = 0;
  for (let at = 0; at < one.length; at++) {
    const difference = Math.abs((one[at] ?? 0) - (other[at] ?? 0));
    if (difference > largest) largest = difference;
  }
  return largest;
}
