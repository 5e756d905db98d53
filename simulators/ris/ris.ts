import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import type { Actor, Address } from '../../model/actors';
import type { Exam } from '../../model/exam';
import { DimseServer } from '../../protocols/dimse/server';
import { INSTANCE_AVAILABILITY_NOTIFICATION, MODALITY_WORKLIST_FIND } from '../../protocols/dimse/uids';
import type { AckResult } from '../../protocols/mllp/client';
import { MllpServer } from '../../protocols/mllp/server';
import { ResultConsumer } from './consumer/consumer';
import type { OrderDetails } from './database/exams';
import type { AbnormalityRow, AlertRow, AuditRow, ExamRow, ObservationRow, ReviewRow } from './database/types';
import { noticeAvailability } from './dimse/availability-scp';
import { findWorklist } from './dimse/worklist-scp';
import { MppsScp } from './dimse/mpps-scp';
import { createHttpApp } from './http/app';
import { NoticeFiler } from './inbound/file-notice';
import { OrderEntry } from './inbound/order-entry';
import { NoticeReceiver } from './inbound/receiver';
import { OrderDesk } from './order-desk';
import type { AnswerPolicy, RisOptions } from './options';
import { queryWorklist, type WorklistQuery, type WorklistRow } from './reporting-worklist';
import { openRecords, type Records } from './records';

/** A radiology information system as the guidance expects it (RCR l.187-231), with a real database. */
export class Ris implements Actor {
  readonly name = 'ris';
  private readonly records: Records;
  private readonly receiver: NoticeReceiver;
  private readonly desk: OrderDesk;
  private readonly dimse: DimseServer;
  private readonly mllp: MllpServer;
  private readonly http: FastifyInstance;
  private readonly consumer: ResultConsumer | undefined;
  private httpBound: Address | undefined;
  private stopped: Promise<void> | undefined;

  /** Throws a plain sentence when the database cannot be opened. */
  constructor(private readonly options: RisOptions) {
    const { log, dimse, mllp, http, tokens, hooks } = options;
    this.records = openRecords(options);
    const { exams, audit, workflow, results, readings, unit } = this.records;
    this.desk = new OrderDesk(this.records, options);
    const consumer =
      options.consumer &&
      new ResultConsumer({
        options: options.consumer,
        aeTitle: dimse.aeTitle,
        readings,
        audit,
        log,
        hooks: hooks?.consumer,
      });
    this.consumer = consumer;
    const filer = new NoticeFiler(results, exams, workflow, audit, (exam) =>
      unit.afterCommit(() => consumer?.expect(exam)),
    );
    const orderEntry = new OrderEntry(this.records, this.desk);
    this.receiver = new NoticeReceiver({ ...this.records, options, filer, orderEntry });
    const mpps = new MppsScp({
      ...this.records,
      onCompleted: (accessionNumber) => void this.desk.complete(accessionNumber, 'MPPS COMPLETED'),
    });
    this.dimse = new DimseServer({
      listen: dimse,
      aeTitle: dimse.aeTitle,
      log,
      findSopClasses: [MODALITY_WORKLIST_FIND],
      availability: true,
      handlers: {
        echo: true,
        find: async ({ identifier, callingAeTitle }) => findWorklist(exams, identifier, callingAeTitle),
        nCreate: async (request) => {
          if (request.sopClassUid !== INSTANCE_AVAILABILITY_NOTIFICATION) return mpps.create(request);
          return hooks?.ignoresAvailability ? { status: 0 } : noticeAvailability(this.records, request);
        },
        nSet: (request) => mpps.set(request),
        ...(consumer ? { store: (instance) => Promise.resolve(consumer.store(instance)) } : {}),
      },
    });
    this.mllp = new MllpServer({ listen: mllp, log, onMessage: (message) => this.receiver.take(message) });
    const idleTimeoutMs = options.httpIdleTimeoutMs;
    this.http = createHttpApp({ ...this.records, listen: http, idleTimeoutMs, tokens, log, desk: this.desk, hooks });
  }

  get dimseAddress(): Address {
    return this.dimse.address;
  }

  get mllpAddress(): Address {
    return this.mllp.address;
  }

  get httpAddress(): Address {
    if (!this.httpBound) throw new Error('The RIS does not listen for HTTP yet.');
    return this.httpBound;
  }

