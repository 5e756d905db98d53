import type { EventSink } from '../../model/events';
import type { ExamTable } from './database/exams';
import type { AiStatus, ExamRow, ExamStatus } from './database/types';

/** From which status a move is lawful. */
const MOVES: Record<ExamStatus, ExamStatus[]> = {
  scheduled: ['in-progress', 'completed', 'cancelled'],
  'in-progress': ['completed', 'scheduled', 'cancelled'],
  completed: ['reporting', 'cancelled'],
  reporting: ['reported', 'cancelled'],
  reported: [],
  cancelled: [],
};

/** Moves exams exactly as the guidance says (RCR l.191-201); every move is in the audit trail and the journal. */
export class ExamWorkflow {
  private readonly timers = new Map<string, NodeJS.Timeout>();

  constructor(
    private readonly exams: ExamTable,
    private readonly sink: EventSink,
    private readonly aiTimeoutMs: number,
  ) {}

  /** Exams that were waiting for AI when the RIS went down wait on, as long as is left of their time. */
  resume(): void {
    for (const exam of this.exams.byStatus('completed')) this.expectAi(exam);
  }

  stop(): void {
    for (const timer of this.timers.values()) clearTimeout(timer);
    this.timers.clear();
  }

  begin(accessionNumber: string, cause: string): void {
    this.move(accessionNumber, 'in-progress', cause);
  }

  /** Acquired: the study waits for AI, unless a notice was there before (l.191-197). True when it moved. */
  complete(accessionNumber: string, cause: string): boolean {
    if (!this.move(accessionNumber, 'completed', cause, { completed_at: new Date().toISOString() })) return false;
    const exam = this.exams.get(accessionNumber);
    if (exam?.notice_waiting) this.release(accessionNumber, 'completed after the AI notice had come');
    else if (exam) this.expectAi(exam);
    return true;
  }

  /** ORC-5 = A: analysis is over, with or without a result; the study goes to the reporting worklist (l.146-151). */
  noticeReceived(exam: ExamRow, ai: { status: AiStatus; text: string; alert: boolean }, controlId: string): void {
    const { accession_number: key, status } = exam;
    const priority = ai.alert ? 0 : exam.priority;
    this.exams.update(key, { ai_status: ai.status, ai_status_text: ai.text, priority });
    if (status === 'completed') this.release(key, causeOf(ai), controlId);
    else if (status === 'reported') {
      // l.54-57: a late result does not change the report; the radiologist may want to look again.
      this.exams.update(key, { review_needed: 1 });
      this.note(key, status, status, 'AI result after the report: flagged for review', controlId);
    } else if (status === 'scheduled' || status === 'in-progress') {
      this.exams.update(key, { notice_waiting: 1 });
      this.note(key, status, status, 'AI notice before completion: kept, not released', controlId);
    } else this.note(key, status, status, `further AI notice: ${causeOf(ai)}`, controlId);
  }

  report(accessionNumber: string, text: string): boolean {
    return this.move(accessionNumber, 'reported', 'report issued', {
      report: text,
      reported_at: new Date().toISOString(),
    });
  }

  cancel(accessionNumber: string, cause: string): boolean {
    this.stopWaiting(accessionNumber);
    return this.move(accessionNumber, 'cancelled', cause);
  }

  private release(accessionNumber: string, cause: string, controlId?: string): void {
    this.stopWaiting(accessionNumber);
    this.move(accessionNumber, 'reporting', cause, { notice_waiting: 0 }, controlId);
  }

  private expectAi(exam: ExamRow): void {
    const waited = Date.now() - Date.parse(exam.completed_at ?? new Date().toISOString());
    const timer = setTimeout(() => this.aiIsLate(exam.accession_number), Math.max(0, this.aiTimeoutMs - waited));
    timer.unref();
    this.timers.set(exam.accession_number, timer);
  }

  private aiIsLate(accessionNumber: string): void {
    this.exams.update(accessionNumber, {
      ai_status: 'outstanding',
      ai_status_text: `No AI result within ${Math.round(this.aiTimeoutMs / 1000)} s; reported without`,
    });
    this.release(accessionNumber, 'AI result outstanding: time is over, opened without it');
  }

  private stopWaiting(accessionNumber: string): void {
    clearTimeout(this.timers.get(accessionNumber));
    this.timers.delete(accessionNumber);
  }

  private move(
    accessionNumber: string,
    to: ExamStatus,
    cause: string,
    change: Parameters<ExamTable['update']>[1] = {},
    controlId?: string,
  ): boolean {
    const exam = this.exams.get(accessionNumber);
    if (!exam || !MOVES[exam.status].includes(to)) return false;
    this.exams.update(accessionNumber, { ...change, status: to });
    this.note(accessionNumber, exam.status, to, cause, controlId);
    return true;
  }

  private note(accessionNumber: string, from: string, to: string, cause: string, controlId?: string): void {
    this.exams.audit('ris', `${from} to ${to}: ${cause}`, accessionNumber);
    this.sink.append({
      kind: 'ris.exam',
      accessionNumber,
      from,
      to,
      cause,
      ...(controlId === undefined ? {} : { controlId }),
    });
  }
}

function causeOf({ status, text, alert }: { status: AiStatus; text: string; alert: boolean }): string {
  if (status === 'not-analysed' || status === 'failed') return `not analysed by AI: ${text}`;
  return alert ? 'AI result with an alert: expedited' : 'AI result available';
}
