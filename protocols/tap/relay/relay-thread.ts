import { closeSync, existsSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from 'node:worker_threads';
import { PACKAGE_ROOT } from '../../../model/package-root';
import { COUNT, type Order, PLACE, type RelayData, type RelayLimits, type Report } from './shared-state';

const PROGRAM = join(PACKAGE_ROOT, 'dist', 'protocols', 'tap', 'relay', 'thread.js');
/** It carries out an order within microseconds, or when the disk has taken what is in memory. */
const STUCK_MS = 30_000;
/** Whoever waits for it sees so often whether it is still there: that it has ended is told later, when nobody waits any more. */
const LOOK_MS = 500;

export interface RelayThreadOptions {
  /** In which the files of the spool are made. */
  folder: string;
  limits: RelayLimits;
  /** A pipe, reading end first: a byte in it ends the thread's waiting. */
  wake: [number, number];
  onReport(report: Report): void;
  /** The thread is gone, and with it what it had in memory. */
  onLost(why: string): void;
}

/** The thread that passes on (`thread.ts`), as others see it: orders, reports, and the numbers that both see. */
export class RelayThread {
  private readonly port: MessagePort;
  private readonly counts = new Int32Array(new SharedArrayBuffer(12));
  private readonly places = new BigInt64Array(new SharedArrayBuffer(16));
  private readonly worker: Worker;
  private orders = 0;
  private online = false;
  private over = false;

  constructor(private readonly options: RelayThreadOptions) {
    if (!existsSync(PROGRAM)) throw new Error(`${PROGRAM} is missing; run "npm run build".`);
    const { folder, limits, wake, onReport } = options;
    const { port1, port2 } = new MessageChannel();
    const { counts, places } = this;
    const workerData: RelayData = { counts, places, port: port2, limits, folder, wakeUp: wake[0] };
    this.port = port1;
    this.port.on('message', onReport);
    this.port.unref();
    this.worker = new Worker(PROGRAM, {
      workerData,
      transferList: [port2],
      // Files are opened there and closed here.
      trackUnmanagedFds: false,
      resourceLimits: { maxYoungGenerationSizeMb: 4 },
    });
    this.worker.on('online', () => (this.online = true));
    this.worker.on('error', (error) => this.lose(error.message));
    this.worker.on('exit', () => this.lose('it has ended'));
    this.worker.unref();
  }

  get isReady(): boolean {
    return this.online && !this.over;
  }

  /** Up to here what was passed on is in the files of the spool, all of which have been reported when this returns. */
  kept(): number {
    const kept = this.keptUpTo;
    this.receive();
    return kept;
  }

  /** The same; not all files have been reported. */
  get keptUpTo(): number {
    return Number(Atomics.load(this.places, PLACE.kept));
  }

  /** Up to here it is recorded: senders that wait for that go on. */
  recorded(upTo: number): void {
    Atomics.store(this.places, PLACE.recorded, BigInt(upTo));
    if (Atomics.load(this.counts, COUNT.behind) === 1) this.wakeUp();
  }

  order(order: Order): void {
    this.orders += 1;
    this.port.postMessage(order);
    this.wakeUp();
  }

  /** Orders, and returns when that is carried out and everything is reported that was to be reported until then. */
  demand(order: Order): void {
    this.order(order);
    let waited = 0;
    for (;;) {
      const done = Atomics.load(this.counts, COUNT.done);
      if (done === this.orders || this.over) break;
      if (Atomics.wait(this.counts, COUNT.done, done, LOOK_MS) !== 'timed-out') waited = 0;
      else if (this.isGone) this.lose('it has ended');
      else if ((waited += LOOK_MS) >= STUCK_MS) this.lose(`nothing was passed on for ${STUCK_MS / 1000} s`);
    }
    this.receive();
  }

  async close(): Promise<void> {
    this.over = true;
    this.port.close();
    await this.worker.terminate();
    for (const end of this.options.wake) closeSync(end);
  }

  private get isGone(): boolean {
    const thread = Atomics.load(this.counts, COUNT.thread);
    return thread !== 0 && !existsSync(`/proc/self/task/${thread}`);
  }

  private receive(): void {
    for (let next = receiveMessageOnPort(this.port); next; next = receiveMessageOnPort(this.port))
      this.options.onReport(next.message as Report);
  }

  private wakeUp(): void {
    try {
      writeSync(this.options.wake[1], '.');
    } catch (error) {
      // As many bytes as a pipe holds wake it as well as one more.
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
    }
  }

  private lose(why: string): void {
    if (this.over) return;
    this.over = true;
    this.options.onLost(why);
  }
}
