import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import type { Actor, Address } from '../../model/actors';
import type { Exam } from '../../model/exam';
import { DimseServer } from '../../protocols/dimse/server';
import { MODALITY_WORKLIST_FIND } from '../../protocols/dimse/uids';
import type { AckResult } from '../../protocols/mllp/client';
import { MllpServer } from '../../protocols/mllp/server';
import { openDatabase, type Database } from './database/database';
import { ExamTable, type OrderDetails } from './database/exams';
import type { ExamRow } from './database/types';
import { MppsScp } from './dimse/mpps-scp';
import { findWorklist } from './dimse/worklist-scp';
import { ExamWorkflow } from './exam-workflow';
import { createHttpApp } from './http/app';
import { NoticeReceiver } from './inbound/receiver';
import type { AnswerPolicy, RisOptions } from './options';
import { orderMessage, type OrderEvent } from './outbound/messages';
import { MessageSender } from './outbound/sender';
import { queryWorklist, type WorklistQuery, type WorklistRow } from './reporting-worklist';

const EXCHANGE_TIMEOUT_MS = 10_000;

/** A radiology information system as the guidance expects it (RCR l.187-231), with a real database. */
export class Ris implements Actor {
  readonly name = 'ris';
  private readonly database: Database;
  private readonly exams: ExamTable;
  private readonly workflow: ExamWorkflow;
  private readonly receiver: NoticeReceiver;
  private readonly dimse: DimseServer;
  private readonly mllp: MllpServer;
  private readonly http: FastifyInstance;
  private readonly sender: MessageSender | undefined;
  /** What is being told about an exam, so that its messages keep their order. */
  private readonly lastTold = new Map<string, Promise<void>>();

  /** Throws a plain sentence when the database cannot be opened. */
  constructor(private readonly options: RisOptions) {
    const { databaseFile, sink, aiTimeoutMs, aiPlatform, log, dimse, mllp, http, tokens } = options;
    this.database = openDatabase(databaseFile);
    this.exams = new ExamTable(this.database);
    this.workflow = new ExamWorkflow(this.exams, sink, aiTimeoutMs);
    this.receiver = new NoticeReceiver(options, this.database, this.exams, this.workflow);
    this.sender = aiPlatform && new MessageSender(aiPlatform, options.exchangeTimeoutMs ?? EXCHANGE_TIMEOUT_MS, log);
    const mpps = new MppsScp(this.database, this.exams, this.workflow, (accession) =>
      this.completed(accession, 'MPPS COMPLETED'),
    );
    this.dimse = new DimseServer({
      listen: dimse,
      aeTitle: dimse.aeTitle,
      log,
      findSopClasses: [MODALITY_WORKLIST_FIND],
      handlers: {
        find: async ({ identifier, callingAeTitle }) => findWorklist(this.exams, identifier, callingAeTitle),
        nCreate: (request) => mpps.create(request),
        nSet: (request) => mpps.set(request),
      },
    });
    this.mllp = new MllpServer({ listen: mllp, log, onMessage: (message) => this.receiver.take(message) });
    this.http = createHttpApp({
      listen: http,
      tokens,
      log,
      database: this.database,
      exams: this.exams,
      workflow: this.workflow,
      placeOrder: (exam, details) => this.placeOrder(exam, details),
    });
  }

  get dimseAddress(): Address {
    return this.dimse.address;
  }

  get mllpAddress(): Address {
    return this.mllp.address;
  }

  get httpAddress(): Address {
    const { address, port } = this.http.server.address() as AddressInfo;
    return { host: address, port };
  }

