import { describe, expect, it } from 'vitest';
import { encodePart10, type Natural } from '../../tests/kit/dicom-bytes';
import { fractional, labelMap } from '../../tests/kit/more-objects';
import * as make from '../../tests/kit/objects';
import { readDicom } from '../../model/dicom/reader';
import { checkObject } from './object';
import { summarise } from './pixel-summary';
import { SOP } from './sop-classes';

const { read, segmentation, parametricMap, code } = make;
const images = [0, 1].map((n) => read(make.ctImage(n as 0 | 1)));
const found = (natural: Natural, context = { images }): string[] =>
  checkObject(read(natural), context).map(({ rule, severity }) => `${rule} ${severity}`);

type Change = (groups: Natural, frame: number) => Natural;
const frames = (natural: Natural, change: Change): Natural => ({
  ...natural,
  PerFrameFunctionalGroupsSequence: (natural.PerFrameFunctionalGroupsSequence as Natural[]).map(change),
});
const at = (z: number, x = 0): Natural => ({
  PlanePositionSequence: [{ ImagePositionPatient: [String(x), '0', String(z)] }],
});
const shared = (natural: Natural, more: Natural): Natural => ({
  ...natural,
  SharedFunctionalGroupsSequence: [{ ...(natural.SharedFunctionalGroupsSequence as Natural[])[0], ...more }],
});
const orientation = (...values: number[]): Natural => ({
  PlaneOrientationSequence: [{ ImageOrientationPatient: values.map(String) }],
});
const withoutSource: Change = (groups) => ({ ...groups, DerivationImageSequence: undefined });
const dimension = (more: Natural): Natural => ({
  ...segmentation(),
  DimensionIndexSequence: [{ ...(segmentation().DimensionIndexSequence as Natural[])[0], ...more }],
});
const index = (...values: number[][]): Natural =>
  frames(segmentation(), (groups, i) => ({
    ...groups,
    FrameContentSequence: [{ DimensionIndexValues: values[i] ?? [1] }],
  }));

/** Frames that are said to have the pixels of their images, shifted by so many columns. */
const preserved = (columns: number): Natural =>
  frames(segmentation(), (groups, i) => ({
    ...groups,
    ...at(5 * i, columns),
    DerivationImageSequence: (groups.DerivationImageSequence as Natural[]).map((each) => ({
      ...each,
      SourceImageSequence: (each.SourceImageSequence as Natural[]).map((source) => ({
        ...source,
        SpatialLocationsPreserved: 'YES',
      })),
    })),
  }));

describe('frames against the images that they were made from', () => {
  it('may be in another order of rows and columns, smaller, or between two sources', () => {
    expect(found(segmentation())).toEqual([]);
    expect(found(parametricMap())).toEqual([]);
    // Columns from right to left, beginning at the other side: the same place.
    const turned = frames(shared(segmentation(), orientation(-1, 0, 0, 0, 1, 0)), (groups, i) => ({
      ...groups,
      ...at(5 * i, 3),
    }));
    expect(found(turned)).toEqual([]);
    const between = frames(segmentation(), (groups, i) => {
      const sources = (segmentation().PerFrameFunctionalGroupsSequence as Natural[]).flatMap(
        (each) => each.DerivationImageSequence as Natural[],
      );
      return i === 0 ? { ...groups, ...at(2.5), DerivationImageSequence: sources } : groups;
    });
    expect(found(between)).toEqual([]);
    const across = frames(shared(segmentation(), orientation(0, 1, 0, 0, 0, 1)), (groups) => groups);
    expect(found(across).filter((each) => each.startsWith('geometry'))).toEqual([]);
  });

  it.each<[string, Natural, string]>([
    [
      'off by one slice',
      frames(segmentation(), (groups, i) => ({ ...groups, ...at(5 * i + 5) })),
      'geometry/frame-on-source-plane error',
    ],
    [
      'in the opposite order',
      frames(segmentation(), (groups, i) => ({ ...groups, ...at(5 - 5 * i) })),
      'geometry/frame-on-source-plane error',
    ],
    [
      'of a map off by half a slice',
      frames(parametricMap(), (groups, i) => ({ ...groups, ...at(5 * i + 2.5) })),
      'geometry/frame-on-source-plane error',
    ],
    [
      'mirrored left to right',
      shared(segmentation(), orientation(-1, 0, 0, 0, 1, 0)),
      'geometry/frame-inside-source error',
    ],
    [
      'mirrored upside down',
      shared(segmentation(), orientation(1, 0, 0, 0, -1, 0)),
      'geometry/frame-inside-source error',
    ],
    [
      'shifted by columns',
      frames(segmentation(), (groups, i) => ({ ...groups, ...at(5 * i, 3) })),
      'geometry/frame-inside-source error',
    ],
    [
      'larger than the image',
      { ...segmentation(), Columns: 8, PixelData: { vr: 'OB', value: new Uint8Array(8) } },
      'geometry/frame-inside-source warning',
    ],
    [
      'in another frame of reference',
      { ...segmentation(), FrameOfReferenceUID: '1.2.3.9' },
      'geometry/frame-of-reference-of-source error',
    ],
    [
      'said to be pixel for pixel, and half a pixel beside',
      preserved(0.5),
      'geometry/spatial-locations-preserved error',
    ],
    [
      'on no plane',
      frames(segmentation(), (groups, i) => withoutSource({ ...groups, ...at(5 * i + 1) }, i)),
      'geometry/frame-on-image-plane warning',
    ],
    [
      'of skewed directions',
      shared(segmentation(), orientation(1, 0, 0, 0.5, 0.866, 0)),
      'geometry/orientation-orthonormal error',
    ],
  ])('%s are found', (_, natural, expected) => expect(found(natural)).toContain(expected));

  it('may be said to be pixel for pixel', () => expect(found(preserved(0))).toEqual([]));

  it('say where', () => {
    const wrong = frames(segmentation(), (groups, i) => ({ ...groups, ...at(5 * i + 5) }));
    const finding = checkObject(read(wrong), { images }).find(({ rule }) => rule === 'geometry/frame-on-source-plane');
    expect(finding).toMatchObject({
      path: 'PerFrameFunctionalGroupsSequence[0].PlanePositionSequence[0].ImagePositionPatient',
      seen: '0\\0\\5',
      expected: '0\\0\\0',
    });
    expect(finding?.message).toContain('5.00 mm');
  });
});

