import type { Code } from '../../model/exam';
import type { Natural } from './dicom-bytes';
import { code, codeItem, container, FINDING, measurements, numItem, report, reportHeader } from './objects';

const dcm = (value: string, meaning: string): Natural[] => code(value, 'DCM', meaning);
const coded = ({ value, scheme, meaning }: Code): Natural[] => code(value, scheme, meaning);

export const PRESENT = code('52101004', 'SCT', 'Present');
export const ABSENT = code('2667000', 'SCT', 'Absent');

/** A measurement group that says whether an abnormality is there. */
export const finding = (of: Code, presence: Natural[], ...more: Natural[]): Natural =>
  container(dcm('125007', 'Measurement Group'), [
    codeItem('CONTAINS', FINDING, coded(of)),
    codeItem('CONTAINS', code('705057003', 'SCT', 'Presence'), presence),
    ...more,
  ]);

/** A group that declares sensitivity and specificity, in percent. */
export const figures = (of: Code, sensitivity: string, specificity: string): Natural =>
  container(dcm('125007', 'Measurement Group'), [
    codeItem('CONTAINS', FINDING, coded(of)),
    numItem(code('C41394', 'NCIt', 'Sensitivity'), sensitivity, code('%', 'UCUM', '%')),
    numItem(code('C41395', 'NCIt', 'Specificity'), specificity, code('%', 'UCUM', '%')),
  ]);

/** A lawful report with these groups under Imaging Measurements. */
export const reportOf = (groups: Natural[], more: Natural = {}): Natural => ({
  ...report([...reportHeader(), measurements(groups)]),
  ...more,
});

/** A FHIR Observation of the test exam. */
export const observation = (of: Code, answer: string, more: Record<string, unknown> = {}) => ({
  resourceType: 'Observation',
  status: 'preliminary',
  code: { coding: [{ system: 'http://snomed.info/sct', code: of.value, display: of.meaning }] },
  subject: { identifier: { value: 'P1' } },
  valueString: answer,
  ...more,
});
