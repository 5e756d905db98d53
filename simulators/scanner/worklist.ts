import type { NaturalDataset } from '../../protocols/dimse/client';

export interface WorklistFilter {
  accessionNumber?: string;
  modality?: string;
  patientId?: string;
}

/** Matching and return keys of a modality worklist query (PS3.4 K.6.1.2.2, table K.6-1). */
export function worklistIdentifier(filter: WorklistFilter): NaturalDataset {
  return {
    SpecificCharacterSet: 'ISO_IR 192',
    AccessionNumber: filter.accessionNumber ?? '',
    ReferringPhysicianName: '',
    ReferencedStudySequence: [],
    ReferencedPatientSequence: [],
    PatientName: '',
    PatientID: filter.patientId ?? '',
    IssuerOfPatientID: '',
    PatientBirthDate: '',
    PatientSex: '',
    PatientWeight: '',
    MedicalAlerts: '',
    Allergies: '',
    PregnancyStatus: '',
    StudyInstanceUID: '',
    RequestingPhysician: '',
    RequestedProcedureDescription: '',
    RequestedProcedureCodeSequence: [{ CodeValue: '', CodingSchemeDesignator: '', CodeMeaning: '' }],
    AdmissionID: '',
    CurrentPatientLocation: '',
    ScheduledProcedureStepSequence: [
      {
        Modality: filter.modality ?? '',
        ScheduledStationAETitle: '',
        ScheduledProcedureStepStartDate: '',
        ScheduledProcedureStepStartTime: '',
        ScheduledPerformingPhysicianName: '',
        ScheduledProcedureStepDescription: '',
        ScheduledProtocolCodeSequence: [{ CodeValue: '', CodingSchemeDesignator: '', CodeMeaning: '' }],
        ScheduledProcedureStepID: '',
        ScheduledStationName: '',
        ScheduledProcedureStepLocation: '',
      },
    ],
    RequestedProcedureID: '',
    RequestedProcedurePriority: '',
    PlacerOrderNumberImagingServiceRequest: '',
    FillerOrderNumberImagingServiceRequest: '',
  };
}

/** Text of an attribute, '' where it is absent or empty. */
export function textOf(dataset: NaturalDataset, keyword: string): string {
  const value = dataset[keyword];
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

/** Items of a sequence, [] where it is absent or empty. */
export function itemsOf(dataset: NaturalDataset, keyword: string): NaturalDataset[] {
  const value = dataset[keyword];
  return Array.isArray(value) ? (value as NaturalDataset[]) : [];
}
