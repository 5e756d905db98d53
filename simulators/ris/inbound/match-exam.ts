import type { AckError } from '../../../protocols/mllp/build';
import type { ExamTable } from '../database/exams';
import type { ExamRow } from '../database/types';
import type { Notice, Sourced } from './read-notice';

/** Why a message is not taken: MSA-3, and what ERR says. */
export interface Refusal {
  reason: string;
  error: AckError;
}

/**
 * Finds the one exam a message is about. Everything by which it names an exam or a patient must agree: a result that may be
 * another patient's is filed nowhere (RCR l.188-190).
 */
export function matchExam(exams: ExamTable, { ids, patient }: Notice): ExamRow | Refusal {
  const given = Object.values(ids).flat();
  if (given.length === 0)
    return refuse('101', 'OBR-18', 'No exam is identified: OBR-18, ORC-2, ORC-3 and ZDS-1 are empty');
  if (patient.ids.length === 0) return refuse('101', 'PID-3', 'PID-3 is empty');
  const found = new Map(
    candidates(ids).flatMap((id) => exams.findBy(id).map((exam) => [exam.accession_number, exam] as const)),
  );
  const [exam, another] = [...found.values()].filter((one) => isPatient(one, patient));
  if (!exam) {
    const named = given.map(({ path, value }) => `${path} ${value}`).join(', ');
    return found.size > 0
      ? refuse('204', 'PID-3', 'PID-3 is not the patient of that exam')
      : refuse('204', given[0]?.path, `No exam has ${named}`);
  }
  if (another || found.size > 1) return refuse('204', given[0]?.path, 'The identifiers belong to different exams');
  const wrong = contradiction(exam, ids) ?? demographics(exam, patient);
  return wrong ? refuse('204', wrong.path, wrong.reason) : exam;
}

function candidates(
  ids: Notice['ids'],
): { accessionNumber?: string; placer?: string; filler?: string; study?: string }[] {
  return [
    ...ids.accessionNumber.map(({ value }) => ({ accessionNumber: value })),
    ...ids.placer.map(({ value }) => ({ placer: value })),
    ...ids.filler.map(({ value }) => ({ filler: value })),
    ...ids.study.map(({ value }) => ({ study: value })),
  ];
}

/** The number, and its authority where both sides name one. */
function isPatient(exam: ExamRow, { ids }: Notice['patient']): boolean {
  const issuer = exam.issuer_of_patient_id;
  return ids.some(
    ({ value, authority }) =>
      value === exam.patient_id &&
      (authority === '' || issuer === '' || authority.toLowerCase() === issuer.toLowerCase()),
  );
}

function contradiction(exam: ExamRow, ids: Notice['ids']): { path: string; reason: string } | undefined {
  const expected: Record<keyof Notice['ids'], string> = {
    accessionNumber: exam.accession_number,
    placer: exam.placer_order_number,
    filler: exam.filler_order_number,
    study: exam.study_instance_uid,
  };
  for (const key of Object.keys(expected) as (keyof Notice['ids'])[]) {
    const wrong = ids[key].find(({ value }: Sourced) => expected[key] !== '' && value !== expected[key]);
    if (wrong)
      return { path: wrong.path, reason: `${wrong.path} ${wrong.value} is not that of the exam found by others` };
  }
  return undefined;
}

/** What is left out says nothing; what is there must not be another person's. */
function demographics(
  exam: ExamRow,
  { familyName, birthDate, sex }: Notice['patient'],
): { path: string; reason: string } | undefined {
  if (/^\d{8}$/.test(birthDate) && exam.patient_birth_date !== '' && birthDate !== exam.patient_birth_date)
    return { path: 'PID-7', reason: 'PID-7 is not the birth date of the patient of that exam' };
  if (/^[MF]$/.test(sex) && /^[MF]$/.test(exam.patient_sex) && sex !== exam.patient_sex)
    return { path: 'PID-8', reason: 'PID-8 is not the sex of the patient of that exam' };
  const known = letters(exam.patient_name.split('=')[0]?.split('^')[0] ?? '');
  const told = letters(familyName);
  if (known !== '' && told !== '' && known !== told)
    return { path: 'PID-5', reason: 'PID-5 is not the name of the patient of that exam' };
  return undefined;
}

/** Without case, accents, spaces and hyphens, in which systems differ. */
function letters(name: string): string {
  return name
    .normalize('NFD')
    .replace(/[^\p{L}]/gu, '')
    .toUpperCase();
}

function refuse(code: AckError['code'], location: string | undefined, reason: string): Refusal {
  return { reason, error: { code, location } };
}
