import type { NaturalDataset } from '../../../protocols/dimse/types';
import type { ExamTable } from '../database/exams';
import type { ExamRow } from '../database/types';

/** Answers modality worklist queries (PS3.4 K): exams that are scheduled, matched by the keys of table K.6-1. */
export function findWorklist(exams: ExamTable, identifier: NaturalDataset, stationAeTitle: string): NaturalDataset[] {
  const step = first(identifier['ScheduledProcedureStepSequence']);
  const wanted: [key: unknown, of: (item: NaturalDataset, step: NaturalDataset) => unknown][] = [
    ...['AccessionNumber', 'PatientID', 'PatientName', 'StudyInstanceUID', 'RequestedProcedureID'].map(
      (keyword): (typeof wanted)[number] => [identifier[keyword], (item) => item[keyword]],
    ),
    ...['Modality', 'ScheduledStationAETitle', 'ScheduledProcedureStepStartDate', 'ScheduledProcedureStepID'].map(
      (keyword): (typeof wanted)[number] => [step[keyword], (_item, itemStep) => itemStep[keyword]],
    ),
  ];
  return exams
    .byStatus('scheduled')
    .map((exam) => worklistItem(exam, stationAeTitle))
    .filter((item) => {
      const itemStep = first(item['ScheduledProcedureStepSequence']);
      return wanted.every(([key, of]) => matches(String(key ?? ''), String(of(item, itemStep) ?? '')));
    });
}

function worklistItem(exam: ExamRow, stationAeTitle: string): NaturalDataset {
  const code = [
    {
      CodeValue: exam.procedure_code,
      CodingSchemeDesignator: exam.procedure_scheme,
      CodeMeaning: exam.procedure_meaning,
    },
  ];
  const ordered = exam.ordered_at.replace(/\D/g, '');
  return {
    SpecificCharacterSet: 'ISO_IR 192',
    AccessionNumber: exam.accession_number,
    ReferringPhysicianName: 'REFERRER^TEST',
    PatientName: exam.patient_name,
    PatientID: exam.patient_id,
    IssuerOfPatientID: exam.issuer_of_patient_id,
    PatientBirthDate: exam.patient_birth_date,
    PatientSex: exam.patient_sex,
    PatientWeight: '',
    MedicalAlerts: '',
    Allergies: '',
    StudyInstanceUID: exam.study_instance_uid,
    RequestedProcedureDescription: exam.procedure_meaning,
    RequestedProcedureCodeSequence: code,
    RequestedProcedureID: exam.requested_procedure_id,
    RequestedProcedurePriority: exam.urgency === 'urgent' ? 'STAT' : 'ROUTINE',
    CurrentPatientLocation: exam.referral_location,
    PlacerOrderNumberImagingServiceRequest: exam.placer_order_number,
    FillerOrderNumberImagingServiceRequest: exam.filler_order_number,
    ScheduledProcedureStepSequence: [
      {
        Modality: exam.modality,
        ScheduledStationAETitle: stationAeTitle,
        ScheduledProcedureStepStartDate: ordered.slice(0, 8),
        ScheduledProcedureStepStartTime: ordered.slice(8, 14),
        ScheduledPerformingPhysicianName: '',
        ScheduledProcedureStepDescription: exam.procedure_meaning,
        ScheduledProtocolCodeSequence: code,
        ScheduledProcedureStepID: exam.scheduled_procedure_step_id,
        ScheduledStationName: '',
        ScheduledProcedureStepLocation: '',
      },
    ],
  };
}

/** Single value, wild card and range matching (PS3.4 C.2.2.2); '' matches everything. */
function matches(key: string, value: string): boolean {
  if (key === '' || key === '*') return true;
  if (/^\d{8}-$|^-\d{8}$|^\d{8}-\d{8}$/.test(key)) {
    const [from = '', to = ''] = key.split('-');
    return (from === '' || value >= from) && (to === '' || value <= to);
  }
  if (!/[*?]/.test(key)) return key.toLowerCase() === value.toLowerCase();
  const pattern = key
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${pattern}$`, 'i').test(value);
}

function first(sequence: unknown): NaturalDataset {
  return (Array.isArray(sequence) ? (sequence[0] as NaturalDataset | undefined) : undefined) ?? {};
}
