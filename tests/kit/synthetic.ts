import { buildSyntheticStudy, SYNTHETIC_STUDIES } from '../../fixtures/studies';
import type { Exam } from '../../model/exam';

/** An exam of a synthetic study, its patient of the age that the study is made for. */
export function syntheticExam(name: string, changed: Partial<Exam> = {}): Exam {
  const spec = SYNTHETIC_STUDIES.find((candidate) => candidate.name === name);
  if (!spec) throw new Error(`There is no synthetic study ${name}`);
  const { kind, modality, bodyPartExamined, procedure, expectation, patient } = spec;
  return {
    caseId: 'case-1',
    kind,
    study: name,
    patientId: 'AW1',
    issuerOfPatientId: 'AIRWORTHY',
    patientName: 'ÅSTRÖM^TEST',
    patientBirthDate: `${new Date().getUTCFullYear() - patient.ageYears}0101`,
    patientSex: patient.sex,
    accessionNumber: 'A1',
    placerOrderNumber: 'P1',
    fillerOrderNumber: 'F1',
    requestedProcedureId: 'RP1',
    scheduledProcedureStepId: 'SP1',
    studyInstanceUid: '2.25.123',
    modality,
    bodyPartExamined,
    procedure,
    expectation,
    ...changed,
  };
}

/** The files of a synthetic study. */
export function syntheticFiles(name: string, changed: Partial<Exam> = {}): Buffer[] {
  return buildSyntheticStudy(name, syntheticExam(name, changed)).instances.map(({ bytes }) => bytes);
}
