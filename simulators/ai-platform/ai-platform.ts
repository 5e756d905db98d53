import type { Actor, Address } from '../../model/actors';
import { DimseServer } from '../../protocols/dimse/server';
import { STUDY_ROOT_FIND } from '../../protocols/dimse/uids';
import { MllpServer } from '../../protocols/mllp/server';
import { CommitmentDesk } from '../scanner/commitment';
import { KnownLesions } from './analysis/known-lesions';
import { REFERENCE_ALGORITHM } from './analysis/reference';
import type { Exam, Stage } from './exams/exam';
import { OrderBook } from './exams/order-book';
import { statusFor } from './intake/fetch';
import { HeldImages } from './intake/held-images';
import type { JobContext } from './job/job-context';
import { runJob } from './job/run-job';
import { OrderDesk } from './messages/order-desk';
import type { OrderMessage } from './messages/read-order';
import { isOutcome, Metrics, type MetricsSnapshot } from './metrics/metrics';
import { MetricsServer } from './metrics/metrics-server';
import type { Hooks } from './mutants/types';
import { type AiPlatformOptions, checkOptions, type Settings, withDefaults } from './options';
import { findHeld, getHeld } from './query/held-query';
import { Retention } from './retention/retention';
import { CalledOff } from './retry/wait';

export type { AiPlatformOptions } from './options';

/** The reference AI platform: images and ORC-5 = CM in, results to the PACS, then the notice to the RIS (RCR l.111-170). */
export class AiPlatform implements Actor {
  readonly name = 'ai-platform';
  readonly #settings: Settings;
  readonly #hooks: Hooks;
  readonly #held: HeldImages;
  readonly #book = new OrderBook((exam, from) => this.#moved(exam, from));
  readonly #lesions = new KnownLesions();
  readonly #desk = new CommitmentDesk();
  readonly #metrics = new Metrics();
  readonly #retention: Retention;
  readonly #jobs = new Set<Promise<void>>();
  readonly #dimse: DimseServer;
  readonly #mllp: MllpServer;
  readonly #http: MetricsServer | undefined;
  readonly #doors: { dimse?: Address; mllp?: Address; stop: (() => Promise<void>)[] } = { stop: [] };
  #started = false;
  #stopped = false;

