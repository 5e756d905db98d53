/** A coded concept (PS3.3 8.8): the triplet that carries meaning in SR, OBX-3 and FHIR alike. */
export interface Code {
  /** Code Value (0008,0100). */
  value: string;
  /** Coding Scheme Designator (0008,0102), e.g. SCT, DCM, 99AIRW. */
  scheme: string;
  /** Code Meaning (0008,0104). */
  meaning: string;
}

export const STUDY_KINDS = ['critical', 'positive', 'negative', 'out-of-scope', 'damaged'] as const;
/**
 * critical: holds a finding that must raise an alert; positive: a finding that must not; negative: none of the
 * evaluated abnormalities; out-of-scope: outside the intended use; damaged: in scope by its header, not analysable.
 */
export type StudyKind = (typeof STUDY_KINDS)[number];

/** What identifies one exam everywhere on the wire. Every scenario gets fresh values. */
export interface Exam {
  /** Key within a run, e.g. `case-12`. */
  caseId: string;
  kind: StudyKind;
  /** Name of the study source, e.g. `ct-head-haemorrhage`, or the folder a buyer supplied. */
  study: string;
  patientId: string;
  /** Issuer of Patient ID (0010,0021) = PID-3.4. */
  issuerOfPatientId: string;
  /** PN in DICOM form, `FAMILY^GIVEN`. */
  patientName: string;
  /** YYYYMMDD. */
  patientBirthDate: string;
  /** M, F or O. */
  patientSex: string;
  accessionNumber: string;
  /** ORC-2 / (0040,2016). */
  placerOrderNumber: string;
  /** ORC-3 / (0040,2017). */
  fillerOrderNumber: string;
  requestedProcedureId: string;
  scheduledProcedureStepId: string;
  studyInstanceUid: string;
  modality: string;
  /** Coded procedure, OBR-4 and Requested Procedure Code Sequence. */
  procedure: Code;
  bodyPartExamined: string;
  /** What the buyer (or the generator) knows to be in the images; checks compare against it. */
  expectation: Expectation;
}

export interface Expectation {
  inScope: boolean;
  /** Abnormalities that are in the images. */
  present: Code[];
  /** Evaluated abnormalities that are not. */
  absent: Code[];
  /** A critical finding is present, so an alert is due (RCR l.152-157). */
  alert: boolean;
}
