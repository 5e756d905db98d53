import type { Finding } from '../../model/check';
import { counted } from '../../model/counted';
import type { DicomObject } from '../../model/dicom/object';
import { UNDEFINED_LENGTH } from '../../model/dicom/header';
import { find, type Rule } from './rule';

const BITS: Rule = { id: 'image/bits-consistent', clause: 'PS3.3 C.7.6.3.1', severity: 'error' };
const SAMPLES: Rule = { id: 'image/samples-match-photometric', clause: 'PS3.3 C.7.6.3.1.2', severity: 'error' };
const SIZE: Rule = { id: 'image/pixel-data-complete', clause: 'PS3.5 8.1.1', severity: 'error' };
const PACKED: Rule = { id: 'image/bits-packed-without-gaps', clause: 'PS3.5 8.1.1, D.2', severity: 'error' };
const FRAGMENTS: Rule = { id: 'image/frames-encapsulated', clause: 'PS3.5 A.4', severity: 'error' };

/** Pixel Data is as long as the attributes that describe it say, and these agree (PS3.3 C.7.6.3, PS3.5 8). */
export function checkImagePixel(object: DicomObject): Finding[] {
  const { dataset } = object;
  if (!dataset.has('Rows') || !dataset.has('Columns')) return [];
  return [...checkBits(object), ...checkSamples(object), ...checkSize(object)];
}

function checkBits({ dataset }: DicomObject): Finding[] {
  const allocated = dataset.number('BitsAllocated');
  const stored = dataset.number('BitsStored');
  const high = dataset.number('HighBit');
  const findings: Finding[] = [];
  if (allocated !== undefined && stored !== undefined && stored > allocated) {
    findings.push(
      find(BITS, 'More bits are stored than allocated.', {
        path: 'BitsStored',
        seen: String(stored),
        expected: `at most ${allocated}`,
      }),
    );
  }
  if (stored !== undefined && high !== undefined && high !== stored - 1) {
    findings.push(
      find(BITS, 'High Bit is not Bits Stored less one.', {
        path: 'HighBit',
        seen: String(high),
        expected: String(stored - 1),
      }),
    );
  }
  return findings;
}

function checkSamples({ dataset }: DicomObject): Finding[] {
  const samples = dataset.number('SamplesPerPixel');
  const photometric = dataset.string('PhotometricInterpretation') ?? '';
  const expected = /^(MONOCHROME[12]|PALETTE COLOR)$/.test(photometric)
    ? 1
    : /^(RGB|YBR_|XYB)/.test(photometric)
      ? 3
      : undefined;
  if (samples === undefined || expected === undefined || samples === expected) return [];
  const where = { path: 'SamplesPerPixel', seen: String(samples), expected: `${expected} for ${photometric}` };
  return [find(SAMPLES, 'Samples per Pixel and Photometric Interpretation contradict each other.', where)];
}

const PIXELS = ['PixelData', 'FloatPixelData', 'DoubleFloatPixelData'] as const;

function checkSize({ dataset }: DicomObject): Finding[] {
  const keyword = PIXELS.find((each) => dataset.has(each));
  const element = keyword && dataset.element(keyword);
  if (!keyword || !element) return [];
  const frames = dataset.number('NumberOfFrames') ?? 1;
  if (element.length === UNDEFINED_LENGTH) {
    // Fragments are left out where pixels were skipped; then there is nothing to count.
    if (!element.fragments || element.fragments.length === 0 || element.fragments.length >= frames) return [];
    const where = {
      path: keyword,
      seen: counted(element.fragments.length, 'fragment'),
      expected: `at least ${frames}`,
    };
    return [find(FRAGMENTS, 'There are fewer fragments than frames.', where)];
  }
  const bitsOf = { PixelData: dataset.number('BitsAllocated'), FloatPixelData: 32, DoubleFloatPixelData: 64 }[keyword];
  const rows = dataset.number('Rows');
  const columns = dataset.number('Columns');
  if (bitsOf === undefined || rows === undefined || columns === undefined) return [];
  // YBR_FULL_422 shares its chrominance between two pixels (PS3.3 C.7.6.3.1.2).
  const halved = dataset.string('PhotometricInterpretation') === 'YBR_FULL_422';
  const samples = halved ? 2 : (dataset.number('SamplesPerPixel') ?? 1);
  const bytes = Math.ceil((rows * columns * samples * frames * bitsOf) / 8);
  const padded = bytes + (bytes % 2);
  if (element.length === bytes || element.length === padded) return [];
  const where = { path: keyword, seen: counted(element.length, 'byte'), expected: `${padded} bytes` };
  const framewise = frames * Math.ceil((rows * columns * samples) / 8);
  if (bitsOf === 1 && (element.length === framewise || element.length === framewise + (framewise % 2))) {
    return [
      find(
        PACKED,
        'Each frame begins on a byte of its own; the bits of all frames follow each other without gaps.',
        where,
      ),
    ];
  }
  return [find(SIZE, `${keyword} is not as long as rows, columns, frames and bits make it.`, where)];
}