  /** @throws one sentence when the options cannot work together */
  constructor(options: AiPlatformOptions) {
    this.#hooks = options.otherwise?.hooks ?? {};
    const settings = withDefaults(options, [REFERENCE_ALGORITHM]);
    this.#settings = this.#hooks.configure?.(settings) ?? settings;
    checkOptions(this.#settings);
    const { aeTitle, dimse, mllp, http, log, sending, maxHeldBytes, unclaimedMs } = this.#settings;
    this.#held = new HeldImages(maxHeldBytes);
    this.#retention = new Retention((study) => this.#drop(study));
    this.#held.onArrival(({ studyInstanceUid, accessionNumber }) =>
      this.#arrived(studyInstanceUid, accessionNumber, unclaimedMs),
    );
    this.#dimse = new DimseServer({
      listen: dimse,
      aeTitle,
      log,
      storageSopClasses: 'all',
      findSopClasses: [STUDY_ROOT_FIND],
      handlers: {
        echo: true,
        store: async (instance) => statusFor(this.#held, instance),
        find: async (request) => findHeld(this.#held, request),
        get: async (request) => getHeld(this.#held, request),
        nEventReport: async (request) => {
          const answer = this.#desk.take(request);
          const status = this.#hooks.commitmentStatus;
          return status === undefined ? answer : { status };
        },
      },
    });
    const desk = new OrderDesk({
      book: this.#book,
      sending,
      log,
      starts: (message, exam) => (this.#hooks.starts ?? startsOnCompletion)(message, exam),
      reopens: (message, known) => (this.#hooks.reopens ?? placedAgain)(message, known),
      start: (exam) => this.#start(exam),
    });
    this.#mllp = new MllpServer({ listen: mllp, log, onMessage: async ({ bytes }) => desk.take(bytes) });
    this.#http = http && new MetricsServer(http, () => this.metrics);
  }

  get dimseAddress(): Address {
    return this.#doors.dimse ?? this.#dimse.address;
  }

  get mllpAddress(): Address {
    return this.#doors.mllp ?? this.#mllp.address;
  }

  /** Where metrics are served; undefined where they are not. */
  get httpAddress(): Address | undefined {
    return this.#http?.address;
  }

  get metrics(): MetricsSnapshot {
    return this.#metrics.snapshot({ underWay: this.#jobs.size, heldImageBytes: this.#held.bytes });
  }

  /** Where an exam is, by its accession number; undefined where no order has come. */
  stageOf(accessionNumber: string): Stage | undefined {
    return this.#book.byAccession(accessionNumber)?.stage;
  }

  async start(): Promise<void> {
    try {
      await this.#dimse.start();
      await this.#mllp.start();
      await this.#http?.start();
      await this.#openDoors();
    } catch (error) {
      await this.stop();
      throw error;
    }
    this.#started = true;
    const { aeTitle, sink, algorithms } = this.#settings;
    const at = ({ host, port }: Address): string => `${host}:${port}`;
    const programs = algorithms.map(({ name, version }) => `${name} ${version}`).join(', ');
    const description = `AI platform ${aeTitle} (${programs}), DICOM at ${at(this.dimseAddress)}, HL7 at ${at(this.mllpAddress)}`;
    sink.append({ kind: 'actor.started', actor: 'ai-platform', description });
  }

  /** Calls all work off and closes everything. What was not delivered by then is not delivered. */
  async stop(): Promise<void> {
    if (this.#stopped) return;
    this.#stopped = true;
    for (const exam of this.#book.exams) exam.calledOff.abort(new CalledOff('the AI platform stops'));
    this.#desk.close();
    this.#retention.stop();
    await Promise.all(this.#doors.stop.map((stop) => stop()));
    await Promise.all([this.#dimse.stop(), this.#mllp.stop(), this.#http?.stop()]);
    await this.idle();
    this.#held.clear();
    if (this.#started) this.#settings.sink.append({ kind: 'actor.stopped', actor: 'ai-platform' });
  }

  /** Resolves when no exam is being worked on. Images may still be held. */
  async idle(): Promise<void> {
    while (this.#jobs.size > 0) await Promise.all(this.#jobs);
  }

  #start(exam: Exam): void {
    if (this.#stopped || exam.stage !== 'ordered') return;
    exam.triggeredAt = performance.now();
    const { order } = exam;
    if (order.studyInstanceUid !== '') this.#retention.keep(order.studyInstanceUid);
    const context: JobContext = {
      settings: this.#settings,
      hooks: this.#hooks,
      held: this.#held,
      lesions: this.#lesions,
      desk: this.#desk,
      metrics: this.#metrics,
    };
    const job = runJob(exam, context).finally(() => this.#jobs.delete(job));
    this.#jobs.add(job);
  }

  /** Images wait for their order; those of an exam that is over go the way of the others. */
  #arrived(study: string, accessionNumber: string, unclaimedMs: number): void {
    const exam = this.#book.byStudy(study) ?? this.#book.byAccession(accessionNumber);
    if (!exam || exam.stage === 'ordered') this.#retention.dropAfter(study, unclaimedMs);
    else if (exam.finished) this.#retention.dropAfter(study, this.#settings.retentionMs);
    if (exam && this.#hooks.startsOnImages) setImmediate(() => this.#start(exam));
  }

  #moved(exam: Exam, from: Stage): void {
    const { aeTitle, log, retentionMs } = this.#settings;
    log.info(`${aeTitle}: exam ${exam.name}: ${from} to ${exam.stage}`);
    if (!isOutcome(exam.stage)) return;
    this.#metrics.finished(exam.stage, exam.triggeredAt && performance.now() - exam.triggeredAt);
    const study = exam.order.studyInstanceUid;
    if (study !== '') this.#retention.dropAfter(study, retentionMs);
  }

  #drop(study: string): void {
    const dropped = this.#held.drop(study);
    if (dropped > 0) this.#settings.log.info(`${this.#settings.aeTitle}: ${dropped} images of study ${study} dropped`);
  }

  async #openDoors(): Promise<void> {
    const { door } = this.#hooks;
    if (!door) return;
    for (const listener of ['dimse', 'mllp'] as const) {
      const server = listener === 'dimse' ? this.#dimse : this.#mllp;
      const { address, stop } = await door(server.address, this.#settings);
      this.#doors[listener] = address;
      this.#doors.stop.push(stop);
    }
  }
}

/** RCR l.193-194: status completed, and nothing earlier; once. */
function startsOnCompletion({ status }: OrderMessage, exam: Exam): boolean {
  return status === 'CM' && exam.stage === 'ordered';
}

/** An order that was cancelled can be placed again. */
function placedAgain({ control }: OrderMessage, known: Exam): boolean {
  return known.stage === 'cancelled' && control === 'NW';
}
