import type { Code, Exam } from '../../../model/exam';
import { type Json, reportBundle } from '../fhir/report';

/** DiagnosticReport and Observations about an exam, as a transaction (RCR l.220-226). */
export function fhirBundle(exam: Exam, findings: readonly { code: Code; present: boolean }[], at: Date): Json {
  const [family = '', given = ''] = exam.patientName.split('^');
  return reportBundle({
    order: {
      patientIdentifier: [[exam.patientId], [], [], [exam.issuerOfPatientId]],
      patientName: [[family], [given]],
      birthDate: exam.patientBirthDate,
      sex: exam.patientSex,
      patientClass: '',
      patientLocation: [],
      placerOrderNumber: [[exam.placerOrderNumber]],
      fillerOrderNumber: [[exam.fillerOrderNumber]],
      procedure: [[exam.procedure.value], [exam.procedure.meaning], [exam.procedure.scheme]],
      accessionNumber: exam.accessionNumber,
      studyInstanceUid: exam.studyInstanceUid,
      sender: { application: 'AIRW_AI', facility: 'AIRWORTHY' },
    },
    evaluated: findings.map(({ code, present }) => ({ code, present, alertable: false })),
    algorithms: [{ name: 'Scripted', version: '1', manufacturer: 'airworthy', abnormalities: [] }],
    objects: [],
    at,
  });
}
