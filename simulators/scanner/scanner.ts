import type { StudyInstance } from '../../fixtures/studies';
import type { Actor, Address, DimsePeer, Listen, Logger } from '../../model/actors';
import type { EventSink } from '../../model/events';
import type { Exam } from '../../model/exam';
import { DimseError, find, nAction, type NaturalDataset, nCreate, nSet } from '../../protocols/dimse/client';
import { formatStatus, statusMeaning } from '../../protocols/dimse/reasons';
import { DimseServer } from '../../protocols/dimse/server';
import {
  type Shipment,
  shipmentOf,
  type StoreEngine,
  storeEngine,
  type StoreOutcome,
} from '../../protocols/dimse/store';
import * as uids from '../../protocols/dimse/uids';
import { CommitmentDesk } from './commitment';
import { ACQUISITION_STEPS, type Hooks, type Mutant } from './mutants/types';
import { stepEnded, stepInProgress } from './mpps';
import { itemsOf, textOf, type WorklistFilter, worklistIdentifier } from './worklist';

export interface ScannerOptions {
  aeTitle: string;
  /** For N-EVENT-REPORT. */
  listen: Listen;
  worklist: DimsePeer;
  mpps: DimsePeer;
  pacs: DimsePeer;
  /** How images are sent; `auto` when absent. */
  engine?: 'auto' | StoreEngine;
  timeoutMs: number;
  sink: EventSink;
  log: Logger;
  /** One deliberate defect. */
  mutant?: Mutant;
}

/** Images to be acquired: BuiltStudy of fixtures/studies. */
export interface StudyToAcquire {
  instances: StudyInstance[];
}

export interface AcquireOptions {
  /** Default true. */
  mpps?: boolean;
  /** Asks the PACS to commit to what was stored; default true. */
  commitment?: boolean;
  /** Breaks off after half of the images: MPPS DISCONTINUED. */
  discontinue?: boolean;
}

export interface Acquisition {
  mppsUid?: string;
  stored: StoreOutcome[];
  /** Whether the PACS committed to every image that was sent; absent when it was not asked. */
  committed?: boolean;
  /** Why `committed` is false, one sentence. */
  commitmentProblem?: string;
}

/** A modality: worklist, MPPS, images, storage commitment, in the order of IHE's Scheduled Workflow. */
export class Scanner implements Actor {
  readonly name = 'scanner';
  readonly #o: ScannerOptions;
  readonly #desk = new CommitmentDesk();
  readonly #server: DimseServer;

  constructor(options: ScannerOptions) {
    this.#o = options;
    this.#server = new DimseServer({
      listen: options.listen,
      aeTitle: options.aeTitle,
      log: options.log,
      handlers: { nEventReport: (request) => Promise.resolve(this.#hooks.report ?? this.#desk.take(request)) },
    });
  }

