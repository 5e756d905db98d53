import { mkdirSync, rmSync, statfsSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { setTimeout as until } from 'node:timers/promises';
import { openRecording, type Recording } from '../../evidence/recording';
import { bytesIn } from '../../fixtures/studies';
import type { Logger } from '../../model/actors';
import type { LoadPlan, LoadRecord } from '../../model/load';
import type { SutConfig } from '../../model/sut';
import { Harness } from '../harness/harness';
import type { StandIn } from '../harness/part';
import { preflight } from '../preflight/preflight';
import type { PreflightResult } from '../preflight/result';
import { RunProblem } from '../problem';
import { productVersion } from '../run';
import { environment, withoutSecrets } from '../run-start';
import { type OpenCase, Session } from '../session';
import { type Arrival, arrivalsOf } from './arrivals';
import { judgeLoad } from './judge-load';
import { LOAD_SCENARIO, writeLoadStart } from './load-files';
import { MixSources } from './sources';

export interface LoadOptions {
  config: SutConfig;
  plan: LoadPlan;
  /** Must not exist yet, or be empty. */
  dir: string;
  log: Logger;
  standIn?: StandIn;
  scannerEngine?: 'auto' | 'native' | 'dcmjs';
  /** False leaves out the one exam that shows whether the product can reach PACS and RIS. */
  preflightBackwards?: boolean;
  progress: LoadProgress;
  /** Aborting sends nothing more; what is under way is still waited for, until `leave` aborts too. */
  signal: AbortSignal;
  leave: AbortSignal;
}

export interface LoadProgress {
  notice(text: string): void;
  preflight(results: PreflightResult[]): void;
  planned(arrivals: readonly Arrival[]): void;
  begun(number: number): void;
  /** A study has its notice, after so many seconds of waiting, or has none. */
  over(delivered: boolean, seconds: number): void;
}

/** An image passes two taps; each keeps it as an object, and in the capture. */
const COPIES = 4;

/**
 * Sends studies to an AI platform at the rate of the plan, each as an exam of its own: order, images, completion; and
 * waits for every notice. Then it judges what was recorded. Rejects with a sentence where it cannot begin.
 */
export async function load(options: LoadOptions): Promise<LoadRecord> {
  const { config, plan, dir, progress } = options;
  if (config.actor !== 'ai-platform')
    throw new Error(
      `A load test drives an AI platform; the product in this configuration is a ${config.actor}, for which there is none.`,
    );
  const sources = new MixSources(config, plan.mix);
  const arrivals = arrivalsOf(plan);
  mkdirSync(dir, { recursive: true });
  const { node, platform, host } = environment();
  writeLoadStart(dir, {
    airworthy: productVersion(),
    startedAt: new Date().toISOString(),
    plan,
    config: withoutSecrets(config),
    environment: { node, platform, host },
    reference: options.standIn !== undefined,
  });
  const recording = openRecording(dir);
  const { vendor, product, version, actor } = config;
  recording.append({
    kind: 'run.started',
    runId: randomUUID(),
    airworthy: productVersion(),
    sut: { vendor, product, version, actor },
  });
  progress.planned(arrivals);
  try {
    await driveAll(options, arrivals, sources, recording);
  } catch (error) {
    recording.append({ kind: 'run.finished', reason: 'failed', detail: (error as Error).message });
    await recording.close().catch(() => undefined);
    throw error;
  }
  // What is missing in the record makes it incomplete; why, is said here.
  await recording.close().catch(({ message }: Error) => progress.notice(message));
  return judgeLoad(dir);
}

async function driveAll(
  options: LoadOptions,
  arrivals: readonly Arrival[],
  sources: MixSources,
  recording: Recording,
): Promise<void> {
  const { config, progress, log, plan, signal, leave } = options;
  let session: Session | undefined;
  const harness = await Harness.start({
    ...{ config, recording, log, scannerEngine: options.scannerEngine, standIn: options.standIn },
    notice: (text) => progress.notice(text),
    async beforeAck({ accessionNumber }) {
      const opened = session?.caseOf(accessionNumber);
      if (session && opened) await session.workflow.probePacs(opened, 'notice');
    },
  });
  // Closing the harness makes whatever is waited for end at once.
  const onLeave = () => void harness.stop();
  leave.addEventListener('abort', onLeave, { once: true });
  try {
    session = new Session(config, recording, harness, { actor: config.actor, requirements: [], scenarios: [] }, leave);
    const probes = await preflight(session, { backwards: options.preflightBackwards ?? true });
    progress.preflight(probes);
    if (!probes.every(({ ok }) => ok)) throw new Error('Not every link works, so no load was put on the product.');
    recording.setScenario(LOAD_SCENARIO);
    const sending = new Sending(session, options, sources);
    sending.mustFit(arrivals);
    recording.append({ kind: 'load.started', plan });
    await sending.sendAll(arrivals);
    recording.append({ kind: 'load.ended', reason: signal.aborted ? 'interrupted' : 'completed' });
    await sending.drain();
    recording.append({ kind: 'run.finished', reason: leave.aborted ? 'interrupted' : 'completed' });
  } finally {
    leave.removeEventListener('abort', onLeave);
    recording.setScenario(undefined);
    await harness.stop();
  }
}

/** The studies of a load test on their way. */
class Sending {
  private readonly underWay = new Set<Promise<void>>();

  constructor(
    private readonly session: Session,
    private readonly options: LoadOptions,
    private readonly sources: MixSources,
  ) {}

  /** @throws one sentence where the disk cannot hold what would be recorded */
  mustFit(arrivals: readonly Arrival[]): void {
    const { dir } = this.options;
    const sizes = new Map<string, number>();
    const sizeOf = (arrival: Arrival): number => {
      const key = this.sources.key(arrival);
      const known = sizes.get(key);
      if (known !== undefined) return known;
      const { study } = this.sources.open(this.session.exams, arrival);
      const size = study.instances.reduce((sum, instance) => sum + bytesIn(instance), 0);
      sizes.set(key, size);
      return size;
    };
    const needed = COPIES * arrivals.reduce((sum, arrival) => sum + sizeOf(arrival), 0);
    const { bavail, bsize } = statfsSync(dir);
    const free = bavail * bsize;
    if (needed < free) return;
    rmSync(dir, { recursive: true, force: true });
    const gigabytes = (bytes: number): string => (bytes / 1e9).toFixed(1);
    throw new Error(
      `The record of ${arrivals.length} studies would need about ${gigabytes(needed)} GB, and ${gigabytes(free)} GB are free where ${dir} is. Choose another --out, a lower rate or a shorter time.`,
    );
  }

  /** Begins every study when it is due, whatever has become of those before it. */
  async sendAll(arrivals: readonly Arrival[]): Promise<void> {
    const { signal, progress, plan } = this.options;
    const started = performance.now();
    const reach = async (seconds: number): Promise<void> => {
      const wait = started + seconds * 1000 - performance.now();
      if (wait > 0) await until(wait, undefined, { signal }).catch(() => undefined);
    };
    for (const [index, arrival] of arrivals.entries()) {
      const { due } = arrival;
      // Made before it is due, so that making it delays nothing.
      const made = this.sources.open(this.session.exams, arrival);
      await reach(due);
      if (signal.aborted) return;
      const exam = this.session.register(made);
      this.session.recording.append({ kind: 'load.exam', caseId: exam.exam.caseId, due });
      progress.begun(index + 1);
      const sent = this.sendOne(exam).finally(() => this.underWay.delete(sent));
      this.underWay.add(sent);
    }
    await reach(plan.seconds);
  }

  /** Until every study that was begun has its notice or has had its time. */
  async drain(): Promise<void> {
    while (this.underWay.size > 0) await Promise.all(this.underWay);
    if (!this.options.leave.aborted)
      await this.session.watch('late traffic', this.options.config.timeouts.settle).catch(interruptedOnly);
  }

  private async sendOne(opened: OpenCase): Promise<void> {
    const { session, options } = this;
    const { workflow, recording } = session;
    try {
      await workflow.order(opened);
      await workflow.acquire(opened);
      // Hundreds of studies are not to be held until the end.
      opened.study = { ...opened.study, instances: [] };
    } catch (error) {
      if (!options.leave.aborted)
        recording.append({ kind: 'load.not-sent', caseId: opened.exam.caseId, sentence: (error as Error).message });
      options.progress.over(false, 0);
      return;
    }
    const since = performance.now();
    const delivered = await workflow.awaitNotice(opened).catch((error: unknown) => {
      interruptedOnly(error);
      return false;
    });
    options.progress.over(delivered, (performance.now() - since) / 1000);
  }
}

/** Leaving ends every wait; what is then missing is seen in the record. */
function interruptedOnly(error: unknown): void {
  if (!(error instanceof RunProblem && error.problem === 'interrupted')) throw error;
}
