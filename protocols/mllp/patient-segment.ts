import type { Exam } from '../../model/exam';
import type { SegmentValues } from './build';

type Patient = Pick<Exam, 'patientId' | 'issuerOfPatientId' | 'patientName' | 'patientBirthDate' | 'patientSex'>;

/** PID of a patient (HL7 v2 3.4.2): identifier, name, date of birth and sex. */
export function patientSegment(patient: Patient): SegmentValues {
  return {
    '1': '1',
    '3.1': patient.patientId,
    '3.4': patient.issuerOfPatientId,
    '3.5': 'MR',
    ...patientName(patient.patientName),
    '7': patient.patientBirthDate,
    '8': patient.patientSex,
  };
}

/** PID-5 of a DICOM person name: its alphabetic group, prefix and suffix in the order of XPN. */
export function patientName(name: string): SegmentValues {
  const [family, given, middle, prefix, suffix] = (name.split('=')[0] ?? '').split('^');
  return { '5.1': family, '5.2': given, '5.3': middle, '5.4': suffix, '5.5': prefix };
}