  get #hooks(): Hooks {
    return this.#o.mutant?.hooks ?? {};
  }

  get address(): Address {
    return this.#server.address;
  }

  async start(): Promise<void> {
    await this.#server.start();
    const { host, port } = this.address;
    const description = `Scanner ${this.#o.aeTitle} at ${host}:${port}`;
    this.#o.sink.append({ kind: 'actor.started', actor: 'scanner', description });
  }

  async stop(): Promise<void> {
    this.#desk.close();
    await this.#server.stop();
    this.#o.sink.append({ kind: 'actor.stopped', actor: 'scanner' });
  }

  /** Modality worklist C-FIND (PS3.4 K). Rejects with DimseError. */
  async queryWorklist(filter: WorklistFilter): Promise<NaturalDataset[]> {
    const identifier = worklistIdentifier(filter);
    return find(this.#to(this.#o.worklist), 'WORKLIST', this.#hooks.query?.(identifier) ?? identifier);
  }

  /**
   * Performs a scheduled exam: finds it on the worklist, begins the procedure step, sends the images, ends the step and
   * has the PACS commit to them. Rejects with a plain sentence when a step before commitment fails; a begun procedure
   * step is discontinued then. What the PACS answers to single images and to commitment is in the result.
   */
  async acquire(exam: Exam, study: StudyToAcquire, options: AcquireOptions = {}): Promise<Acquisition> {
    const count = options.discontinue ? Math.ceil(study.instances.length / 2) : study.instances.length;
    const acquired = study.instances.slice(0, count);
    const instances = this.#hooks.images?.(acquired) ?? acquired;
    // Made ready while the RIS answers.
    const shipment = shipmentOf(this.#to(this.#o.pacs), instances, this.#o.engine ?? 'auto');
    try {
      return await this.#perform(exam, instances, shipment, options);
    } finally {
      await shipment.drop();
    }
  }

  async #perform(
    exam: Exam,
    instances: StudyToAcquire['instances'],
    shipment: Shipment,
    { mpps = true, commitment = true, discontinue = false }: AcquireOptions,
  ): Promise<Acquisition> {
    const { steps } = this.#hooks;
    const item = await this.#scheduled(exam);
    const result: Acquisition = { stored: [] };
    let kept: StudyToAcquire['instances'] = [];
    for (const step of steps?.([...ACQUISITION_STEPS]) ?? ACQUISITION_STEPS) {
      if (step === 'begin' && mpps) result.mppsUid = await this.#begin(item, exam);
      if (step === 'store') {
        result.stored = await this.#store(shipment, instances, result.mppsUid);
        kept = instances.filter((_, index) => isStored(result.stored[index]));
        this.#o.sink.append({
          kind: 'scanner.acquired',
          accessionNumber: exam.accessionNumber,
          studyInstanceUid: exam.studyInstanceUid,
          instances: kept.length,
          engine: this.#engine(),
        });
      }
      if (step === 'end' && result.mppsUid)
        await this.#end(result.mppsUid, discontinue ? 'DISCONTINUED' : 'COMPLETED', instances);
      if (step === 'commit' && commitment && kept.length > 0) Object.assign(result, await this.#commit(kept));
    }
    return result;
  }

  async #scheduled(exam: Exam): Promise<NaturalDataset> {
    const { aeTitle, worklist } = this.#o;
    const items = await this.queryWorklist({ accessionNumber: exam.accessionNumber });
    const ris = `${worklist.aeTitle} at ${worklist.host}:${worklist.port}`;
    const item =
      items.find((one) => stepIdOf(one) === exam.scheduledProcedureStepId) ??
      items.find((one) => textOf(one, 'AccessionNumber') === exam.accessionNumber);
    if (!item)
      throw new Error(`${aeTitle} found no worklist entry for accession number ${exam.accessionNumber} at ${ris}.`);
    const study = textOf(item, 'StudyInstanceUID');
    if (study !== exam.studyInstanceUid)
      throw new Error(
        `The worklist entry of ${ris} for accession number ${exam.accessionNumber} has Study Instance UID ${study || '(none)'}, but the images that ${aeTitle} is to send have ${exam.studyInstanceUid}.`,
      );
    return item;
  }

  /** A procedure step that has begun is discontinued when the images cannot be sent. */
  async #store(
    shipment: Shipment,
    instances: StudyToAcquire['instances'],
    mppsUid: string | undefined,
  ): Promise<StoreOutcome[]> {
    try {
      return await shipment.send();
    } catch (error) {
      if (mppsUid) await this.#discontinueAfter(error as Error, mppsUid, instances);
      throw error;
    }
  }

  async #begin(item: NaturalDataset, exam: Exam): Promise<string> {
    const uid = uids.newUid();
    const at = new Date();
    const stepId = `P${at.getTime().toString(36).toUpperCase()}`;
    const scheduled = itemsOf(item, 'ScheduledProcedureStepSequence')[0] ?? {};
    const modality = textOf(scheduled, 'Modality') || exam.modality;
    const right = stepInProgress(item, { aeTitle: this.#o.aeTitle, stepId, modality, at });
    const attributes = this.#hooks.begin?.(right) ?? right;
    const answer = await nCreate(this.#to(this.#o.mpps), uids.MODALITY_PERFORMED_PROCEDURE_STEP, uid, attributes);
    this.#mustBeDone('MPPS N-CREATE', answer);
    return uid;
  }

  async #end(uid: string, status: 'COMPLETED' | 'DISCONTINUED', instances: StudyToAcquire['instances']): Promise<void> {
    const right = stepEnded(status, instances, new Date(), this.#o.pacs.aeTitle);
    const attributes = this.#hooks.end?.(right) ?? right;
    const answer = await nSet(this.#to(this.#o.mpps), uids.MODALITY_PERFORMED_PROCEDURE_STEP, uid, attributes);
    this.#mustBeDone('MPPS N-SET', answer);
  }

  /** The images could not be sent: the RIS should not wait for them. */
  async #discontinueAfter(cause: Error, uid: string, instances: StudyToAcquire['instances']): Promise<void> {
    this.#o.log.error(`${this.#o.aeTitle} discontinues the procedure step: ${cause.message}`);
    await this.#end(uid, 'DISCONTINUED', instances).catch((error: Error) => this.#o.log.error(error.message));
  }

  /** Storage commitment by the push model (PS3.4 J.3). */
  async #commit(instances: StudyToAcquire['instances']): Promise<{ committed: boolean; commitmentProblem?: string }> {
    const { pacs, aeTitle, timeoutMs } = this.#o;
    const name = `${pacs.aeTitle} at ${pacs.host}:${pacs.port}`;
    const transactionUid = uids.newUid();
    const expected = this.#desk.expect(transactionUid);
    const right = instances.map(({ sopClassUid, sopInstanceUid }) => ({
      ReferencedSOPClassUID: sopClassUid,
      ReferencedSOPInstanceUID: sopInstanceUid,
    }));
    const no = (commitmentProblem: string): { committed: false; commitmentProblem: string } => {
      expected.callOff();
      this.#o.log.warn(commitmentProblem);
      return { committed: false, commitmentProblem };
    };
    try {
      const answer = await nAction(
        this.#to(pacs),
        uids.STORAGE_COMMITMENT_PUSH_MODEL,
        uids.STORAGE_COMMITMENT_INSTANCE,
        1,
        {
          TransactionUID: transactionUid,
          ReferencedSOPSequence: this.#hooks.commitment?.(right) ?? right,
        },
      );
      if (answer.status !== 0)
        return no(
          `${name} refused the storage commitment request of ${aeTitle}: ${formatStatus(answer.status)} (${statusMeaning(answer.status)}).`,
        );
    } catch (error) {
      return no((error as Error).message);
    }
    const report = await expected.report(timeoutMs);
    if (!report)
      return no(
        `${name} sent no storage commitment report to ${aeTitle} at ${this.address.host}:${this.address.port} within ${timeoutMs / 1000} s. Check that the PACS knows this address.`,
      );
    this.#o.sink.append({ kind: 'scanner.commitment', ...report });
    const missing = instances.filter(({ sopInstanceUid }) => !report.committed.includes(sopInstanceUid));
    if (missing.length === 0 && report.failed.length === 0) return { committed: true };
    return no(`${name} did not commit to ${missing.length} of ${instances.length} images of ${aeTitle}.`);
  }

  #mustBeDone(what: string, { status, comment }: { status: number; comment?: string }): void {
    // Warnings: attribute list error, value out of range (PS3.7 Annex C).
    if (status === 0 || status === 0x0107 || status === 0x0116) return;
    const { aeTitle, mpps } = this.#o;
    const said = comment ? `: ${comment}` : '';
    throw new DimseError(
      'status',
      `${mpps.aeTitle} at ${mpps.host}:${mpps.port} answered the ${what} of ${aeTitle} with status ${formatStatus(status)} (${statusMeaning(status)})${said}.`,
      status,
    );
  }

  #engine(): StoreEngine {
    const engine = this.#o.engine ?? 'auto';
    return engine === 'auto' ? storeEngine(this.#to(this.#o.pacs)) : engine;
  }

  #to(peer: DimsePeer): { callingAeTitle: string; peer: DimsePeer; timeoutMs: number; log: Logger } {
    return { callingAeTitle: this.#o.aeTitle, peer, timeoutMs: this.#o.timeoutMs, log: this.#o.log };
  }
}

/** Success, or stored with a warning (PS3.4 B.2.3). */
function isStored(outcome: StoreOutcome | undefined): boolean {
  return outcome !== undefined && (outcome.status === 0 || outcome.status >> 12 === 0xb);
}

function stepIdOf(item: NaturalDataset): string {
  return textOf(itemsOf(item, 'ScheduledProcedureStepSequence')[0] ?? {}, 'ScheduledProcedureStepID');
}
