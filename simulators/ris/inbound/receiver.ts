import type { Hl7Message } from '../../../model/hl7/message';
import { Hl7ReadError, readHl7 } from '../../../model/hl7/reader';
import { buildAck } from '../../../protocols/mllp/build';
import type { MllpReceived } from '../../../protocols/mllp/server';
import type { Database } from '../database/database';
import type { ExamTable } from '../database/exams';
import type { ExamWorkflow } from '../exam-workflow';
import type { AnswerPolicy, RisOptions } from '../options';
import { matchExam } from './match-exam';
import { readNotice, type Notice } from './read-notice';

/** The hook before an acknowledgement may look at other systems, but not keep the sender waiting for ever. */
const HOOK_DEADLINE_MS = 15_000;

type Verdict = { code: 'AA' | 'AE' | 'AR'; reason?: string };

/** Takes messages of the AI platform: read, match, file in one transaction, and only then acknowledge. */
export class NoticeReceiver {
  private policy: AnswerPolicy | undefined;

  constructor(
    private readonly options: Pick<RisOptions, 'sending' | 'beforeAck' | 'log'>,
    private readonly database: Database,
    private readonly exams: ExamTable,
    private readonly workflow: ExamWorkflow,
  ) {}

  /** A fault: how the next messages are answered. */
  answerWith(policy: AnswerPolicy | undefined): void {
    this.policy = policy && { ...policy };
  }

  /** Gives the acknowledgement, or undefined for none. */
  async take({ bytes, text }: MllpReceived): Promise<string | undefined> {
    const { sending } = this.options;
    let message: Hl7Message;
    try {
      message = readHl7(bytes);
    } catch (error) {
      if (!(error instanceof Hl7ReadError)) throw error;
      return buildAck(undefined, 'AR', sending, error.message);
    }
    const notice = readNotice(message);
    const fault = this.nextFault();
    if (fault) {
      await this.hook(text, notice);
      return fault.ack === 'none' ? undefined : buildAck(message, fault.ack, sending, fault.text);
    }
    const { code, reason } = this.judge(message, notice, text);
    if (code === 'AA') await this.hook(text, notice);
    else this.options.log.warn(`RIS: ${code} to message ${message.controlId}: ${reason}`);
    return buildAck(message, code, sending, reason);
  }

  private judge(message: Hl7Message, notice: Notice, text: string): Verdict {
    const type = message.type;
    if (!/^(ORM\^O01|OMG\^O19|OMI\^O23|ORU\^R01)/.test(type))
      return { code: 'AR', reason: `Message type ${type} is not taken here` };
    if (message.controlId === '') return { code: 'AR', reason: 'MSH-10 is empty' };
    if (message.charset.invalid)
      return { code: 'AR', reason: `The text is not in the character set of MSH-18 (${message.charset.declared})` };
    if (message.all('ORC').length !== 1) return { code: 'AE', reason: 'Exactly one ORC is expected' };
    const exam = matchExam(this.exams, notice);
    if (typeof exam === 'string') return { code: 'AE', reason: exam };
    try {
      this.database.transaction(() => this.file(notice, exam.accession_number, text))();
    } catch (error) {
      return { code: 'AE', reason: `It could not be stored: ${(error as Error).message}` };
    }
    return { code: 'AA' };
  }

  /** All or nothing; a message that was filed before is acknowledged again and changes nothing. */
  private file(notice: Notice, accessionNumber: string, text: string): void {
    const { sender, controlId } = notice;
    if (!this.exams.keepMessage({ sender, controlId, accessionNumber, text })) return;
    const received_at = new Date().toISOString();
    for (const row of notice.abnormalities) {
      const { code, scheme, meaning, presence, value, alert } = row;
      this.exams.addAbnormality(accessionNumber, {
        code,
        scheme,
        meaning,
        presence,
        value,
        alert,
        sender,
        control_id: controlId,
        received_at,
      });
    }
    this.exams.audit(`AI platform ${sender}`, `message ${controlId}, ORC-5 ${notice.status}`, accessionNumber);
    const exam = this.exams.get(accessionNumber);
    if (!exam) return;
    if (notice.status === 'A') this.workflow.noticeReceived(exam, { ...notice.ai, alert: notice.alert }, controlId);
    else if (['CA', 'DC', 'ER'].includes(notice.status)) {
      const ai = {
        status: 'not-analysed' as const,
        text: notice.ai.text || `order status ${notice.status}`,
        alert: false,
      };
      this.workflow.noticeReceived(exam, ai, controlId);
    }
  }

  private nextFault(): AnswerPolicy | undefined {
    const { policy } = this;
    if (!policy) return undefined;
    if (policy.times !== undefined) {
      policy.times -= 1;
      if (policy.times <= 0) this.policy = undefined;
    }
    return policy;
  }

  private async hook(text: string, { ids, controlId }: Notice): Promise<void> {
    const { beforeAck, log } = this.options;
    if (!beforeAck) return;
    const accessionNumber = ids.accessionNumber || (this.exams.findBy(ids)[0]?.accession_number ?? '');
    let timer: NodeJS.Timeout | undefined;
    const deadline = new Promise<void>((resolve) => (timer = setTimeout(resolve, HOOK_DEADLINE_MS)));
    try {
      await Promise.race([beforeAck({ text, accessionNumber, controlId }), deadline]);
    } catch (error) {
      log.error(`RIS: the hook before an acknowledgement failed: ${(error as Error).message}`);
    } finally {
      clearTimeout(timer);
    }
  }
}
