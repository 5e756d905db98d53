import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readDicom } from '../../../model/dicom/reader';
import { toPart10 } from '../../../protocols/dimse/encode';
import * as uids from '../../../protocols/dimse/uids';
import { realFile, realFiles } from '../../../tests/kit/real-files';
import { type Header, headerOf } from './header';
import { HeaderText } from './header-text';
import { LikeBefore } from './like-before';

const IN_MEMORY = 16 * 1024;
const beginningOf = (bytes: Buffer): Buffer => bytes.subarray(0, IN_MEMORY);
const read = (beginning: Buffer): Header => headerOf(readDicom(beginning, { skipPixelData: true })) as Header;
const same = (told: Header | undefined): unknown => told && { ...told, json: JSON.parse(told.json) as unknown };

function remembering(beginning: Buffer): LikeBefore {
  const object = readDicom(beginning, { skipPixelData: true });
  const before = new LikeBefore();
  before.remember(beginning, object, headerOf(object) as Header, () => new HeaderText().ofEach(object));
  return before;
}

const IMAGE = {
  SOPClassUID: uids.CT_IMAGE_STORAGE,
  SOPInstanceUID: '1.2.3.4',
  StudyInstanceUID: '1.2.3',
  SeriesInstanceUID: '1.2.3.5',
  Modality: 'CT',
  PatientID: 'P1',
  PatientName: 'Grün^Anna',
  ImageComments: 'first',
  InstanceNumber: 1,
  SliceLocation: 12.5,
  ReferencedImageSequence: [{ ReferencedSOPInstanceUID: '1.2.3.4.5' }],
  PixelRepresentation: 0,
  Rows: 100,
  Columns: 100,
  BitsAllocated: 16,
};
const image = (more: Record<string, unknown>, syntax = uids.EXPLICIT_VR_LITTLE_ENDIAN): Buffer =>
  beginningOf(toPart10({ ...IMAGE, ...more, PixelData: Buffer.alloc(20_000, 7) }, syntax));

describe('a header that is like the one before', () => {
  it.each([uids.EXPLICIT_VR_LITTLE_ENDIAN, uids.IMPLICIT_VR_LITTLE_ENDIAN])(
    'is told in %s as reading tells it',
    (syntax) => {
      const before = remembering(image({}, syntax));
      for (const more of [
        {},
        { SOPInstanceUID: '1.2.3.4.567.89' },
        { SOPInstanceUID: '1.2.3.4.567', InstanceNumber: 1234, SliceLocation: -0.25 },
        { StudyInstanceUID: '1.9', SeriesInstanceUID: '1.9.1', Modality: 'MR', Rows: 7 },
        { SOPClassUID: uids.SECONDARY_CAPTURE_IMAGE_STORAGE, InstanceNumber: '' },
      ]) {
        const next = image(more, syntax);
        expect(same(before.read(next))).toEqual(same(read(next)));
      }
    },
  );

  it('is told of real slices', () => {
    const [first, ...others] = ['01', '02', '03'].map((name) =>
      beginningOf(readFileSync(realFile(`ct-3slice/${name}.dcm`))),
    );
    const before = remembering(first as Buffer);
    for (const other of others) expect(same(before.read(other))).toEqual(same(read(other)));
  });

  it.each<[string, Buffer]>([
    ['text in a character set has changed', image({ ImageComments: 'second' })],
    [
      'the character set has changed',
      Buffer.from(image({}).toString('latin1').replace('ISO_IR 192', 'ISO_IR 100'), 'latin1'),
    ],
    ['it is said in another way what values mean', image({ PixelRepresentation: 1 })],
    ['a sequence has changed', image({ ReferencedImageSequence: [{ ReferencedSOPInstanceUID: '1.2.3.4.6' }] })],
    ['an attribute has come', image({ WindowCenter: 40 })],
    ['an attribute has gone', image({ SliceLocation: undefined })],
    ['the transfer syntax has changed', image({}, uids.IMPLICIT_VR_LITTLE_ENDIAN)],
    ['a UID is none', image({ SOPInstanceUID: '' })],
    ['it is cut off', image({}).subarray(0, 400)],
    ['it is no DICOM', Buffer.alloc(IN_MEMORY)],
    [
      'there is more after its pixels',
      beginningOf(toPart10({ ...IMAGE, PixelData: Buffer.alloc(10) }, '1.2.840.10008.1.2.1')),
    ],
  ])('is to be read where %s', (_what, next) => {
    const before = remembering(image({}));
    expect(before.read(image({})), 'else nothing is told at all').toBeDefined();
    expect(before.read(next)).toBeUndefined();
  });

  it('is never told otherwise than reading tells it, whatever is spoilt', () => {
    const beginnings = [
      image({}),
      image({}, uids.IMPLICIT_VR_LITTLE_ENDIAN),
      ...realFiles().map((name) => beginningOf(readFileSync(realFile(name)))),
    ];
    let random = 20261128;
    const next = (below: number): number => {
      random = (Math.imul(random, 1_103_515_245) + 12_345) & 0x7fffffff;
      return random % below;
    };
    let told = 0;
    for (const beginning of beginnings) {
      const before = remembering(beginning);
      if (!before.read(beginning)) continue;
      const headerBytes = readDicom(beginning, { skipPixelData: true }).dataset.elements.at(-1)?.offset ?? 0;
      for (let trial = 0; trial < 300; trial++) {
        const spoilt = Buffer.from(beginning);
        for (let changes = 1 + next(3); changes > 0; changes--) spoilt[132 + next(headerBytes - 132)] = next(256);
        const header = before.read(spoilt);
        if (!header) continue;
        told++;
        expect(same(header)).toEqual(same(read(spoilt)));
      }
    }
    expect(told).toBeGreaterThan(100);
  });
});
