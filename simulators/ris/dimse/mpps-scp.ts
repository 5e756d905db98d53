import type { NormalisedAnswer, NormalisedRequest } from '../../../protocols/dimse/server';
import type { NaturalDataset } from '../../../protocols/dimse/types';
import { MODALITY_PERFORMED_PROCEDURE_STEP } from '../../../protocols/dimse/uids';
import type { AuditTrail } from '../database/audit';
import type { Database } from '../database/database';
import type { ExamTable } from '../database/exams';
import type { ExamRow } from '../database/types';
import type { UnitOfWork } from '../database/unit-of-work';
import type { ExamWorkflow } from '../exam-workflow';
import { FIXED_ONCE_CREATED, missingAtCreation, missingAtEnd } from './mpps-attributes';

/** PS3.7 Annex C. */
const NO_SUCH_ATTRIBUTE = 0x0105;
const INVALID_VALUE = 0x0106;
const PROCESSING_FAILURE = 0x0110;
const DUPLICATE = 0x0111;
const NO_SUCH_OBJECT = 0x0112;
const NO_SUCH_CLASS = 0x0118;
const MISSING_ATTRIBUTE = 0x0120;

export interface MppsParts {
  database: Database;
  unit: UnitOfWork;
  exams: ExamTable;
  audit: AuditTrail;
  workflow: ExamWorkflow;
  onCompleted(accessionNumber: string): void;
}

interface StepRow {
  accession_number: string | null;
  status: string;
  attributes: string;
}

/** MPPS as PS3.4 F.7: N-CREATE begins a step IN PROGRESS, N-SET ends it COMPLETED or DISCONTINUED, once. */
export class MppsScp {
  constructor(private readonly parts: MppsParts) {}

  async create({
    sopClassUid,
    sopInstanceUid,
    attributes,
    callingAeTitle,
  }: NormalisedRequest): Promise<NormalisedAnswer> {
    if (sopClassUid !== MODALITY_PERFORMED_PROCEDURE_STEP) return { status: NO_SUCH_CLASS };
    if (sopInstanceUid === '') return { status: MISSING_ATTRIBUTE, comment: 'Affected SOP Instance UID is missing' };
    const missing = missingAtCreation(attributes);
    if (missing !== undefined) return { status: MISSING_ATTRIBUTE, comment: `${missing} is missing` };
    if (attributes['PerformedProcedureStepStatus'] !== 'IN PROGRESS')
      return { status: INVALID_VALUE, comment: 'A step begins with status IN PROGRESS' };
    return this.parts.unit.run(() => {
      if (this.step(sopInstanceUid)) return { status: DUPLICATE, comment: 'This step was created before' };
      const exam = this.examOf(attributes);
      if (exam && exam.patient_id !== attributes['PatientID'])
        return { status: INVALID_VALUE, comment: 'PatientID is not that of the exam' };
      this.parts.database
        .prepare('INSERT INTO mpps VALUES (?, ?, ?, ?)')
        .run(sopInstanceUid, exam?.accession_number ?? null, 'IN PROGRESS', JSON.stringify(attributes));
      const who = `scanner ${callingAeTitle}`;
      if (!exam) this.parts.audit.note(who, `MPPS ${sopInstanceUid} IN PROGRESS belongs to no exam: unscheduled`);
      else if (!this.parts.workflow.begin(exam.accession_number, 'MPPS IN PROGRESS'))
        this.parts.audit.note(who, `MPPS IN PROGRESS while ${exam.status}: status kept`, exam.accession_number);
      return { status: 0 };
    });
  }

  async set({ sopInstanceUid, attributes, callingAeTitle }: NormalisedRequest): Promise<NormalisedAnswer> {
    return this.parts.unit.run(() => {
      const row = this.step(sopInstanceUid);
      if (!row) return { status: NO_SUCH_OBJECT, comment: 'This step was not created here' };
      // "Performed Procedure Step Object may no longer be updated" (PS3.4 F.7.2.2.2).
      if (row.status !== 'IN PROGRESS')
        return { status: PROCESSING_FAILURE, comment: `The step is ${row.status} and may no longer be updated` };
      const fixed = FIXED_ONCE_CREATED.find((keyword) => keyword in attributes);
      if (fixed !== undefined)
        return { status: NO_SUCH_ATTRIBUTE, comment: `${fixed} may not be set once the step was created` };
      const status = String(attributes['PerformedProcedureStepStatus'] ?? row.status);
      if (!['IN PROGRESS', 'COMPLETED', 'DISCONTINUED'].includes(status))
        return { status: INVALID_VALUE, comment: 'Status may become COMPLETED or DISCONTINUED' };
      const merged = { ...(JSON.parse(row.attributes) as NaturalDataset), ...attributes };
      const missing = status === 'IN PROGRESS' ? undefined : missingAtEnd(merged, status);
      if (missing !== undefined) return { status: MISSING_ATTRIBUTE, comment: `${missing} is missing at the end` };
      this.parts.database
        .prepare('UPDATE mpps SET status = ?, attributes = ? WHERE sop_instance_uid = ?')
        .run(status, JSON.stringify(merged), sopInstanceUid);
      if (row.accession_number !== null) this.ended(row.accession_number, status, callingAeTitle);
      return { status: 0 };
    });
  }

  /** An exam made in several steps is complete when none of them is under way any more. */
  private ended(accessionNumber: string, status: string, callingAeTitle: string): void {
    if (status === 'IN PROGRESS') return;
    const steps = this.parts.database
      .prepare('SELECT status FROM mpps WHERE accession_number = ?')
      .all(accessionNumber) as { status: string }[];
    this.parts.audit.note(`scanner ${callingAeTitle}`, `MPPS ${status}`, accessionNumber);
    if (steps.some((step) => step.status === 'IN PROGRESS')) return;
    if (steps.some((step) => step.status === 'COMPLETED')) this.parts.onCompleted(accessionNumber);
    else this.parts.workflow.discontinue(accessionNumber, 'MPPS DISCONTINUED: back on the modality worklist');
  }

  private step(sopInstanceUid: string): StepRow | undefined {
    return this.parts.database.prepare('SELECT * FROM mpps WHERE sop_instance_uid = ?').get(sopInstanceUid) as
      StepRow | undefined;
  }

  /** By accession number, then by study; where these are of different exams, by none. */
  private examOf(attributes: NaturalDataset): ExamRow | undefined {
    const [scheduled] = (attributes['ScheduledStepAttributesSequence'] ?? []) as NaturalDataset[];
    const text = (keyword: string): string => String(scheduled?.[keyword] ?? '').trim();
    const found = this.parts.exams.findBy({
      accessionNumber: text('AccessionNumber'),
      study: text('StudyInstanceUID'),
    });
    return found.length === 1 ? found[0] : undefined;
  }
}