describe('dimensions', () => {
  it.each<[string, Natural, string]>([
    [
      'of an organisation that is not there',
      dimension({ DimensionOrganizationUID: '1.2.3.9' }),
      'multi-frame/dimension-organisation-listed error',
    ],
    [
      'that point at nothing',
      dimension({ DimensionIndexPointer: '00209056', FunctionalGroupPointer: '00209111' }),
      'multi-frame/dimension-pointer-resolves error',
    ],
    ['that begin at 0', index([0], [1]), 'multi-frame/dimension-index-from-one error'],
    ['that are the same for two frames', index([1], [1]), 'multi-frame/dimension-index-unique warning'],
    [
      'that do not go with the position',
      frames(segmentation(), (groups, i) => ({
        ...groups,
        ...at(0),
        FrameContentSequence: [{ DimensionIndexValues: [i + 1] }],
      })),
      'multi-frame/dimension-index-consistent warning',
    ],
  ])('%s are found', (_, natural, expected) => expect(found(natural)).toContain(expected));
});

const segment = (more: Natural): Natural => ({
  ...segmentation(),
  SegmentSequence: [{ ...(segmentation().SegmentSequence as Natural[])[0], ...more }],
});

describe('pixels of segmentations and maps', () => {
  it('may be what the object says', () => {
    expect(found(fractional(100))).toEqual([]);
    expect(found(labelMap(1))).toEqual([]);
    expect(found(labelMap(0))).toEqual([]);
    expect(
      found(
        labelMap(1, {
          BitsAllocated: 16,
          BitsStored: 16,
          HighBit: 15,
          PixelData: { vr: 'OW', value: new Uint8Array(64) },
        }),
      ),
    ).toEqual([]);
  });

  it.each<[string, Natural, string]>([
    ['a fraction above the maximum', fractional(101), 'seg/value-within-maximum error'],
    ['a label that is not described', labelMap(7), 'seg/label-described error'],
    ['a label map of the other class', { ...labelMap(1), SOPClassUID: SOP.segmentation }, 'seg/type-of-class error'],
    ['a binary label map', { ...segmentation(), SOPClassUID: SOP.labelMapSegmentation }, 'seg/type-of-class error'],
    [
      'a label map of 32 bits',
      labelMap(1, { BitsAllocated: 32, BitsStored: 32, HighBit: 31 }),
      'seg/bits-by-type error',
    ],
    [
      'a category that is none',
      segment({ SegmentedPropertyCategoryCodeSequence: code('80891009', 'SCT', 'Heart') }),
      'seg/property-category warning',
    ],
    [
      'two algorithms for a segment',
      segment({
        SegmentationAlgorithmIdentificationSequence: [
          {
            AlgorithmFamilyCodeSequence: code('123110', 'DCM', 'Artificial Intelligence'),
            AlgorithmName: 'Other',
            AlgorithmVersion: '1',
          },
        ],
      }),
      'seg/algorithm-names-agree warning',
    ],
    [
      'a map of what is no number',
      { ...parametricMap(), FloatPixelData: [Number.NaN, ...Array.from({ length: 31 }, () => 0.5)] },
      'map/values-finite warning',
    ],
    [
      'a map beyond its range',
      { ...parametricMap(), FloatPixelData: Array.from({ length: 32 }, () => 3) },
      'map/values-in-mapped-range warning',
    ],
  ])('%s is found', (_, natural, expected) => expect(found(natural)).toContain(expected));

  it('of one bit follow each other without gaps between frames', () => {
    const odd = { ...segmentation(), Rows: 3, Columns: 3 };
    // 18 bits are three bytes and one of padding; a frame of nine bits on bytes of its own would be two times two.
    expect(found({ ...odd, NumberOfFrames: '3', PixelData: { vr: 'OB', value: new Uint8Array(6) } })).toContain(
      'image/bits-packed-without-gaps error',
    );
    expect(
      found({ ...odd, PixelData: { vr: 'OB', value: new Uint8Array(4) } }).filter((each) => each.startsWith('image')),
    ).toEqual([]);
  });

  it('are summed up from a stream as from memory, in any byte order', () => {
    const bytes = Uint8Array.from({ length: 64 }, (_, i) => (i % 2 === 0 ? i / 2 : 0));
    const natural = labelMap(0, {
      BitsAllocated: 16,
      BitsStored: 16,
      HighBit: 15,
      PixelData: { vr: 'OW', value: bytes },
    });
    const object = read(natural);
    const streamed = summarise(object, [bytes.subarray(0, 20), bytes.subarray(20)]);
    expect(streamed).toMatchObject({ least: 0, most: 31, notFinite: 0 });
    const big = readDicom(encodePart10(labelMap(0), { transferSyntax: '1.2.840.10008.1.2.2', littleEndian: false }));
    expect(summarise(big, [Uint8Array.of(0, 1, 0, 2)])?.most).toBe(2);
  });
});
