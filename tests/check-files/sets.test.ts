import { beforeEach, describe, expect, it } from 'vitest';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PACKAGE_ROOT } from '../../model/package-root';
import type { Natural } from '../kit/dicom-bytes';
import * as make from '../kit/objects';
import { HAEMORRHAGE, obxLines, CALCIFICATION } from '../kit/scenario';
import { breathe, bundle, checkThe, type Content, notice, said, study } from './files-kit';

beforeEach(breathe);

const changed = (name: string, change: Natural): Record<string, Natural> => {
  const files = study();
  return { ...files, [name]: { ...files[name], ...change } };
};

/** The report with figures of performance for one abnormality. */
function declaring(code: Natural[], figures: [concept: Natural[], value: string][]): Natural {
  const unit = make.code('1', 'UCUM', 'no units');
  const group = make.container(make.code('D1', '99AIRW', 'Declared performance'), [
    make.codeItem('CONTAINS', make.FINDING, code),
    ...figures.map(([concept, value]) => make.numItem(concept, value, unit)),
  ]);
  return { ...make.report([group]), SOPInstanceUID: '1.2.3.100.3.9' };
}
const SENSITIVITY = make.code('LP1', '99AIRW', 'Sensitivity');
const SPECIFICITY = make.code('LP2', '99AIRW', 'Specificity');

describe('a set in which all agree', () => {
  it('has no finding across objects', () => {
    const report = checkThe({ ...study(), 'notice.hl7': notice(), 'report.json': bundle() });
    expect(said(report)).toEqual([]);
    expect(report.counts).toEqual({ files: 6, objects: 7, error: 0, warning: 0, info: 0 });
  });
});

describe('rules about a set', () => {
  it.each<[string, Record<string, Content>, string]>([
    [
      'the same UID for another object',
      { ...study(), 'z.dcm': { ...make.ctImage(1), SOPInstanceUID: make.IMAGE_UIDS[0] } },
      'z.dcm set/unique-sop-instance-uid error',
    ],
    ['a copy', { ...study(), 'z.dcm': make.ctImage(0) }, 'z.dcm set/object-once warning'],
    ['another Patient ID', changed('sr.dcm', { PatientID: 'P2' }), 'sr.dcm set/same-patient error'],
    ['no Patient ID', changed('seg.dcm', { PatientID: null }), 'seg.dcm set/same-patient error'],
    ['another name', changed('seg.dcm', { PatientName: 'DOE^JOHN' }), 'seg.dcm set/same-patient error'],
    [
      'another Accession Number',
      changed('sr.dcm', { AccessionNumber: 'A2' }),
      'sr.dcm set/same-accession-number error',
    ],
    ['another Study Date', changed('sr.dcm', { StudyDate: '20250101' }), 'sr.dcm set/same-study-attributes warning'],
    [
      'two modalities in a series',
      changed('sr.dcm', { SeriesInstanceUID: make.IMAGE_SERIES }),
      'sr.dcm set/same-series-attributes error',
    ],
    [
      'a series in two studies',
      changed('ct1.dcm', { StudyInstanceUID: '1.2.3.200' }),
      'ct1.dcm set/same-series-attributes error',
    ],
    [
      'a result in the series of the images',
      { ...study(), 'sc.dcm': { ...make.secondaryCapture(), Modality: 'CT', SeriesInstanceUID: make.IMAGE_SERIES } },
      'sc.dcm set/result-in-series-of-its-own error',
    ],
    [
      'a result in another study',
      changed('seg.dcm', { StudyInstanceUID: '1.2.3.200' }),
      'seg.dcm set/result-in-study-of-images error',
    ],
    [
      'a message about another patient',
      { ...study(), 'n.hl7': notice({ pid: 'PID|1||P9^^^H^MR||X^Y||19700101|F' }) },
      'n.hl7 set/message-names-same-patient error',
    ],
    [
      'a resource about another patient',
      { ...study(), 'r.json': bundle('present', 'P9') },
      'r.json set/message-names-same-patient error',
    ],
    [
      'OBX-5 that denies',
      { ...study(), 'n.hl7': notice({ lines: obxLines([[HAEMORRHAGE, 'absent']]) }) },
      'n.hl7 set/findings-agree error',
    ],
    ['FHIR that denies', { ...study(), 'r.json': bundle('absent') }, 'r.json set/findings-agree error'],
    [
      'a declaration of something else',
      {
        ...study(),
        'd.dcm': declaring(make.code(CALCIFICATION.value, 'SCT', CALCIFICATION.meaning), [
          [SENSITIVITY, '0.9'],
          [SPECIFICITY, '0.9'],
        ]),
      },
      'sr.dcm set/declaration-covers-findings error',
    ],
    [
      'half a declaration',
      { ...study(), 'd.dcm': declaring(make.HAEMORRHAGE, [[SENSITIVITY, '0.9']]) },
      'sr.dcm set/declaration-covers-findings error',
    ],
    ['an image that is not there', { ...study(), 'ct1.dcm': 'not DICOM' }, 'sr.dcm graph/reference-resolves error'],
  ])('find %s', (_, files, expected) => {
    expect(said(checkThe(files))).toContain(expected);
  });

  it('take a full declaration', () => {
    const declaration = declaring(make.HAEMORRHAGE, [
      [SENSITIVITY, '0.9'],
      [SPECIFICITY, '0.95'],
    ]);
    expect(said(checkThe({ ...study(), 'd.dcm': declaration })).filter((each) => each.includes('declaration'))).toEqual(
      [],
    );
  });

  it('are all tried here or with files', () => {
    const read = (path: string): string => readFileSync(join(PACKAGE_ROOT, path), 'utf8');
    const ids = [...read('checks/files/rules.ts').matchAll(/\bid: '([^']+)'/g)].map(([, id = '']) => id);
    const tests = ['tests/check-files/sets.test.ts', 'tests/check-files/check-files.test.ts'].map(read).join('\n');
    expect(ids.length).toBeGreaterThan(15);
    expect(ids.filter((id) => !tests.includes(` ${id} `))).toEqual([]);
  });

  it('do not mix studies', () => {
    const other = {
      ...make.ctImage(0),
      StudyInstanceUID: '1.2.9',
      SeriesInstanceUID: '1.2.9.1',
      SOPInstanceUID: '1.2.9.1.1',
      PatientID: 'P7',
      AccessionNumber: 'A7',
    };
    const lone = notice({
      pid: 'PID|1||P9^^^H^MR||X^Y||19700101|F',
      obr: 'OBR|1|Q1|Q2|CT^CT^99X||||||||||||||A9',
      lines: [],
    });
    const rules = said(checkThe({ ...study(), 'other.dcm': other, 'n.hl7': lone })).filter((each) =>
      each.includes(' set/'),
    );
    expect(rules).toEqual([]);
  });
});
