import type { ExamTable } from '../database/exams';
import type { ExamRow } from '../database/types';
import type { Notice } from './read-notice';

/** Finds the one exam a notice is about. A sentence instead where none, or another than the patient's, is meant. */
export function matchExam(exams: ExamTable, { ids }: Notice): ExamRow | string {
  const given = Object.entries({
    'OBR-18': ids.accessionNumber,
    'ORC-2': ids.placer,
    'ORC-3': ids.filler,
    'ZDS-1': ids.study,
  }).filter(([, value]) => value !== '');
  if (given.length === 0) return 'No exam is identified: OBR-18, ORC-2, ORC-3 and ZDS-1 are empty';
  const found = exams.findBy({
    accessionNumber: ids.accessionNumber,
    placer: ids.placer,
    filler: ids.filler,
    study: ids.study,
  });
  const [exam, another] = found;
  if (!exam) return `No exam has ${given.map(([field, value]) => `${field} ${value}`).join(', ')}`;
  if (another) return 'The identifiers belong to different exams';
  const actual: Record<string, string> = {
    'OBR-18': exam.accession_number,
    'ORC-2': exam.placer_order_number,
    'ORC-3': exam.filler_order_number,
    'ZDS-1': exam.study_instance_uid,
  };
  const wrong = given.find(([field, value]) => actual[field] !== value);
  if (wrong) return `${wrong[0]} ${wrong[1]} is not that of the exam found by the other identifiers`;
  if (ids.patientId === '') return 'PID-3 is empty';
  if (ids.patientId !== exam.patient_id) return 'PID-3 is not the patient of that exam';
  return exam;
}
