import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CALCIFICATION_BLOBS, HAEMORRHAGE_BLOB } from '../../../fixtures/studies/phantom';
import { natural, toPart10 } from '../../../protocols/dimse/part10';
import { encodePart10, type Natural } from '../../../tests/kit/dicom-bytes';
import { syntheticFiles } from '../../../tests/kit/synthetic';
import { analyse } from './analyse';
import { outlineOf } from './outline';
import { readImages } from './read-images';
import { REFERENCE_ALGORITHM, REFERENCE_INTENDED_USE } from './reference';
import { checkScope } from './scope';

const study = (name: string): Buffer[] => syntheticFiles(name);
const volumeOf = ({ radii: [a, b, c] }: { radii: [number, number, number] }) => (4 / 3) * Math.PI * a * b * c;

describe('analysis of pixels', () => {
  it('finds the haemorrhage where it is and as large as it is, whatever the order of the files', () => {
    const images = readImages(study('ct-head-haemorrhage').reverse());
    const { lesions, evaluated } = analyse(images, REFERENCE_ALGORITHM);
    expect(evaluated.map(({ abnormality, present }) => [abnormality.code.meaning, present])).toEqual([
      ['Intracranial hemorrhage', true],
      ['Intracranial calcification', false],
    ]);
    expect(lesions).toHaveLength(1);
    const [lesion] = lesions;
    if (!lesion) return;
    lesion.centroidMm.forEach((value, axis) =>
      expect(Math.abs(value - (HAEMORRHAGE_BLOB.centre[axis] ?? NaN))).toBeLessThan(1.8),
    );
    expect(lesion.volumeMm3 / volumeOf(HAEMORRHAGE_BLOB)).toBeCloseTo(1, 1);
    expect(lesion.meanHu).toBeCloseTo(HAEMORRHAGE_BLOB.hu, 0);
    expect(lesion.maxDiameterMm).toBeGreaterThan(2 * HAEMORRHAGE_BLOB.radii[0] - 4);
    expect(lesion.maxDiameterMm).toBeLessThan(2 * HAEMORRHAGE_BLOB.radii[0] + 5);
    const { slice, row, column } = lesion.centroidIndex;
    expect(lesion.mask.get(slice)?.[row * images.columns + column]).toBe(1);
    const extent = ([from, to]: [number, number]) => to - from + 1;
    expect(extent(lesion.bounds.slice)).toBe(lesion.mask.size);
    expect(extent(lesion.bounds.column) * images.pixelSpacingMm[1]).toBeCloseTo(2 * HAEMORRHAGE_BLOB.radii[0], -1);
    expect(lesion.voxels).toBe([...lesion.mask.values()].reduce((sum, plane) => sum + plane.filter(Boolean).length, 0));
  });

  it('finds a calcification as dense as bone, and takes no rim of partial volume for blood', () => {
    const images = readImages(study('ct-head-normal'));
    // A block of bone density in the brain, its rim of 70 HU.
    for (const { hu } of images.images.slice(10, 14)) {
      for (let row = 40; row < 60; row += 1)
        for (let column = 40; column < 60; column += 1) {
          const isRim = row === 40 || row === 59 || column === 40 || column === 59;
          hu[row * images.columns + column] = isRim ? 70 : 600;
        }
    }
    const { lesions } = analyse(images, REFERENCE_ALGORITHM);
    expect(lesions.map(({ abnormality, voxels }) => [abnormality.code.value, voxels])).toEqual([
      ['ICALC', 4 * 18 * 18],
    ]);
  });

  it('finds both calcifications and calls none of it blood', () => {
    const { lesions } = analyse(readImages(study('ct-head-calcification')), REFERENCE_ALGORITHM);
    expect(lesions.map(({ abnormality }) => abnormality.code.value)).toEqual(['ICALC', 'ICALC']);
    const total = lesions.reduce((sum, { volumeMm3 }) => sum + volumeMm3, 0);
    const made = CALCIFICATION_BLOBS.reduce((sum, blob) => sum + volumeOf(blob), 0);
    // Blobs of three slices: what is left between slices and voxels is a tenth.
    expect(Math.abs(total / made - 1)).toBeLessThan(0.15);
  });

  it('finds nothing in a normal head', () => {
    const { lesions, evaluated } = analyse(readImages(study('ct-head-normal')), REFERENCE_ALGORITHM);
    expect(lesions).toEqual([]);
    expect(evaluated.every(({ present }) => !present)).toBe(true);
  });

  it('says why damaged or incomplete studies cannot be analysed', () => {
    expect(() => readImages(study('ct-head-damaged'))).toThrow(/cut short: 16384 of 32768 bytes/);
    const gap = study('ct-head-normal');
    gap.splice(10, 1);
    expect(() => readImages(gap)).toThrow(/not evenly spaced/);
    expect(() => readImages([])).toThrow(/no single-frame CT or MR image/);
    expect(() => analyse(readImages(study('ct-abdomen')), REFERENCE_ALGORITHM)).toThrow(/No closed skull/);
  });
});

