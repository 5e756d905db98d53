import { counted } from '../../../model/counted';
import type { AiResults, Origin } from '../database/ai-results';
import type { AuditTrail } from '../database/audit';
import type { ExamTable } from '../database/exams';
import type { ExamRow } from '../database/types';
import type { AiOutcome, ExamWorkflow } from '../exam-workflow';
import type { Notice } from './read-notice';

/** ORC-1 (table 0119): refused, cancelled, unable. ORC-5 (0038): cancelled, discontinued, error, on hold. */
const REFUSING_CONTROL = new Set(['OC', 'CR', 'DR', 'UA', 'CA', 'DC']);
const REFUSING_STATUS = new Set(['CA', 'DC', 'ER', 'HD']);

/** Writes what a message says of an exam, and moves the exam. Runs within a transaction. */
export class NoticeFiler {
  constructor(
    private readonly results: AiResults,
    private readonly exams: ExamTable,
    private readonly workflow: ExamWorkflow,
    private readonly audit: AuditTrail,
    /** The analysis is over, and there are results. */
    private readonly onResults: (exam: ExamRow) => void = () => {},
  ) {}

  file(notice: Notice, exam: ExamRow): void {
    const { sender, controlId, control, status, observations } = notice;
    const accessionNumber = exam.accession_number;
    const origin: Origin = { accessionNumber, sender, controlId };
    for (const row of observations.rows) this.results.addObservation(origin, row);
    for (const concept of observations.revised) this.results.withdraw(origin, concept);
    for (const statement of observations.statements) this.results.addStatement(origin, statement);
    for (const alert of observations.alerts) this.results.addAlert(origin, alert);
    this.exams.update(accessionNumber, this.results.findings(accessionNumber));
    const said = `${observations.rows.length} OBX, ${counted(observations.alerts.length, 'alert')}`;
    this.audit.note(
      `AI platform ${sender}`,
      `message ${controlId} filed: ORC-1 ${control}, ORC-5 ${status || 'empty'}, ${said}`,
      accessionNumber,
    );
    // Urgency is not lowered: that is for a person. What is shown as alert is what stands.
    if (observations.revised.length > 0 && this.results.alerts(accessionNumber).length === 0)
      this.exams.update(accessionNumber, { alert: 0 });
    const outcome = outcomeOf(notice);
    if (outcome?.status === 'available') this.onResults(exam);
    if (outcome) this.workflow.noticeReceived(exam, outcome, controlId);
    else if (observations.rows.length > 0)
      this.workflow.flagIfReported(exam, `AI message with ORC-5 ${status || 'empty'}`, controlId);
  }
}

/** What the message says of the analysis as a whole; undefined where it is not over (l.146-151). */
function outcomeOf({ control, status, expedite, observations, remarks }: Notice): AiOutcome | undefined {
  const { statements, alerts, noResult } = observations;
  const refuses = REFUSING_CONTROL.has(control) || REFUSING_STATUS.has(status);
  if (status !== 'A' && !refuses) return undefined;
  const alert = alerts.length > 0 || expedite;
  const claims = statements.some(({ presence }) => presence !== 'not-analysed');
  if (claims && !refuses) return { status: 'available', text: noResult?.reason ?? '', alert };
  if (noResult) return { status: noResult.failed ? 'failed' : 'not-analysed', text: noResult.reason, alert };
  if (refuses) {
    const text = remarks || `order control ${control}, status ${status || 'empty'}`;
    return { status: 'not-analysed', text, alert };
  }
  return { status: 'available', text: remarks || 'no abnormality is named', alert };
}
