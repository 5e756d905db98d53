import type { Logger } from '../../model/actors';
import type { AuditTrail } from './database/audit';
import type { ExamChange, ExamTable } from './database/exams';
import type { ReviewTable } from './database/reviews';
import type { AiStatus, ExamRow, ExamStatus } from './database/types';
import type { UnitOfWork } from './database/unit-of-work';
import { Deadlines } from './deadlines';
import type { RisHooks } from './hooks';

/** From which status a move is lawful. */
const MOVES: Record<ExamStatus, ExamStatus[]> = {
  scheduled: ['in-progress', 'completed', 'cancelled'],
  'in-progress': ['completed', 'scheduled', 'cancelled'],
  completed: ['reporting', 'cancelled'],
  reporting: ['reported', 'cancelled'],
  reported: [],
  cancelled: [],
};

/** What the AI platform said of an exam as a whole. */
export interface AiOutcome {
  status: AiStatus;
  text: string;
  /** At least one OBX-8 raises an alert, or expedited reading is asked for (RCR l.152-157). */
  alert: boolean;
}

const TRY_AGAIN_MS = 5000;

export interface WorkflowParts {
  log: Logger;
  unit: UnitOfWork;
  exams: ExamTable;
  reviews: ReviewTable;
  audit: AuditTrail;
  /** From completion on; then reporting is opened without AI. */
  aiTimeoutMs: number;
  hooks?: RisHooks;
}

/** Moves exams exactly as the guidance says (RCR l.191-201); every move is in the audit trail and the journal. */
export class ExamWorkflow {
  private readonly deadlines = new Deadlines((accessionNumber) => {
    try {
      this.aiIsLate(accessionNumber);
    } catch (error) {
      // A study must not be stuck because the disk was full for a moment.
      this.parts.log.error(`RIS: exam ${accessionNumber} could not be opened: ${(error as Error).message}`);
      this.deadlines.set(accessionNumber, Date.now() + TRY_AGAIN_MS);
    }
  });

  constructor(private readonly parts: WorkflowParts) {}

  /** Exams that were waiting for AI when the RIS went down wait on, as long as is left of their time. */
  resume(): void {
    for (const exam of this.parts.exams.byStatus('completed')) this.expectAi(exam);
  }

  stop(): void {
    this.deadlines.stop();
  }

  ordered(accessionNumber: string): void {
    this.note(accessionNumber, 'none', 'scheduled', 'ordered');
  }

  /** Images are being made. False where the exam's status does not allow it. */
  begin(accessionNumber: string, cause: string): boolean {
    return this.move(accessionNumber, 'in-progress', cause);
  }

  /** The step was given up: the exam is back on the modality worklist, to be made anew or cancelled. */
  discontinue(accessionNumber: string, cause: string): boolean {
    return this.move(accessionNumber, 'scheduled', cause);
  }

  /** Acquired: the study waits for AI, unless a notice was there before (l.191-197). True when it moved. */
  complete(accessionNumber: string, cause: string): boolean {
    return this.parts.unit.run(() => {
      if (!this.move(accessionNumber, 'completed', cause, { completed_at: new Date().toISOString() })) return false;
      const exam = this.parts.exams.get(accessionNumber);
      if (exam?.notice_waiting) this.release(accessionNumber, 'completed after the AI notice had come');
      else if (this.parts.hooks?.opensOnCompletion) this.release(accessionNumber, 'opened at once');
      else if (exam) this.parts.unit.afterCommit(() => this.expectAi(exam));
      return true;
    });
  }

  /** ORC-5 = A: analysis is over, with or without a result; the study goes to the reporting worklist (l.146-151). */
  noticeReceived({ accession_number: key, status }: ExamRow, ai: AiOutcome, controlId: string): void {
    this.resultFiled(key, ai);
    const cause = causeOf(ai);
    switch (status) {
      case 'completed':
        return this.release(key, cause, controlId);
      case 'reported':
        return this.flagForReview(key, `after the report: ${cause}`, controlId);
      case 'scheduled':
      case 'in-progress':
        this.parts.exams.update(key, { notice_waiting: 1 });
        return this.note(key, status, status, `AI notice before completion: kept, not released; ${cause}`, controlId);
      case 'reporting':
        return this.note(key, status, status, `AI notice while in reporting: ${cause}`, controlId);
      case 'cancelled':
        return this.note(key, status, status, `AI notice for a cancelled exam: kept; ${cause}`, controlId);
    }
  }

