import type { Finding } from '../../model/check';
import type { Exam } from '../../model/exam';
import { nothingSeen } from '../workflow/reading/judging';
import { atAttribute, decide, scannerCheck } from './judging';
import { isSameName } from '../dicom/person-name';
import { type Command, itemsOf, stepsBegun, valueOf } from './traffic';

const RULE = 'scanner/mpps-identifies-exam';
const CLAUSE = 'PS3.4 table F.7.2-1, RCR l.103-110';
const SCHEDULED = 'ScheduledStepAttributesSequence';

/** RCR-M1.1f. */
export const mppsIdentifiesExam = scannerCheck({
  id: RULE,
  title: 'The procedure step names patient and exam as on the worklist',
  clause: CLAUSE,
  judge({ exam, ...caseRecord }) {
    const begun = stepsBegun({ exam, ...caseRecord });
    if (begun.length === 0) return nothingSeen('No procedure step was begun, so there was none to compare.');
    const findings = begun.flatMap(({ request }) => faultsOf(request, exam));
    return decide(
      findings,
      'The procedure step has the patient, study, accession number, requested procedure and scheduled step of the worklist.',
      begun.map(({ request }) => atAttribute(request, SCHEDULED)),
    );
  },
});

function faultsOf(request: Command, exam: Exam): Finding[] {
  const { attributes } = request;
  const steps = itemsOf(attributes, SCHEDULED);
  const at = Math.max(
    0,
    steps.findIndex((step) => valueOf(step, 'ScheduledProcedureStepID') === exam.scheduledProcedureStepId),
  );
  const step = steps[at];
  const ofStep: [string, string][] = [
    ['StudyInstanceUID', exam.studyInstanceUid],
    ['AccessionNumber', exam.accessionNumber],
    ['RequestedProcedureID', exam.requestedProcedureId],
    ['ScheduledProcedureStepID', exam.scheduledProcedureStepId],
  ];
  const ofPatient: [string, string][] = [
    ['PatientID', exam.patientId],
    ['PatientName', exam.patientName],
    ['PatientBirthDate', exam.patientBirthDate],
    ['PatientSex', exam.patientSex],
    ['Modality', exam.modality],
  ];
  return [
    ...ofStep.map(([keyword, expected]) => ({
      path: `${SCHEDULED}[${at}].${keyword}`,
      keyword,
      expected,
      seen: valueOf(step, keyword),
    })),
    ...ofPatient.map(([keyword, expected]) => ({
      path: keyword,
      keyword,
      expected,
      seen: valueOf(attributes, keyword),
    })),
  ]
    .filter(({ keyword, seen, expected }) =>
      keyword === 'PatientName' ? !isSameName(seen, expected) : seen !== expected,
    )
    .map(({ path, keyword, seen, expected }) => ({
      rule: RULE,
      clause: CLAUSE,
      severity: 'error',
      message:
        seen === ''
          ? `The procedure step has no ${keyword}.`
          : `The procedure step has another ${keyword} than the worklist entry.`,
      path,
      seen,
      expected,
      evidence: atAttribute(request, path),
    }));
}
