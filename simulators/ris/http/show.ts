import type { AbnormalityRow, ExamRow } from '../database/types';
import type { Records } from '../records';
import { PRIORITIES } from '../reporting-worklist';

/** An exam as the worklist shows it. */
export function shownOnWorklist(exam: ExamRow, abnormalities: AbnormalityRow[]) {
  return {
    accessionNumber: exam.accession_number,
    placerOrderNumber: exam.placer_order_number,
    fillerOrderNumber: exam.filler_order_number,
    studyInstanceUid: exam.study_instance_uid,
    patientId: exam.patient_id,
    patientName: exam.patient_name,
    modality: exam.modality,
    bodyPartExamined: exam.body_part,
    procedure: { value: exam.procedure_code, scheme: exam.procedure_scheme, meaning: exam.procedure_meaning },
    status: exam.status,
    priority: PRIORITIES[exam.priority] ?? 'routine',
    urgency: exam.urgency,
    referralLocation: exam.referral_location,
    specialty: exam.specialty,
    intendedReporter: exam.intended_reporter,
    orderedAt: exam.ordered_at,
    completedAt: exam.completed_at,
    reviewNeeded: exam.review_needed === 1,
    ai: {
      status: exam.ai_status,
      text: exam.ai_status_text,
      findings: exam.ai_findings,
      alert: exam.alert === 1,
      abnormalities: abnormalities.map(({ code, scheme, meaning, presence, value, alert, sender, received_at }) => ({
        code,
        scheme,
        meaning,
        presence,
        value,
        alert,
        sender,
        receivedAt: received_at,
      })),
    },
  };
}

/** An exam with everything that belongs to it. */
export function shownWhole({ results, reviews }: Records, exam: ExamRow) {
  const key = exam.accession_number;
  const shown = shownOnWorklist(
    exam,
    results.abnormalities(key).filter(({ current }) => current === 1),
  );
  return {
    ...shown,
    report: exam.report === null ? null : { text: exam.report, by: exam.reported_by, at: exam.reported_at },
    addenda: reviews.addenda(key).map(({ text, written_by, written_at }) => ({ text, by: written_by, at: written_at })),
    review: reviews.flags(key).map((flag) => ({
      reason: flag.reason,
      raisedAt: flag.raised_at,
      resolvedAt: flag.resolved_at,
      resolvedBy: flag.resolved_by,
      outcome: flag.outcome,
    })),
    ai: {
      ...shown.ai,
      alerts: results.alerts(key).map(({ meaning, flag, sender, raised_at }) => ({
        meaning,
        flag,
        sender,
        raisedAt: raised_at,
      })),
      observations: results.observations(key).map(({ segment, ...row }) => ({
        code: row.code,
        scheme: row.scheme,
        meaning: row.meaning,
        valueType: row.value_type,
        value: row.value,
        units: row.units,
        flags: row.flags,
        resultStatus: row.result_status,
        segment,
      })),
    },
  };
}