  /** Rejects with a plain sentence where an address cannot be had; nothing is left listening then. */
  async start(): Promise<void> {
    const { sink, dimse } = this.options;
    try {
      await this.dimse.start();
      await this.mllp.start();
      await this.listenForHttp();
    } catch (error) {
      await this.stop();
      throw error;
    }
    this.records.workflow.resume();
    this.desk.resume();
    const at = ({ host, port }: Address): string => `${host}:${port}`;
    sink.append({
      kind: 'actor.started',
      actor: 'ris',
      description: `RIS ${dimse.aeTitle}: worklist and MPPS at ${at(this.dimseAddress)}, HL7 at ${at(this.mllpAddress)}, HTTP at ${at(this.httpAddress)}`,
    });
  }

  /** What was not delivered stays in the database and is sent after the next start. */
  stop(): Promise<void> {
    this.stopped ??= this.close();
    return this.stopped;
  }

  /**
   * Stores the order, puts it on the modality worklist and tells the AI platform (ORC-1 NW). Resolves when that was sent
   * once; where it was not taken, sending goes on. Rejects where the exam is there already.
   */
  placeOrder(exam: Exam, details: OrderDetails = {}): Promise<void> {
    return this.desk.placeOrder(exam, details, 'RIS');
  }

  /** The radiographer's "exam completed"; ORC-5 = CM goes to the AI platform (RCR l.192-194), as with placeOrder. */
  async complete(accessionNumber: string): Promise<void> {
    this.desk.require(accessionNumber);
    await this.desk.complete(accessionNumber, 'completed by the radiographer');
  }

  /** Takes the exam off all worklists and tells the AI platform (ORC-1 CA). False where it is reported or cancelled. */
  async cancel(accessionNumber: string): Promise<boolean> {
    this.desk.require(accessionNumber);
    const told = this.desk.cancel(accessionNumber, 'cancelled');
    await told;
    return told !== undefined;
  }

  /** Sends a status of the exam once, whatever its state, and gives the answer. Rejects with MllpError. */
  sendStatus(accessionNumber: string, orc5: string): Promise<AckResult> {
    return this.desk.sendStatus(accessionNumber, orc5);
  }

  /** A fault: answers the next incoming messages so, until called with undefined. */
  answerWith(policy: AnswerPolicy | undefined): void {
    this.receiver.answerWith(policy);
  }

  exam(accessionNumber: string): ExamRow | undefined {
    return this.records.exams.get(accessionNumber);
  }

  /** Everything AI said of an exam, earlier statements included (`current` 0). */
  abnormalities(accessionNumber: string): AbnormalityRow[] {
    return this.records.results.abnormalities(accessionNumber);
  }

  /** Every OBX of every message that was filed. */
  observations(accessionNumber: string): ObservationRow[] {
    return this.records.results.observations(accessionNumber);
  }

  alerts(accessionNumber: string): AlertRow[] {
    return this.records.results.alerts(accessionNumber);
  }

  reviewFlags(accessionNumber: string): ReviewRow[] {
    return this.records.reviews.flags(accessionNumber);
  }

  /** Newest first. */
  auditTrail(accessionNumber?: string): AuditRow[] {
    return this.records.audit.read({ accessionNumber });
  }

  worklist(query: WorklistQuery = {}): WorklistRow[] {
    return queryWorklist(this.records.database, query);
  }

  /** False when the exam is not on the reporting worklist. */
  issueReport(accessionNumber: string, text: string, by = 'a radiologist'): boolean {
    return this.records.workflow.report(accessionNumber, text, by);
  }

  private async listenForHttp(): Promise<void> {
    const { host, port } = this.options.http;
    try {
      await this.http.listen({ host, port });
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      throw new Error(
        code === 'EADDRINUSE'
          ? `Port ${port} on ${host} (RIS over HTTP) is in use. Stop what uses it, or choose another port.`
          : `The RIS cannot listen for HTTP at ${host}:${port}: ${message}.`,
        { cause: error },
      );
    }
    this.httpBound = { host, port: (this.http.server.address() as AddressInfo).port };
  }

  private async close(): Promise<void> {
    const started = this.httpBound !== undefined;
    this.records.workflow.stop();
    await Promise.allSettled([this.dimse.stop(), this.mllp.stop(), this.http.close(), this.consumer?.stop()]);
    await this.desk.stop();
    this.records.workflow.stop();
    this.records.database.close();
    if (started) this.options.sink.append({ kind: 'actor.stopped', actor: 'ris' });
  }
}
