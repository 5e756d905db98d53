import type { StudyInstance } from '../../fixtures/studies';
import type { Actor, Address } from '../../model/actors';
import type { Exam } from '../../model/exam';
import { find, type NaturalDataset } from '../../protocols/dimse/client';
import { DimseServer } from '../../protocols/dimse/server';
import {
  type Shipment,
  shipmentOf,
  type StoreEngine,
  storeEngine,
  type StoreOutcome,
} from '../../protocols/dimse/store';
import { CommitmentDesk } from './commitment';
import { ACQUISITION_STEPS, type Hooks } from './mutants/types';
import { callOf, type ScannerOptions } from './options';
import { PerformedSteps } from './performed-step';
import { CommitmentRequests } from './request-commitment';
import { itemsOf, textOf, type WorklistFilter, worklistIdentifier } from './worklist';

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
  readonly #steps: PerformedSteps;
  readonly #commitment: CommitmentRequests;

  constructor(options: ScannerOptions) {
    this.#o = options;
    this.#steps = new PerformedSteps(options);
    this.#commitment = new CommitmentRequests(options, this.#desk, () => this.address);
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
    return find(callOf(this.#o, this.#o.worklist), 'WORKLIST', this.#hooks.query?.(identifier) ?? identifier);
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
    const shipment = shipmentOf(callOf(this.#o, this.#o.pacs), instances, this.#o.engine ?? 'auto');
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
      if (step === 'begin' && mpps) result.mppsUid = await this.#steps.begin(item, exam);
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
        await this.#steps.end(result.mppsUid, discontinue ? 'DISCONTINUED' : 'COMPLETED', instances);
      if (step === 'commit' && commitment && kept.length > 0) Object.assign(result, await this.#commitment.ask(kept));
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
      if (mppsUid) await this.#steps.discontinueAfter(error as Error, mppsUid, instances);
      throw error;
    }
  }

  #engine(): StoreEngine {
    const engine = this.#o.engine ?? 'auto';
    return engine === 'auto' ? storeEngine(callOf(this.#o, this.#o.pacs)) : engine;
  }
}

/** Success, or stored with a warning (PS3.4 B.2.3). */
function isStored(outcome: StoreOutcome | undefined): boolean {
  return outcome !== undefined && (outcome.status === 0 || outcome.status >> 12 === 0xb);
}

function stepIdOf(item: NaturalDataset): string {
  return textOf(itemsOf(item, 'ScheduledProcedureStepSequence')[0] ?? {}, 'ScheduledProcedureStepID');
}
