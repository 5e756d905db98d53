import type { Exam } from '../../../model/exam';
import type { Database } from './database';
import type { AbnormalityRow, ExamRow } from './types';

export interface OrderDetails {
  urgency?: 'urgent' | 'routine';
  /** emergency, inpatient, outpatient, gp ... (RCR l.205). */
  referralLocation?: string;
  specialty?: string;
  intendedReporter?: string;
}

const COLUMNS = [
  'accession_number', 'placer_order_number', 'filler_order_number', 'study_instance_uid', 'patient_id', 'issuer_of_patient_id',
  'patient_name', 'patient_birth_date', 'patient_sex', 'requested_procedure_id', 'scheduled_procedure_step_id', 'procedure_code',
  'procedure_scheme', 'procedure_meaning', 'modality', 'body_part', 'specialty', 'referral_location', 'urgency', 'intended_reporter',
  'priority', 'ordered_at',
]; // prettier-ignore

type Changeable = Partial<
  Pick<
    ExamRow,
    | 'status'
    | 'priority'
    | 'completed_at'
    | 'ai_status'
    | 'ai_status_text'
    | 'review_needed'
    | 'report'
    | 'reported_at'
    | 'notice_waiting'
  >
>;

/** Reads and writes exams and what belongs to them. */
export class ExamTable {
  constructor(private readonly database: Database) {}

  insert(
    exam: Exam,
    { urgency = 'routine', referralLocation = 'emergency', specialty = '', intendedReporter = '' }: OrderDetails,
  ): void {
    this.database
      .prepare(`INSERT INTO exam (${COLUMNS.join(', ')}) VALUES (${COLUMNS.map((column) => `@${column}`).join(', ')})`)
      .run({
        accession_number: exam.accessionNumber,
        placer_order_number: exam.placerOrderNumber,
        filler_order_number: exam.fillerOrderNumber,
        study_instance_uid: exam.studyInstanceUid,
        patient_id: exam.patientId,
        issuer_of_patient_id: exam.issuerOfPatientId,
        patient_name: exam.patientName,
        patient_birth_date: exam.patientBirthDate,
        patient_sex: exam.patientSex,
        requested_procedure_id: exam.requestedProcedureId,
        scheduled_procedure_step_id: exam.scheduledProcedureStepId,
        procedure_code: exam.procedure.value,
        procedure_scheme: exam.procedure.scheme,
        procedure_meaning: exam.procedure.meaning,
        modality: exam.modality,
        body_part: exam.bodyPartExamined,
        specialty,
        referral_location: referralLocation,
        urgency,
        intended_reporter: intendedReporter,
        priority: urgency === 'urgent' ? 1 : 2,
        ordered_at: new Date().toISOString(),
      });
  }

  get(accessionNumber: string): ExamRow | undefined {
    return this.database.prepare('SELECT * FROM exam WHERE accession_number = ?').get(accessionNumber) as
      ExamRow | undefined;
  }

  /** Exams that have any of these identifiers. */
  findBy(ids: { accessionNumber?: string; placer?: string; filler?: string; study?: string }): ExamRow[] {
    return this.database
      .prepare(
        `SELECT * FROM exam WHERE accession_number = @accessionNumber OR placer_order_number = @placer
         OR filler_order_number = @filler OR study_instance_uid = @study`,
      )
      .all({ accessionNumber: '', placer: '', filler: '', study: '', ...ids }) as ExamRow[];
  }

  byStatus(...statuses: string[]): ExamRow[] {
    return this.database
      .prepare(`SELECT * FROM exam WHERE status IN (${statuses.map(() => '?').join(', ')}) ORDER BY ordered_at`)
      .all(...statuses) as ExamRow[];
  }

  update(accessionNumber: string, change: Changeable): void {
    const columns = Object.keys(change);
    this.database
      .prepare(
        `UPDATE exam SET ${columns.map((column) => `${column} = @${column}`).join(', ')} WHERE accession_number = @key`,
      )
      .run({ ...change, key: accessionNumber });
  }

  addAbnormality(accessionNumber: string, row: AbnormalityRow): void {
    this.database
      .prepare(
        `INSERT INTO ai_abnormality (accession_number, code, scheme, meaning, presence, value, alert, sender, control_id, received_at)
         VALUES (@accessionNumber, @code, @scheme, @meaning, @presence, @value, @alert, @sender, @control_id, @received_at)`,
      )
      .run({ accessionNumber, ...row });
  }

  abnormalities(accessionNumber: string): AbnormalityRow[] {
    return this.database
      .prepare('SELECT * FROM ai_abnormality WHERE accession_number = ? ORDER BY id')
      .all(accessionNumber) as AbnormalityRow[];
  }

  /** False when that sender's message was kept before. */
  keepMessage(message: { sender: string; controlId: string; accessionNumber: string; text: string }): boolean {
    const { changes } = this.database
      .prepare('INSERT OR IGNORE INTO message VALUES (@sender, @controlId, @accessionNumber, @text, @at)')
      .run({ ...message, at: new Date().toISOString() });
    return changes > 0;
  }

  audit(who: string, what: string, accessionNumber?: string): void {
    this.database
      .prepare('INSERT INTO audit (at, who, what, accession_number) VALUES (?, ?, ?, ?)')
      .run(new Date().toISOString(), who, what, accessionNumber ?? null);
  }

  auditTrail(limit = 1000): { at: string; who: string; what: string; accession_number: string | null }[] {
    return this.database
      .prepare('SELECT at, who, what, accession_number FROM audit ORDER BY id DESC LIMIT ?')
      .all(limit) as never;
  }
}