  /** A Structured Report on the PACS tells that results are there (l.199-201). */
  reportAvailable({ accession_number: key, status }: ExamRow): void {
    const outcome: AiOutcome = { status: 'available', text: 'report on the PACS', alert: false };
    this.resultFiled(key, outcome);
    if (status === 'completed') this.release(key, 'AI report on the PACS');
    else if (status === 'reported') this.flagForReview(key, 'after the report: AI report on the PACS');
  }

  /** A result that neither releases nor changes the exam, but must not be overlooked once it is reported. */
  flagIfReported({ accession_number: key, status }: ExamRow, what: string, controlId?: string): void {
    if (status === 'reported') this.flagForReview(key, what, controlId);
  }

  report(accessionNumber: string, text: string, by: string): boolean {
    return this.move(accessionNumber, 'reported', `report issued by ${by}`, {
      report: text,
      reported_by: by,
      reported_at: new Date().toISOString(),
    });
  }

  cancel(accessionNumber: string, cause: string): boolean {
    return this.parts.unit.run(() => {
      if (!this.move(accessionNumber, 'cancelled', cause)) return false;
      this.parts.unit.afterCommit(() => this.deadlines.clear(accessionNumber));
      return true;
    });
  }

  /** What AI said last counts, but a result is not taken back by a later "not analysed", and urgency is never lowered. */
  private resultFiled(accessionNumber: string, { status, text, alert }: AiOutcome): void {
    const exam = this.parts.exams.get(accessionNumber);
    if (!exam) return;
    const kept = exam.ai_status === 'available' && status !== 'available';
    const change: ExamChange = alert ? { alert: 1, priority: 0 } : {};
    if (!kept) Object.assign(change, { ai_status: status, ai_status_text: text });
    this.parts.exams.update(accessionNumber, this.spoilt(change));
  }

  /** RCR l.54-57: a late result does not change the report; the radiologist may want to look again. */
  private flagForReview(accessionNumber: string, what: string, controlId?: string): void {
    const { exams, hooks } = this.parts;
    const exam = exams.get(accessionNumber);
    if (exam && hooks?.late?.(exams, exam) === 'silent') return;
    this.parts.reviews.raise(accessionNumber, what);
    this.note(accessionNumber, 'reported', 'reported', `flagged for review, report unchanged: ${what}`, controlId);
  }

  private release(accessionNumber: string, cause: string, controlId?: string): void {
    this.parts.unit.afterCommit(() => this.deadlines.clear(accessionNumber));
    this.move(accessionNumber, 'reporting', cause, { notice_waiting: 0 }, controlId);
  }

  private expectAi({ accession_number: key, completed_at }: ExamRow): void {
    const since = completed_at === null ? Date.now() : Date.parse(completed_at);
    this.deadlines.set(key, since + this.parts.aiTimeoutMs);
  }

  /** RCR l.119, 146-151: whatever happens to AI, the study reaches a radiologist, who sees that AI is missing. */
  private aiIsLate(accessionNumber: string): void {
    this.parts.unit.run(() => {
      if (this.parts.exams.get(accessionNumber)?.status !== 'completed') return;
      const text = `AI result outstanding: none within ${Math.round(this.parts.aiTimeoutMs / 1000)} s`;
      this.parts.exams.update(accessionNumber, this.spoilt({ ai_status: 'outstanding', ai_status_text: text }));
      this.release(accessionNumber, `${text}; opened without it`);
    });
  }

  private spoilt(change: ExamChange): ExamChange {
    return this.parts.hooks?.changes?.(change) ?? change;
  }

  private move(
    accessionNumber: string,
    to: ExamStatus,
    cause: string,
    change: ExamChange = {},
    controlId?: string,
  ): boolean {
    return this.parts.unit.run(() => {
      const exam = this.parts.exams.get(accessionNumber);
      if (!exam || !MOVES[exam.status].includes(to)) return false;
      if (this.parts.hooks?.moves?.(exam, to, cause) === false) return false;
      this.parts.exams.update(accessionNumber, { ...change, status: to });
      this.note(accessionNumber, exam.status, to, cause, controlId);
      return true;
    });
  }

  private note(accessionNumber: string, from: string, to: string, cause: string, controlId?: string): void {
    const what = from === to ? `${to}: ${cause}` : `${from} to ${to}: ${cause}`;
    this.parts.audit.note('RIS', controlId === undefined ? what : `${what} (message ${controlId})`, accessionNumber);
    this.parts.unit.announce({
      kind: 'ris.exam',
      accessionNumber,
      from,
      to,
      cause,
      ...(controlId === undefined ? {} : { controlId }),
    });
  }
}

function causeOf({ status, text, alert }: AiOutcome): string {
  if (status === 'not-analysed' || status === 'failed') return `not analysed by AI: ${text}`;
  return alert ? 'AI result with an alert: expedited' : 'AI result available';
}