describe('reading', () => {
  const one = (changed: Natural, pixels: number[]) =>
    readImages([
      encodePart10({
        SOPClassUID: '1.2.840.10008.5.1.4.1.1.2',
        SOPInstanceUID: '1.2.3',
        SeriesInstanceUID: '1.2',
        ImagePositionPatient: ['0', '0', '0'],
        ImageOrientationPatient: ['1', '0', '0', '0', '1', '0'],
        Rows: 1,
        Columns: pixels.length,
        BitsAllocated: 16,
        BitsStored: 12,
        PixelRepresentation: 0,
        RescaleIntercept: '-1024',
        RescaleSlope: '1',
        PixelData: { vr: 'OW', value: pixels },
        ...changed,
      }),
    ]).images[0]?.hu;

  it('takes the bits stored only, signed or not, and rescales them', () => {
    expect(one({}, [0, 1064, 4095, 0xf000 + 1064])).toEqual(Int16Array.of(-1024, 40, 3071, 40));
    const signed = { PixelRepresentation: 1, RescaleIntercept: '0', RescaleSlope: '2' };
    expect(one(signed, [20, 0xffff, 0x0fff, 0x0800])).toEqual(Int16Array.of(40, -2, -2, -4096));
  });

  it('leaves localisers out, and takes no series whose slices are not parallel', () => {
    expect(() => one({ ImageType: ['ORIGINAL', 'PRIMARY', 'LOCALIZER'] }, [0])).toThrow(/no single-frame CT or MR/);
    const files = syntheticFiles('ct-head-normal');
    const tilted = natural(files[3] ?? Buffer.alloc(0));
    tilted['ImageOrientationPatient'] = [1, 0, 0, 0, 0.9, 0.43589];
    files[3] = toPart10(tilted, '1.2.840.10008.1.2.1');
    expect(() => readImages(files)).toThrow(/do not lie parallel/);
  });
});

describe('scope', () => {
  const scope = (files: Buffer[]) => checkScope(readImages(files, { decode: false }), REFERENCE_INTENDED_USE);

  it.each(['ct-head-haemorrhage', 'ct-head-calcification', 'ct-head-normal', 'ct-head-damaged'])(
    '%s is inside',
    (name) => {
      expect(scope(study(name))).toEqual({ inScope: true });
    },
  );

  it.each([
    ['ct-abdomen', /body part ABDOMEN, intended for HEAD/],
    ['mr-head', /modality MR, intended for CT/],
    ['ct-head-child', /age 6, intended from 18/],
    ['ct-head-thick', /slices of 12 mm/],
  ])('%s is outside, for its reason only', (name, reason) => {
    const result = scope(study(name));
    expect(result).toMatchObject({ inScope: false, reason: expect.stringMatching(reason) });
    expect(result.inScope === false && result.reason.split(';')).toHaveLength(1);
  });

  it('takes a real abdominal CT for what it is', () => {
    const real = join(__dirname, '..', '..', '..', 'fixtures', 'real', 'ct-3slice');
    expect(scope(['01', '02', '03'].map((name) => readFileSync(join(real, `${name}.dcm`))))).toMatchObject({
      inScope: false,
    });
  });
});

describe('outline', () => {
  it.each([
    ['one pixel', ['....', '.#..', '....'], '1,1 2,1 2,2 1,2 1,1'],
    ['an L', ['.#..', '.#..', '.##.'], '1,0 2,0 2,2 3,2 3,3 1,3 1,0'],
    ['a diagonal', ['#...', '.#..', '....'], '0,0 1,0 1,1 2,1 2,2 1,2 1,1 0,1 0,0'],
    ['a pixel at the border', ['...#', '....', '....'], '3,0 4,0 4,1 3,1 3,0'],
  ])('goes round %s', (_what, rows, expected) => {
    const mask = Uint8Array.from(rows.join(''), (c) => (c === '#' ? 1 : 0));
    expect(
      outlineOf(mask, 4)
        .map(({ column, row }) => `${column},${row}`)
        .join(' '),
    ).toBe(expected);
  });
});
