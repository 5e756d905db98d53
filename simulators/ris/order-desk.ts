import type { Exam } from '../../model/exam';
import type { AckResult } from '../../protocols/mllp/client';
import type { OrderDetails } from './database/exams';
import type { ExamRow } from './database/types';
import type { RisOptions } from './options';
import { orderMessage, type OrderEvent } from './outbound/messages';
import { Outbox } from './outbound/outbox';
import type { Records } from './records';

const EXCHANGE_TIMEOUT_MS = 10_000;
const RETRY = { firstMs: 500, maxMs: 30_000 };

type DeskOptions = Pick<
  RisOptions,
  'aiPlatform' | 'sending' | 'receiving' | 'exchangeTimeoutMs' | 'retry' | 'log' | 'hooks'
>;

/** What the RIS does with orders: each change is stored together with the message that tells the AI platform of it. */
export class OrderDesk {
  private readonly outbox: Outbox | undefined;
  private readonly timeoutMs: number;

  constructor(
    private readonly records: Records,
    private readonly options: DeskOptions,
  ) {
    const { aiPlatform, exchangeTimeoutMs = EXCHANGE_TIMEOUT_MS, retry = RETRY, log } = options;
    const { database, audit } = records;
    this.timeoutMs = exchangeTimeoutMs;
    this.outbox =
      aiPlatform && new Outbox({ database, audit, log, peer: aiPlatform, timeoutMs: exchangeTimeoutMs, retry });
  }

  resume(): void {
    this.outbox?.resume();
  }

  async stop(): Promise<void> {
    await this.outbox?.stop();
  }

  async placeOrder(exam: Exam, details: OrderDetails, by: string): Promise<void> {
    await this.place(exam, details, by);
  }

  /** As `placeOrder`, but throws at once where the exam is there already; the promise is of the first attempt to tell. */
  place(exam: Exam, details: OrderDetails, by: string): Promise<void> {
    const { unit, exams, audit, workflow } = this.records;
    let sent: Promise<void> = Promise.resolve();
    unit.run(() => {
      exams.insert(exam, details);
      audit.note(by, 'order placed', exam.accessionNumber);
      workflow.ordered(exam.accessionNumber);
      sent = this.tell(exam.accessionNumber, { control: 'NW', status: 'SC' });
    });
    return sent;
  }

  /** Undefined where the exam's status does not allow it; else a promise, never rejected, of the first attempt to tell. */
  complete(accessionNumber: string, cause: string): Promise<void> | undefined {
    let sent: Promise<void> | undefined;
    this.records.unit.run(() => {
      if (this.records.workflow.complete(accessionNumber, cause))
        sent = this.tell(accessionNumber, { control: 'SC', status: 'CM' });
    });
    return sent;
  }

  /** As `complete`. */
  cancel(accessionNumber: string, cause: string): Promise<void> | undefined {
    let sent: Promise<void> | undefined;
    this.records.unit.run(() => {
      if (this.records.workflow.cancel(accessionNumber, cause))
        sent = this.tell(accessionNumber, { control: 'CA', status: 'CA' });
    });
    return sent;
  }

  async sendStatus(accessionNumber: string, orc5: string): Promise<AckResult> {
    const exam = this.require(accessionNumber);
    if (!this.outbox) throw new Error('This RIS has no AI platform to send to.');
    await this.outbox.settled(accessionNumber, this.timeoutMs);
    this.records.audit.note('RIS', `ORC-5 ${orc5} sent on request`, accessionNumber);
    return this.outbox.sendOnce(this.message(exam, { control: 'SC', status: orc5 }));
  }

  /** Throws a plain sentence where there is no such exam. */
  require(accessionNumber: string): ExamRow {
    const exam = this.records.exams.get(accessionNumber);
    if (!exam) throw new Error(`The RIS has no exam ${accessionNumber}.`);
    return exam;
  }

  /** Within a transaction: kept now, sent once that is committed. Resolves when it was sent for the first time. */
  private tell(accessionNumber: string, event: OrderEvent): Promise<void> {
    const { outbox } = this;
    const { hooks = {} } = this.options;
    const told = hooks.told ? hooks.told(event) : event;
    if (!outbox || !told) return Promise.resolve();
    const what = `ORM^O01 ORC-1 ${told.control}, ORC-5 ${told.status}`;
    const text = this.message(this.require(accessionNumber), told);
    const id = outbox.add(accessionNumber, what, hooks.toldText?.(text) ?? text);
    return new Promise((resolve) =>
      this.records.unit.afterCommit(() => void outbox.send(accessionNumber, id).then(resolve)),
    );
  }

  private message(exam: ExamRow, event: OrderEvent): string {
    return orderMessage(exam, event, this.options.sending, this.options.receiving);
  }
}
