import type { Hl7Message } from '../../../model/hl7/message';
import { Hl7ReadError, readHl7 } from '../../../model/hl7/reader';
import { buildAck } from '../../../protocols/mllp/build';
import type { MllpReceived } from '../../../protocols/mllp/server';
import type { AuditTrail } from '../database/audit';
import type { MessageTable } from '../database/messages';
import type { UnitOfWork } from '../database/unit-of-work';
import type { ExamTable } from '../database/exams';
import type { RisHooks } from '../hooks';
import type { AnswerPolicy, RisOptions } from '../options';
import type { NoticeFiler } from './file-notice';
import { unreadable, type Verdict } from './judge-message';
import { matchExam } from './match-exam';
import type { OrderEntry } from './order-entry';
import { readNotice, type Notice } from './read-notice';

/** The hook before an acknowledgement may look at other systems, but not keep the sender waiting for ever. */
const HOOK_DEADLINE_MS = 15_000;

export interface ReceiverParts {
  options: Pick<RisOptions, 'sending' | 'beforeAck' | 'beforeAckTimeoutMs' | 'log' | 'hooks'>;
  unit: UnitOfWork;
  exams: ExamTable;
  messages: MessageTable;
  audit: AuditTrail;
  filer: NoticeFiler;
  orderEntry: OrderEntry;
}

/** Takes messages of the AI platform: read, match, file in one transaction, and only then acknowledge. */
export class NoticeReceiver {
  private policy: AnswerPolicy | undefined;

  constructor(private readonly parts: ReceiverParts) {}

  /** A fault: how the next messages are answered. */
  answerWith(policy: AnswerPolicy | undefined): void {
    this.policy = policy && { ...policy };
  }

  /** Gives the acknowledgement, or undefined for none. */
  async take({ bytes }: MllpReceived): Promise<string | undefined> {
    const { sending } = this.parts.options;
    let message: Hl7Message;
    try {
      message = readHl7(this.hooks.received?.(bytes) ?? bytes);
    } catch (error) {
      if (!(error instanceof Hl7ReadError)) throw error;
      this.refused('an unknown sender', { code: 'AR', reason: error.message });
      return buildAck(undefined, 'AR', sending, error.message, { code: '100', location: 'MSH-1' });
    }
    const { text } = message;
    const notice = readNotice(message);
    const fault = this.nextFault();
    if (fault) {
      await this.hook(text, notice);
      this.parts.audit.note('RIS', `message ${message.controlId} answered ${fault.ack} on purpose, not filed`);
      return fault.ack === 'none' ? undefined : buildAck(message, fault.ack, sending, fault.text);
    }
    const { code, reason, error } = this.judge(message, notice, text);
    if (code === 'AA') await this.hook(text, notice);
    return buildAck(message, code, sending, reason, error);
  }

  private judge(message: Hl7Message, notice: Notice, text: string): Verdict {
    const { hooks } = this;
    const bad = unreadable(message);
    const verdict = (hooks.unreadable ? hooks.unreadable(bad) : bad) ?? this.fileNowOrLate(message, notice, text);
    if (verdict.code !== 'AA') this.refused(notice.sender, verdict, notice.controlId);
    return hooks.answered?.(verdict) ?? verdict;
  }

  private fileNowOrLate(message: Hl7Message, notice: Notice, text: string): Verdict {
    const { storesAfterMs } = this.hooks;
    if (storesAfterMs === undefined || notice.observations.rows.length === 0) return this.file(message, notice, text);
    setTimeout(() => void this.file(message, notice, text), storesAfterMs).unref();
    return { code: 'AA' };
  }

  /** All or nothing; a message that was filed before is acknowledged again and changes nothing. */
  private file(message: Hl7Message, notice: Notice, text: string): Verdict {
    const { unit, messages, exams, audit, filer, orderEntry, options } = this.parts;
    const { hooks } = this;
    const { sender, controlId } = notice;
    try {
      return unit.run((): Verdict => {
        const seen = messages.seen({ sender, controlId, text });
        if (seen === 'same' && !hooks.filesRepetitions) {
          audit.note(`AI platform ${sender}`, `message ${controlId} came again; acknowledged, not filed twice`);
          return { code: 'AA' };
        }
        if (seen === 'other') {
          const reason = `MSH-10 ${controlId} was used before, for another message`;
          return { code: 'AE', reason, error: { code: '205', location: 'MSH-10' } };
        }
        const entered = orderEntry.take(message);
        if (entered) return entered;
        const found = matchExam(exams, notice);
        const exam = hooks.matched?.(found, notice, exams) ?? found;
        if ('reason' in exam) return { code: 'AE', ...exam };
        if (seen === 'new') messages.keep({ sender, controlId, accessionNumber: exam.accession_number, text });
        const handled = orderEntry.takeFor(exam, message);
        if (handled) return handled;
        const filed = hooks.filed ? hooks.filed(notice, exam) : notice;
        if (filed) filer.file(filed, exam);
        return { code: 'AA' };
      });
    } catch (error) {
      options.log.error(`RIS: message ${controlId} could not be filed: ${(error as Error).message}`);
      return { code: 'AE', reason: 'The message could not be stored', error: { code: '207' } };
    }
  }

  private refused(sender: string, { code, reason }: Verdict, controlId = ''): void {
    this.parts.options.log.warn(`RIS: ${code} to message ${controlId} of ${sender}: ${reason}`);
    this.parts.audit.note(`AI platform ${sender}`, `message ${controlId} refused with ${code}: ${reason}`);
  }

  private get hooks(): RisHooks {
    return this.parts.options.hooks ?? {};
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
    const { beforeAck, beforeAckTimeoutMs = HOOK_DEADLINE_MS, log } = this.parts.options;
    if (!beforeAck) return;
    const [exam] = this.parts.exams.findBy({
      accessionNumber: ids.accessionNumber[0]?.value,
      placer: ids.placer[0]?.value,
      filler: ids.filler[0]?.value,
      study: ids.study[0]?.value,
    });
    const accessionNumber = exam?.accession_number ?? ids.accessionNumber[0]?.value ?? '';
    let timer: NodeJS.Timeout | undefined;
    const deadline = new Promise<void>((resolve) => {
      timer = setTimeout(() => {
        log.warn(`RIS: the hook before the acknowledgement of ${controlId} took longer than ${beforeAckTimeoutMs} ms`);
        resolve();
      }, beforeAckTimeoutMs);
    });
    try {
      await Promise.race([beforeAck({ text, accessionNumber, controlId }), deadline]);
    } catch (error) {
      log.error(`RIS: the hook before an acknowledgement failed: ${(error as Error).message}`);
    } finally {
      clearTimeout(timer);
    }
  }
}
