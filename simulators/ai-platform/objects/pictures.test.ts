import { describe, expect, it } from 'vitest';
import type { DicomDataset } from '../../../model/dicom/object';
import { readDicom } from '../../../model/dicom/reader';
import { CARRIERS } from '../../../model/sut';
import { syntheticFiles } from '../../../tests/kit/synthetic';
import { analyse } from '../analysis/analyse';
import { readImages } from '../analysis/read-images';
import { REFERENCE_ALGORITHM, REFERENCE_INTENDED_USE } from '../analysis/reference';
import { buildResultObjects } from './build';
import { edgeOf } from './overlay-image';
import { packBits } from './segmentation';

const images = readImages(syntheticFiles('ct-head-calcification'));
const result = analyse(images, REFERENCE_ALGORITHM);
const objects = buildResultObjects(result, images, {
  carriers: CARRIERS,
  intendedUse: REFERENCE_INTENDED_USE,
  now: new Date(),
});
const area = images.rows * images.columns;

function datasetOf(carrier: string): DicomDataset {
  const found = objects.find((object) => object.carrier === carrier);
  if (!found) throw new Error(`no ${carrier}`);
  return readDicom(found.bytes).dataset;
}
const bytesOf = (set: DicomDataset, key: string): Buffer => Buffer.from(set.element(key)?.bytes ?? []);
const unpack = (bytes: Buffer, from: number, count: number): Uint8Array =>
  Uint8Array.from({ length: count }, (_, i) => ((bytes[(from + i) >> 3] ?? 0) >> ((from + i) & 7)) & 1);

describe('segmentation', () => {
  it('has the voxels of each lesion, on the slices where they are', () => {
    const seg = datasetOf('seg');
    const pixels = bytesOf(seg, 'PixelData');
    const frames = seg.items('PerFrameFunctionalGroupsSequence');
    expect(frames).toHaveLength(result.lesions.reduce((sum, { mask }) => sum + mask.size, 0));
    const seen = result.lesions.map(() => 0);
    frames.forEach((frame, index) => {
      const number = frame.items('SegmentIdentificationSequence')[0]?.number('ReferencedSegmentNumber') ?? 0;
      const position = frame.items('PlanePositionSequence')[0]?.numbers('ImagePositionPatient');
      const derived = frame.items('DerivationImageSequence')[0]?.items('SourceImageSequence')[0];
      const slice = images.images.findIndex(
        ({ sopInstanceUid }) => sopInstanceUid === derived?.string('ReferencedSOPInstanceUID'),
      );
      expect(position).toEqual(images.images[slice]?.positionMm);
      expect(unpack(pixels, index * area, area)).toEqual(result.lesions[number - 1]?.mask.get(slice));
      seen[number - 1] = (seen[number - 1] ?? 0) + 1;
    });
    expect(seen).toEqual(result.lesions.map(({ mask }) => mask.size));
  });

  it('packs frames without a gap, also where a frame ends within a byte', () => {
    const masks = [Uint8Array.from([1, 0, 1]), Uint8Array.from([1, 1, 1]), Uint8Array.from([0, 0, 1])];
    expect(packBits(masks)).toEqual(Buffer.from([0b00111101, 0b1]));
    expect(packBits([Uint8Array.from([1])])).toHaveLength(2);
  });
});

describe('pictures', () => {
  const keySlice = result.lesions[0]?.keySlice ?? -1;

  it('overlay: the edge of the lesions, over the pixels of the slice', () => {
    const overlay = datasetOf('overlay');
    const expected = new Uint8Array(area);
    for (const { mask } of result.lesions)
      edgeOf(mask.get(keySlice) ?? new Uint8Array(area), images.columns).forEach((value, at) => {
        expected[at] = (expected[at] ?? 0) | value;
      });
    expect(unpack(bytesOf(overlay, '60003000'), 0, area)).toEqual(expected);
    expect(expected.includes(1)).toBe(true);
    const pixels = bytesOf(overlay, 'PixelData');
    const hu = images.images[keySlice]?.hu ?? new Int16Array();
    expect(Array.from({ length: area }, (_, at) => pixels.readInt16LE(at * 2))).toEqual([...hu]);
    expect(overlay.numbers('ImagePositionPatient')).toEqual(images.images[keySlice]?.positionMm);
  });

  it('secondary capture: the slice, enlarged, with a red outline', () => {
    const capture = datasetOf('secondary-capture');
    expect([capture.number('Rows'), capture.number('Columns'), capture.string('BurnedInAnnotation')]).toEqual([
      512,
      512,
      'YES',
    ]);
    const pixels = bytesOf(capture, 'PixelData');
    const { column, row } = result.lesions[0]?.outline[0] ?? { column: 0, row: 0 };
    const at = (x: number, y: number) => [...pixels.subarray((y * 512 + x) * 3, (y * 512 + x) * 3 + 3)];
    expect(at(column * 4, row * 4)).toEqual([255, 64, 64]);
    // Bone is white in a brain window, air is black.
    expect([at(1, 300), at(100, 256)]).toEqual([
      [0, 0, 0],
      [255, 255, 255],
    ]);
  });

  it('presentation state: an outline on every slice of a lesion, its name on the key slice', () => {
    const annotations = datasetOf('presentation-state').items('GraphicAnnotationSequence');
    expect(annotations).toHaveLength(result.lesions.reduce((sum, { mask }) => sum + mask.size, 0));
    const named = annotations.filter((each) => each.items('TextObjectSequence').length > 0);
    expect(named.map((each) => each.items('ReferencedImageSequence')[0]?.string('ReferencedSOPInstanceUID'))).toEqual(
      result.lesions.map((lesion) => images.images[lesion.keySlice]?.sopInstanceUid),
    );
    const [graphic] = named[0]?.items('GraphicObjectSequence') ?? [];
    expect(graphic?.numbers('GraphicData')).toEqual(
      result.lesions[0]?.outline.flatMap(({ column, row }) => [column, row]),
    );
  });

  it('parametric map: by how much each pixel within the skull exceeds the threshold', () => {
    const map = datasetOf('parametric-map');
    const values = bytesOf(map, 'FloatPixelData');
    const frames = map.items('PerFrameFunctionalGroupsSequence');
    const frame = frames.findIndex(
      (each) =>
        each.items('PlanePositionSequence')[0]?.numbers('ImagePositionPatient')[2] ===
        images.images[keySlice]?.positionMm[2],
    );
    const { row, column } = result.lesions[0]?.centroidIndex ?? { row: 0, column: 0 };
    const value = (at: number) => values.readFloatLE((frame * area + at) * 4);
    const centre = row * images.columns + column;
    expect(value(centre)).toBe((images.images[keySlice]?.hu[centre] ?? 0) - 130);
    expect(value(0)).toBe(0);
  });

  it('key objects: the key slices', () => {
    const keys = datasetOf('key-object')
      .items('ContentSequence')
      .flatMap((item) => item.items('ReferencedSOPSequence').map((each) => each.string('ReferencedSOPInstanceUID')));
    expect(keys).toEqual([images.images[keySlice]?.sopInstanceUid]);
  });

  it('PDF: whole, with its true length', () => {
    const pdf = datasetOf('encapsulated-pdf');
    const length = pdf.number('EncapsulatedDocumentLength') ?? 0;
    const bytes = bytesOf(pdf, 'EncapsulatedDocument').subarray(0, length);
    expect(bytes.toString('latin1')).toMatch(/^%PDF-[^]*%%EOF\s*$/);
  });
});
