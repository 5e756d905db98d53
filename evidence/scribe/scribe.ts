import { closeSync, existsSync, openSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from 'node:worker_threads';
import { PACKAGE_ROOT } from '../../model/package-root';
import { attempt, RecordingError, writeParts } from '../write-all';
import { Batch, ORDER, type Order } from './batch';
import { PLACE, type WorkerData } from './shared-state';

const PROGRAM = join(PACKAGE_ROOT, 'dist', 'evidence', 'scribe', 'worker.js');
/** A record that grows beyond this gets a thread; most never do, and are written as they come. */
const THREAD_AFTER_BYTES = 16 * 1024 * 1024;
/** That many batches may wait for the disk; then whoever records waits, too. */
const BATCHES = 16;
/** What waits for its batch to become full waits no longer. */
const SEND_AFTER_MS = 2;
/** Less than this is written at once, where nothing waits before it. */
const SMALL_BYTES = 8 * 1024;
/** Making a file takes as long as writing so much. */
const FILE_COST_BYTES = 16 * 1024;
const MOST_WHOLE_BYTES = 64 * 1024;
/** More pieces than that are put together first. */
const MOST_PARTS = 1000;
/** No disk takes as long; then the thread is lost. */
const STUCK_MS = 60_000;

interface Thread {
  worker: Worker;
  port: MessagePort;
  /** See PLACE. */
  state: Int32Array;
  batches: Batch[];
  /** Batches that were sent. */
  sent: number;
  /** As many of them as were found to be done. */
  back: number;
  /** Those that are not on their way: what was used last first, it is still in the processor's cache. */
  free: number[];
}

/**
 * Writes the files of a record, in order: a journal line never before the files that it names. Once much is written a thread
 * does it, so that no peer waits for the disk; what a killed process had not written yet is the end of the record, never a
 * part of its middle.
 */
export class Scribe {
  #thread: Thread | undefined;
  /** Which one is being filled. */
  #batch: number | undefined;
  #written = 0;
  #timer: NodeJS.Timeout | undefined;
  #failure: RecordingError | undefined;
  /** The thread died or does not come back from the disk. */
  #isLost = false;
  readonly #atExit = (): void => this.settle();

  /** @param journal file descriptor of the journal, which is always written last */
  constructor(private readonly journal: number) {}

  /** A sentence, once something could not be written by the thread; nothing is written after it. */
  get problem(): string | undefined {
    this.#takeBack();
    return this.#failure?.message;
  }

  /** Appends to an open file. @throws RecordingError naming `what` */
  write(fd: number, parts: readonly Uint8Array[], what: string): void {
    if (parts.length > MOST_PARTS) return this.write(fd, [Buffer.concat(parts)], what);
    let length = 0;
    for (const part of parts) length += part.length;
    this.#count(length);
    if (!this.#thread || (length < SMALL_BYTES && this.#isIdle)) {
      this.#refuseAfterFailure();
      attempt(what, () => writeParts(fd, parts));
    } else if (length <= Batch.length) this.#order(ORDER.write, fd, parts);
    else
      for (const part of parts)
        for (let at = 0; at < part.length; at += Batch.length)
          this.#order(ORDER.write, fd, [part.subarray(at, at + Batch.length)]);
  }

  /** Does work that writes these bytes, or parts of them, to several files: they are copied once for all of them. */
  sharing(bytes: Buffer, work: () => void): void {
    const batch = this.#share(bytes);
    try {
      work();
    } finally {
      batch?.unshare();
    }
  }

  /**
   * Writes a file that comes whole. Making files is what takes longest about many small ones, so once there is a thread it does
   * that in any case. @throws RecordingError naming `what`
   */
  whole(path: string, bytes: Uint8Array, what: string): void {
    this.#count(FILE_COST_BYTES);
    if (this.#thread && bytes.length <= MOST_WHOLE_BYTES) {
      const named = Buffer.concat([Buffer.from(`${path}\0`, 'utf8'), bytes]);
      return this.#order(ORDER.whole, 0, [named]);
    }
    const fd = attempt(what, () => openSync(path, 'wx'));
    try {
      this.write(fd, [bytes], what);
    } catch (error) {
      this.giveUp(fd, path);
      throw error;
    }
    this.finish(fd, path, path, what);
  }

  /** Closes a file that is whole, under its final name. @throws RecordingError */
  finish(fd: number, from: string, to: string, what: string): void {
    if (!this.#isIdle) return this.#orderPaths(ORDER.finish, fd, from, to);
    try {
      this.#refuseAfterFailure();
    } catch (error) {
      this.giveUp(fd, from);
      throw error;
    }
    attempt(what, () => {
      closeSync(fd);
      if (from !== to) renameSync(from, to);
    });
  }

  /** Closes a file and takes it away. @throws RecordingError */
  discard(fd: number, path: string, what: string): void {
    if (!this.#isIdle) return this.#orderPaths(ORDER.discard, fd, path, '');
    attempt(what, () => {
      closeSync(fd);
      rmSync(path, { force: true });
    });
  }

  /** Closes a file that could not be written on, and takes it away: a full disk has room again, and what is there is whole. */
  giveUp(fd: number, path: string): void {
    // A thread that is stuck may still write to it.
    if (!this.#isIdle && !this.#threadGaveUp) return;
    try {
      closeSync(fd);
      rmSync(path, { force: true });
    } catch {
      // The failure before is the one that is told.
    }
  }

  /** Returns when everything is written, without giving way: for whoever reads a file of the record while it grows. */
  settle(): void {
    this.#send();
    while (!this.#isIdle && !this.#isLost) this.#await();
    this.#takeBack();
  }

  /** Everything is written, and the thread is gone. */
  async close(): Promise<void> {
    this.settle();
    clearTimeout(this.#timer);
    process.off('exit', this.#atExit);
    const { worker, port } = this.#thread ?? {};
    this.#thread = undefined;
    port?.close();
    await worker?.terminate();
  }

  get #isIdle(): boolean {
    const thread = this.#thread;
    return this.#batch === undefined && (!thread || thread.sent === Atomics.load(thread.state, PLACE.done));
  }

  /** It met a failure, and from now on only closes files. */
  get #threadGaveUp(): boolean {
    return this.#thread !== undefined && Atomics.load(this.#thread.state, PLACE.failed) !== 0;
  }

  /** What the thread could not write is missing: nothing may come after it, and what it belongs to is not whole. */
  #refuseAfterFailure(): void {
    this.#takeBack();
    if (this.#failure) throw this.#failure;
  }

  #count(bytes: number): void {
    this.#written += bytes;
    if (this.#written > THREAD_AFTER_BYTES) this.#thread ??= this.#start();
  }

  #start(): Thread {
    if (!existsSync(PROGRAM)) throw new Error(`${PROGRAM} is missing; run "npm run build".`);
    const { port1: port, port2 } = new MessageChannel();
    const state = new Int32Array(new SharedArrayBuffer((PLACE.queue + BATCHES) * 4));
    const batches = Array.from({ length: BATCHES }, () => new Batch());
    const workerData: WorkerData = {
      ...{ state, port: port2, journal: this.journal },
      batches: batches.map(({ memory }) => memory),
    };
    const worker = new Worker(PROGRAM, {
      workerData,
      transferList: [port2],
      // Files are opened here and closed there.
      trackUnmanagedFds: false,
      resourceLimits: { maxYoungGenerationSizeMb: 4 },
    });
    worker.on('error', (error) => this.#lose(error.message));
    worker.unref();
    process.on('exit', this.#atExit);
    return { worker, port, state, batches, sent: 0, back: 0, free: [...batches.keys()] };
  }

  #orderPaths(order: Order, fd: number, from: string, to: string): void {
    try {
      this.#order(order, fd, [Buffer.from(`${from}\0${to}`, 'utf8')]);
    } catch (error) {
      this.giveUp(fd, from);
      throw error;
    }
  }

  #order(order: Order, fd: number, parts: readonly Uint8Array[]): void {
    if (this.#failure) throw this.#failure;
    if (this.#filling().add(order, fd, parts)) return;
    this.#send();
    this.#order(order, fd, parts);
  }

  #share(bytes: Buffer): Batch | undefined {
    if (!this.#thread || this.#failure || bytes.length < SMALL_BYTES || bytes.length > Batch.length) return undefined;
    try {
      const batch = this.#filling();
      if (batch.share(bytes)) return batch;
      this.#send();
      const empty = this.#filling();
      empty.share(bytes);
      return empty;
    } catch {
      // What the work writes is refused as well, and says why.
      return undefined;
    }
  }

  /** The batch that is being filled; waits for one where all are on their way. */
  #filling(): Batch {
    const { batches, free } = this.#thread as Thread;
    if (this.#batch === undefined) {
      this.#takeBack();
      while (free.length === 0) {
        this.#await();
        if (this.#failure) throw this.#failure;
      }
      this.#batch = free.pop() as number;
      batches[this.#batch]?.clear();
      this.#timer ??= setTimeout(() => this.#send(), SEND_AFTER_MS).unref();
    }
    return batches[this.#batch] as Batch;
  }

  #send(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const batch = this.#batch;
    const thread = this.#thread;
    this.#batch = undefined;
    if (batch === undefined || !thread) return;
    thread.state[PLACE.queue + (thread.sent % BATCHES)] = batch;
    thread.sent += 1;
    Atomics.store(thread.state, PLACE.sent, thread.sent);
    Atomics.notify(thread.state, PLACE.sent);
  }

  #await(): void {
    const { state } = this.#thread as Thread;
    const before = Atomics.load(state, PLACE.done);
    if (!this.#isIdle && Atomics.wait(state, PLACE.done, before, STUCK_MS) === 'timed-out')
      this.#lose(`nothing was written for ${STUCK_MS / 1000} s`);
    this.#takeBack();
  }

  #takeBack(): void {
    const thread = this.#thread;
    if (!thread) return;
    const done = Atomics.load(thread.state, PLACE.done);
    for (; thread.back < done; thread.back += 1)
      thread.free.push(thread.state[PLACE.queue + (thread.back % BATCHES)] as number);
    if (this.#threadGaveUp)
      this.#fail(String(receiveMessageOnPort(thread.port)?.message ?? 'for a reason that is not known'));
  }

  #lose(why: string): void {
    this.#isLost = true;
    this.#fail(why);
  }

  #fail(why: string): void {
    this.#failure ??= new RecordingError('the run folder', new Error(why));
  }
}
