import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { run } from '../../tests/kit/processes';
import { realFile, realFiles } from '../../tests/kit/real-files';
import { encodeDataset, natural, naturalBytes, readMeta, toPart10, unwrap, wrap } from './part10';
import * as uids from './uids';

const scratch = mkdtempSync(join(tmpdir(), 'airworthy-test-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const dataset = {
  SOPClassUID: uids.SECONDARY_CAPTURE_IMAGE_STORAGE,
  SOPInstanceUID: '2.25.1',
  PatientName: 'MÜLLER^ÄNNE',
  PatientID: '',
  SliceThickness: 1 / 3,
  ImagePositionPatient: [-126.69000200000001, 0, 1.5],
  Rows: 2,
  Columns: 1,
  BitsAllocated: 16,
  PixelRepresentation: 1,
  SmallestImagePixelValue: -5,
  FrameIncrementPointer: '00181063',
  ReferencedSeriesSequence: [{ SeriesInstanceUID: '1.2', ReferencedSOPSequence: [] }, { SeriesInstanceUID: '1.3' }],
  PixelData: Buffer.from([1, 2, 3, 4]),
};

describe('plain objects and DICOM bytes', () => {
  it.each([uids.EXPLICIT_VR_LITTLE_ENDIAN, uids.IMPLICIT_VR_LITTLE_ENDIAN])('come back in %s', (transferSyntax) => {
    const back = naturalBytes(encodeDataset(dataset, transferSyntax), transferSyntax);
    expect(back).toMatchObject({
      ...dataset,
      SpecificCharacterSet: 'ISO_IR 192',
      SliceThickness: 0.33333333333333,
      ImagePositionPatient: [-126.690002, 0, 1.5],
    });
  });

  it('are read by dcmdump as they were meant', async () => {
    const file = join(scratch, 'object.dcm');
    writeFileSync(file, toPart10(dataset, uids.EXPLICIT_VR_LITTLE_ENDIAN));
    const { code, output } = await run('dcmdump', ['+U8', file]);
    expect(code, output).toBe(0);
    expect(output).toMatch(/\(0008,0005\) CS \[ISO_IR 192\]/);
    expect(output).toMatch(/\(0010,0010\) PN \[MÜLLER\^ÄNNE\]/);
    expect(output).toMatch(/\(0028,0106\) SS -5 /);
    expect(output).toMatch(/\(0028,0009\) AT \(0018,1063\)/);
    expect(output).toMatch(/\(7fe0,0010\) OW 0201\\0403/);
    expect(output).toMatch(/\(0002,0012\) UI \[2\.25\.288031646488230094106403660125219985564\]/);
  });

  it('keep over-long values, for a peer to object to', () => {
    const name = 'X'.repeat(100);
    const bytes = encodeDataset({ PatientID: name }, uids.EXPLICIT_VR_LITTLE_ENDIAN);
    expect(naturalBytes(bytes, uids.EXPLICIT_VR_LITTLE_ENDIAN)['PatientID']).toBe(name);
  });

  it('name the key that is no DICOM keyword', () => {
    expect(() => encodeDataset({ ReferencedSeriesSequence: [{ Foo: 1 }] }, uids.EXPLICIT_VR_LITTLE_ENDIAN)).toThrow(
      'ReferencedSeriesSequence[0].Foo is neither a DICOM keyword nor a tag.',
    );
    expect(() => encodeDataset({ PixelData: 'text' }, uids.EXPLICIT_VR_LITTLE_ENDIAN)).toThrow(/must be bytes/);
    expect(() => toPart10({ PatientID: '1' }, uids.EXPLICIT_VR_LITTLE_ENDIAN)).toThrow(/needs SOPClassUID/);
  });

  it.each(['pydicom/chrGreek.dcm', 'pydicom/chrRuss.dcm', 'pydicom/chrH31.dcm', 'pydicom/chrFrenMulti.dcm'])(
    'decode the name in %s and write it as UTF-8',
    (name) => {
      const first = natural(readFileSync(realFile(name)));
      expect([...(first['PatientName'] as string)].some((character) => character > '\u007f')).toBe(true);
      const again = naturalBytes(encodeDataset(first, uids.EXPLICIT_VR_LITTLE_ENDIAN), uids.EXPLICIT_VR_LITTLE_ENDIAN);
      expect(again['PatientName']).toEqual(first['PatientName']);
      expect(again['SpecificCharacterSet']).toBe('ISO_IR 192');
    },
  );
});

describe('Part 10 wrapping', () => {
  it('splits each real file and puts it together with the same data set bytes', () => {
    for (const name of realFiles()) {
      const file = readFileSync(realFile(name));
      const { meta, datasetBytes } = unwrap(file);
      const again = unwrap(wrap(datasetBytes, meta));
      expect(again.meta).toEqual(meta);
      expect(again.datasetBytes.equals(datasetBytes)).toBe(true);
      expect(natural(file)['SOPInstanceUID'], name).toBe(meta.sopInstanceUid);
    }
  });

  it('says what is wrong with a file', () => {
    expect(() => unwrap(Buffer.from('hello'))).toThrow(/not a DICOM file: DICM is missing/);
    const file = readFileSync(realFile('pydicom/CT_small.dcm'));
    expect(() => unwrap(file.subarray(0, 200))).toThrow(/ends within its file meta|has no/);
    expect(() => readMeta(Buffer.concat([file.subarray(0, 132), Buffer.alloc(100)]))).toThrow(
      'The file meta information has no MediaStorageSOPClassUID (PS3.10 7.1).',
    );
    expect(() => natural(Buffer.from('not dicom at all, is it?'))).toThrow(/could not be read/);
  });

  it('makes UIDs that are valid and new', () => {
    const made = new Set(Array.from({ length: 100 }, () => uids.newUid()));
    expect(made.size).toBe(100);
    for (const uid of made) expect(uid).toMatch(/^2\.25\.[1-9]\d{20,38}$/);
  });
});
