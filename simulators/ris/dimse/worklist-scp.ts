import type { NaturalDataset } from '../../../protocols/dimse/types';
import type { ExamTable } from '../database/exams';
import type { ExamRow } from '../database/types';
import { matchesKeys, onlyKeys } from './matching';

/** Who asks for this Scheduled Station AE Title is answered with the reporting worklist (RCR l.202-218). */
export const REPORTING_STATION = 'REPORTING';

/** Answers modality worklist queries (PS3.4 K): exams that are scheduled, with the attributes that were asked for. */
export function findWorklist(exams: ExamTable, identifier: NaturalDataset, callingAeTitle: string): NaturalDataset[] {
  const items =
    stationOf(identifier) === REPORTING_STATION ? reportingItems(exams) : scheduledItems(exams, callingAeTitle);
  return items
    .filter((item) => matchesKeys(item, identifier))
    .map((item) => ({ ...onlyKeys(item, identifier), SpecificCharacterSet: 'ISO_IR 192' }));
}

function stationOf(identifier: NaturalDataset): string {
  const [step] = (identifier['ScheduledProcedureStepSequence'] ?? []) as NaturalDataset[];
  return String(step?.['ScheduledStationAETitle'] ?? '');
}

const scheduledItems = (exams: ExamTable, callingAeTitle: string): NaturalDataset[] =>
  exams.byStatus('scheduled').map((exam) => worklistItem(exam, callingAeTitle));

function reportingItems(exams: ExamTable): NaturalDataset[] {
  return exams.onReportingWorklist().map((exam) => ({
    ...worklistItem({ ...exam, station_ae_title: REPORTING_STATION }, REPORTING_STATION),
    RequestedProcedurePriority: ['STAT', 'HIGH', 'ROUTINE'][exam.priority] ?? 'ROUTINE',
  }));
}

/** All attributes of an entry (PS3.4 table K.6-1) that a RIS has. An exam for any scanner is planned for the one that asks. */
function worklistItem(exam: ExamRow, callingAeTitle: string): NaturalDataset {
  const code = [
    {
      CodeValue: exam.procedure_code,
      CodingSchemeDesignator: exam.procedure_scheme,
      CodeMeaning: exam.procedure_meaning,
    },
  ];
  const start = new Date(exam.ordered_at);
  return {
    AccessionNumber: exam.accession_number,
    ReferringPhysicianName: '',
    RequestingPhysician: '',
    RequestingService: exam.referral_location,
    ReferencedStudySequence: [],
    ReferencedPatientSequence: [],
    PatientName: exam.patient_name,
    PatientID: exam.patient_id,
    IssuerOfPatientID: exam.issuer_of_patient_id,
    PatientBirthDate: exam.patient_birth_date,
    PatientSex: exam.patient_sex,
    PatientWeight: '',
    MedicalAlerts: '',
    Allergies: '',
    PregnancyStatus: '',
    SpecialNeeds: '',
    PatientState: '',
    ConfidentialityConstraintOnPatientDataDescription: '',
    AdmissionID: '',
    CurrentPatientLocation: exam.referral_location,
    PatientTransportArrangements: '',
    StudyInstanceUID: exam.study_instance_uid,
    RequestedProcedureDescription: exam.procedure_meaning,
    RequestedProcedureCodeSequence: code,
    RequestedProcedureID: exam.requested_procedure_id,
    RequestedProcedurePriority: exam.urgency === 'urgent' ? 'STAT' : 'ROUTINE',
    PlacerOrderNumberImagingServiceRequest: exam.placer_order_number,
    FillerOrderNumberImagingServiceRequest: exam.filler_order_number,
    NamesOfIntendedRecipientsOfResults: exam.intended_reporter,
    ScheduledProcedureStepSequence: [
      {
        Modality: exam.modality,
        ScheduledStationAETitle: exam.station_ae_title || callingAeTitle,
        ScheduledProcedureStepStartDate: localDate(start),
        ScheduledProcedureStepStartTime: localTime(start),
        ScheduledPerformingPhysicianName: '',
        ScheduledProcedureStepDescription: exam.procedure_meaning,
        ScheduledProtocolCodeSequence: code,
        ScheduledProcedureStepID: exam.scheduled_procedure_step_id,
        ScheduledStationName: '',
        ScheduledProcedureStepLocation: '',
        RequestedContrastAgent: '',
        PreMedication: '',
        ScheduledProcedureStepStatus: 'SCHEDULED',
      },
    ],
  };
}

const two = (value: number): string => String(value).padStart(2, '0');

/** DA and TM are local time (PS3.5 6.2): a scanner asks for its own day. */
function localDate(at: Date): string {
  return `${at.getFullYear()}${two(at.getMonth() + 1)}${two(at.getDate())}`;
}

function localTime(at: Date): string {
  return `${two(at.getHours())}${two(at.getMinutes())}${two(at.getSeconds())}`;
}