  async start(): Promise<void> {
    const { http, sink, dimse } = this.options;
    await this.dimse.start();
    await this.mllp.start();
    try {
      await this.http.listen({ host: http.host, port: http.port });
    } catch (error) {
      const inUse = (error as NodeJS.ErrnoException).code === 'EADDRINUSE';
      throw inUse
        ? new Error(
            `Port ${http.port} on ${http.host} (RIS over HTTP) is in use. Stop what uses it, or choose another port.`,
          )
        : error;
    }
    this.workflow.resume();
    const at = ({ host, port }: Address) => `${host}:${port}`;
    sink.append({
      kind: 'actor.started',
      actor: 'ris',
      description: `RIS ${dimse.aeTitle}: worklist and MPPS at ${at(this.dimseAddress)}, HL7 at ${at(this.mllpAddress)}, HTTP at ${at(this.httpAddress)}`,
    });
  }

  async stop(): Promise<void> {
    this.workflow.stop();
    await this.sender?.stop();
    await Promise.allSettled([this.dimse.stop(), this.mllp.stop(), this.http.close()]);
    await Promise.allSettled(this.lastTold.values());
    this.database.close();
    this.options.sink.append({ kind: 'actor.stopped', actor: 'ris' });
  }

  /** Stores the order, puts it on the modality worklist and tells the AI platform (ORC-1 NW). */
  async placeOrder(exam: Exam, details: OrderDetails = {}): Promise<void> {
    this.exams.insert(exam, details);
    this.exams.audit('ris', 'ordered', exam.accessionNumber);
    this.options.sink.append({
      kind: 'ris.exam',
      accessionNumber: exam.accessionNumber,
      from: 'none',
      to: 'scheduled',
      cause: 'ordered',
    });
    this.tell(exam.accessionNumber, { control: 'NW', status: 'SC' });
  }

  /** The radiographer's "exam completed"; ORC-5 = CM goes to the AI platform (RCR l.192-194). */
  async complete(accessionNumber: string): Promise<void> {
    this.completed(accessionNumber, 'completed by the radiographer');
  }

  /** Sends a status of the exam once, whatever its state, and gives the answer. Rejects with MllpError. */
  async sendStatus(accessionNumber: string, orc5: string): Promise<AckResult> {
    if (!this.sender) throw new Error('This RIS has no AI platform to send to.');
    return this.sender.sendOnce(this.message(accessionNumber, { control: 'SC', status: orc5 }));
  }

  /** A fault: answers the next incoming messages so, until called with undefined. */
  answerWith(policy: AnswerPolicy | undefined): void {
    this.receiver.answerWith(policy);
  }

  exam(accessionNumber: string): ExamRow | undefined {
    return this.exams.get(accessionNumber);
  }

  worklist(query: WorklistQuery = {}): WorklistRow[] {
    return queryWorklist(this.database, query);
  }

  /** False when the exam is not on the reporting worklist. */
  issueReport(accessionNumber: string, text: string): boolean {
    return this.workflow.report(accessionNumber, text);
  }

  private completed(accessionNumber: string, cause: string): void {
    if (this.workflow.complete(accessionNumber, cause)) this.tell(accessionNumber, { control: 'SC', status: 'CM' });
  }

  /** A message that must arrive, sent in the background, after those told before about the exam. */
  private tell(accessionNumber: string, event: OrderEvent): void {
    if (!this.sender) return;
    const text = this.message(accessionNumber, event);
    const before = this.lastTold.get(accessionNumber) ?? Promise.resolve();
    const told = before.then(async () => {
      try {
        if (await this.sender?.sendUntilAccepted(text)) return;
        this.exams.audit('ris', `the AI platform did not take ORC-5 ${event.status}`, accessionNumber);
      } catch (error) {
        this.options.log.error(`RIS: ${(error as Error).message}`);
      }
    });
    this.lastTold.set(accessionNumber, told);
    void told.finally(() => {
      if (this.lastTold.get(accessionNumber) === told) this.lastTold.delete(accessionNumber);
    });
  }

  private message(accessionNumber: string, event: OrderEvent): string {
    const exam = this.exams.get(accessionNumber);
    if (!exam) throw new Error(`The RIS has no exam ${accessionNumber}`);
    return orderMessage(exam, event, this.options.sending, this.options.receiving);
  }
}
