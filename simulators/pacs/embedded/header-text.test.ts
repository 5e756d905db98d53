import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { DicomObject } from '../../../model/dicom/object';
import { readDicom } from '../../../model/dicom/reader';
import type { DicomJson } from '../../../protocols/dicomweb/dicom-json';
import { toPart10 } from '../../../protocols/dimse/encode';
import * as uids from '../../../protocols/dimse/uids';
import { realFile, realFiles } from '../../../tests/kit/real-files';
import { testStudy } from '../../../tests/pacs/instances';
import { HeaderText } from './header-text';

const parsed = (texts: HeaderText, object: DicomObject): DicomJson => JSON.parse(texts.of(object)) as DicomJson;
/** By one that has seen nothing before. */
const anew = (object: DicomObject): DicomJson => parsed(new HeaderText(), object);

function objectOf(more: Record<string, unknown>, transferSyntaxUid = uids.EXPLICIT_VR_LITTLE_ENDIAN): DicomObject {
  const uid = { SOPClassUID: uids.CT_IMAGE_STORAGE, SOPInstanceUID: '1.2.3' };
  return readDicom(toPart10({ ...uid, ...more }, transferSyntaxUid));
}

describe('the text of a header', () => {
  it('is the same whatever came before', () => {
    const texts = new HeaderText();
    const objects = [
      ...realFiles().map((name) => readDicom(readFileSync(realFile(name)), { skipPixelData: true })),
      ...testStudy().all.map(({ bytes }) => readDicom(bytes)),
    ];
    for (const object of [...objects, ...objects.reverse()]) expect(parsed(texts, object)).toEqual(anew(object));
  });

  it.each<[string, DicomObject, DicomObject, string, unknown]>([
    [
      'the character set',
      objectOf({ SpecificCharacterSet: 'ISO_IR 192', PatientName: 'Grün' }),
      // The same bytes in Latin 1.
      objectOf({ SpecificCharacterSet: 'ISO_IR 100', PatientName: 'GrÃ¼n' }),
      '00100010',
      { vr: 'PN', Value: [{ Alphabetic: 'GrÃ¼n' }] },
    ],
    [
      'a value',
      objectOf({ InstanceNumber: 1, Rows: 2 }),
      objectOf({ InstanceNumber: 2, Rows: 2 }),
      '00200013',
      { vr: 'IS', Value: [2] },
    ],
    [
      'a value that there was',
      objectOf({ StudyDescription: 'Head' }),
      objectOf({ StudyDescription: '' }),
      '00081030',
      { vr: 'LO' },
    ],
    ['an attribute that there was', objectOf({ StudyDescription: 'Head' }), objectOf({}), '00081030', undefined],
    [
      'how the same bytes are meant',
      objectOf({ SmallestImagePixelValue: 65_535, PixelRepresentation: 0 }, uids.IMPLICIT_VR_LITTLE_ENDIAN),
      objectOf({ SmallestImagePixelValue: -1, PixelRepresentation: 1 }, uids.IMPLICIT_VR_LITTLE_ENDIAN),
      '00280106',
      { vr: 'SS', Value: [-1] },
    ],
  ])('tells of %s', (_what, first, second, tag, element) => {
    const texts = new HeaderText();
    texts.of(first);
    expect(parsed(texts, second)[tag]).toEqual(element);
  });
});
