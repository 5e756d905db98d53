import type { NormalisedAnswer, NormalisedRequest } from '../../../protocols/dimse/server';
import { MODALITY_PERFORMED_PROCEDURE_STEP } from '../../../protocols/dimse/uids';
import type { Database } from '../database/database';
import type { ExamTable } from '../database/exams';
import type { ExamWorkflow } from '../exam-workflow';

const NO_SUCH_OBJECT = 0x0112;
const DUPLICATE = 0x0111;
const INVALID_VALUE = 0x0106;
const MISSING_ATTRIBUTE = 0x0120;
const NOT_SUPPORTED = 0x0122;
const PROCESSING_FAILURE = 0x0110;
/** "Performed Procedure Step Object may no longer be updated" (PS3.4 F.7.2.2.2). */
const ERROR_ID_FINAL = { ErrorID: 0xa710 };

/** MPPS as PS3.4 F.7: N-CREATE begins a step IN PROGRESS, N-SET ends it COMPLETED or DISCONTINUED, once. */
export class MppsScp {
  constructor(
    private readonly database: Database,
    private readonly exams: ExamTable,
    private readonly workflow: ExamWorkflow,
    private readonly onCompleted: (accessionNumber: string) => void,
  ) {}

  async create({ sopClassUid, sopInstanceUid, attributes }: NormalisedRequest): Promise<NormalisedAnswer> {
    if (sopClassUid !== MODALITY_PERFORMED_PROCEDURE_STEP) return { status: NOT_SUPPORTED };
    const status = attributes['PerformedProcedureStepStatus'];
    if (status === undefined) return { status: MISSING_ATTRIBUTE, comment: 'PerformedProcedureStepStatus is missing' };
    if (status !== 'IN PROGRESS') return { status: INVALID_VALUE, comment: 'A step begins IN PROGRESS' };
    const [scheduled] = (attributes['ScheduledStepAttributesSequence'] ?? []) as Record<string, unknown>[];
    const accessionNumber = String(scheduled?.['AccessionNumber'] ?? '');
    const exam =
      this.exams.get(accessionNumber) ?? this.exams.findBy({ study: String(scheduled?.['StudyInstanceUID'] ?? '') })[0];
    if (!exam) return { status: PROCESSING_FAILURE, comment: 'No exam with that accession number or study' };
    if (exam.patient_id !== attributes['PatientID'])
      return { status: INVALID_VALUE, comment: 'PatientID is not that of the exam' };
    const { changes } = this.database
      .prepare('INSERT OR IGNORE INTO mpps VALUES (?, ?, ?, ?)')
      .run(sopInstanceUid, exam.accession_number, 'IN PROGRESS', JSON.stringify(attributes));
    if (changes === 0) return { status: DUPLICATE, comment: 'This step was created before' };
    this.workflow.begin(exam.accession_number, 'MPPS IN PROGRESS');
    return { status: 0 };
  }

  async set({ sopInstanceUid, attributes }: NormalisedRequest): Promise<NormalisedAnswer> {
    const row = this.database.prepare('SELECT * FROM mpps WHERE sop_instance_uid = ?').get(sopInstanceUid) as
      { accession_number: string; status: string; attributes: string } | undefined;
    if (!row) return { status: NO_SUCH_OBJECT, comment: 'This step was not created here' };
    if (row.status !== 'IN PROGRESS') {
      return {
        status: PROCESSING_FAILURE,
        comment: 'The step has ended and may no longer be updated',
        attributes: ERROR_ID_FINAL,
      };
    }
    const status = String(attributes['PerformedProcedureStepStatus'] ?? row.status);
    if (!['IN PROGRESS', 'COMPLETED', 'DISCONTINUED'].includes(status)) return { status: INVALID_VALUE };
    const merged = { ...(JSON.parse(row.attributes) as object), ...attributes };
    this.database
      .prepare('UPDATE mpps SET status = ?, attributes = ? WHERE sop_instance_uid = ?')
      .run(status, JSON.stringify(merged), sopInstanceUid);
    if (status === 'COMPLETED') this.onCompleted(row.accession_number);
    return { status: 0 };
  }
}
