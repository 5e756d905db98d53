import type { Exam } from '../../../model/exam';
import type { Database } from './database';
import type { ExamRow, ExamStatus } from './types';

export interface OrderDetails {
  urgency?: 'urgent' | 'routine';
  /** ORC-7.6 or a word for it: S, A, STAT, ASAP, URGENT or R, ROUTINE. Counts where `urgency` is left out. */
  priority?: string;
  /** emergency, inpatient, outpatient, gp ... (RCR l.205). */
  referralLocation?: string;
  specialty?: string;
  intendedReporter?: string;
  /** AE title of the scanner it is planned for; any when left out. */
  stationAeTitle?: string;
}

export interface ExamIds {
  accessionNumber?: string;
  placer?: string;
  filler?: string;
  study?: string;
}

const COLUMNS = [
  'accession_number', 'placer_order_number', 'filler_order_number', 'study_instance_uid', 'patient_id', 'issuer_of_patient_id',
  'patient_name', 'patient_birth_date', 'patient_sex', 'requested_procedure_id', 'scheduled_procedure_step_id', 'procedure_code',
  'procedure_scheme', 'procedure_meaning', 'modality', 'body_part', 'specialty', 'referral_location', 'urgency', 'intended_reporter',
  'station_ae_title', 'priority', 'ordered_at',
]; // prettier-ignore

export type ExamChange = Partial<Omit<ExamRow, 'accession_number'>>;

/** Reads and writes exams. */
export class ExamTable {
  constructor(private readonly database: Database) {}

  /** Throws a plain sentence where the exam, its study or its order is there already. */
  insert(exam: Exam, details: OrderDetails): void {
    const urgency = details.urgency ?? urgencyOf(details.priority);
    const taken = this.findBy({ accessionNumber: exam.accessionNumber, study: exam.studyInstanceUid })[0];
    if (taken) {
      const what =
        taken.accession_number === exam.accessionNumber
          ? `accession number ${exam.accessionNumber}`
          : `Study Instance UID ${exam.studyInstanceUid}`;
      throw new Error(`There is an exam with ${what} already. Every order needs its own.`);
    }
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
        specialty: details.specialty ?? '',
        referral_location: details.referralLocation ?? 'emergency',
        urgency,
        intended_reporter: details.intendedReporter ?? '',
        station_ae_title: details.stationAeTitle ?? '',
        priority: urgency === 'urgent' ? 1 : 2,
        ordered_at: new Date().toISOString(),
      });
  }

  get(accessionNumber: string): ExamRow | undefined {
    return this.database.prepare('SELECT * FROM exam WHERE accession_number = ?').get(accessionNumber) as
      ExamRow | undefined;
  }

  /** Exams that have any of these identifiers; what is empty or left out finds nothing. */
  findBy(ids: ExamIds): ExamRow[] {
    const columns: [string, string | undefined][] = [
      ['accession_number', ids.accessionNumber],
      ['placer_order_number', ids.placer],
      ['filler_order_number', ids.filler],
      ['study_instance_uid', ids.study],
    ];
    const given = columns.filter(([, value]) => value !== undefined && value !== '');
    if (given.length === 0) return [];
    return this.database
      .prepare(`SELECT * FROM exam WHERE ${given.map(([column]) => `${column} = ?`).join(' OR ')} LIMIT 10`)
      .all(...given.map(([, value]) => value)) as ExamRow[];
  }

  byStatus(status: ExamStatus): ExamRow[] {
    return this.database.prepare('SELECT * FROM exam WHERE status = ? ORDER BY ordered_at').all(status) as ExamRow[];
  }

  onReportingWorklist(): ExamRow[] {
    return this.database
      .prepare('SELECT * FROM exam WHERE on_worklist = 1 ORDER BY priority, completed_at')
      .all() as ExamRow[];
  }

  update(accessionNumber: string, change: ExamChange): void {
    const columns = Object.keys(change);
    if (columns.length === 0) return;
    this.database
      .prepare(
        `UPDATE exam SET ${columns.map((column) => `${column} = @${column}`).join(', ')} WHERE accession_number = @key`,
      )
      .run({ ...change, key: accessionNumber });
  }
}

/** HL7 table 0485 and the words that are in use. */
function urgencyOf(priority: string | undefined): 'urgent' | 'routine' {
  const word = (priority ?? 'R').trim().toUpperCase();
  if (['S', 'A', 'STAT', 'ASAP', 'URGENT'].includes(word)) return 'urgent';
  if (['', 'R', 'ROUTINE'].includes(word)) return 'routine';
  throw new Error(`The priority "${priority}" is not known. Give STAT, ASAP, URGENT or ROUTINE.`);
}
