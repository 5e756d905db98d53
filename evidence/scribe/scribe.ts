import { closeSync, existsSync, openSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from 'node:worker_threads';
import { PACKAGE_ROOT } from '../../model/package-root';
import { attempt, RecordingError, writeParts } from '../write-all';
import { Batch, ORDER, type Order } from './batch';
import type { Done, WorkerData } from './worker';

const PROGRAM = join(PACKAGE_ROOT, 'dist', 'evidence', 'scribe', 'worker.js');
/** A record that grows beyond this gets a thread; most never do, and are written as they come. */
const THREAD_AFTER_BYTES = 16 * 1024 * 1024;
const BATCH_BYTES = 512 * 1024;
/** That many batches may wait for the disk; then whoever records waits, too. */
const BATCHES = 16;
/** What waits for its batch to become full waits no longer. */
const SEND_AFTER_MS = 2;
/** Less than this is written at once, where nothing waits before it. */
const SMALL_BYTES = 8 * 1024;
/** Making a file takes as long as writing so much. */
const FILE_COST_BYTES = 16 * 1024;
const MOST_WHOLE_BYTES = 64 * 1024;
/** No disk takes as long; then the thread is lost. */
const STUCK_MS = 60_000;

interface Thread {
  worker: Worker;
  port: MessagePort;
  done: Int32Array;
  /** Batches that were sent. */
  sent: number;
  /** Memory that is not on its way. */
  free: ArrayBuffer[];
}

/**
 * Writes the files of a record, in order: a journal line never before the files that it names. Once much is written a thread
 * does it, so that no peer waits for the disk; what a killed process had not written yet is the end of the record, never a
 * part of its middle.
 */
export class Scribe {
  #thread: Thread | undefined;
  #batch: Batch | undefined;
  #written = 0;
  #timer: NodeJS.Timeout | undefined;
  #failure: RecordingError | undefined;
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
    let length = 0;
    for (const part of parts) length += part.length;
    this.#count(length);
    if (!this.#thread || (length < SMALL_BYTES && this.#isIdle)) attempt(what, () => writeParts(fd, parts));
    else if (length <= BATCH_BYTES) this.#order(ORDER.write, fd, parts, length);
    else
      for (const part of parts)
        for (let at = 0; at < part.length; at += BATCH_BYTES) {
          const piece = part.subarray(at, at + BATCH_BYTES);
          this.#order(ORDER.write, fd, [piece], piece.length);
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
      return this.#order(ORDER.whole, 0, [named], named.length);
    }
    const fd = attempt(what, () => openSync(path, 'wx'));
    this.write(fd, [bytes], what);
    this.finish(fd, path, path, what);
  }

  /** Closes a file that is whole, under its final name. @throws RecordingError */
  finish(fd: number, from: string, to: string, what: string): void {
    if (!this.#isIdle) return this.#orderPaths(ORDER.finish, fd, `${from}\0${to}`);
    attempt(what, () => {
      closeSync(fd);
      if (from !== to) renameSync(from, to);
    });
  }

  /** Closes a file and takes it away. @throws RecordingError */
  discard(fd: number, path: string, what: string): void {
    if (!this.#isIdle) return this.#orderPaths(ORDER.discard, fd, path);
    attempt(what, () => {
      closeSync(fd);
      rmSync(path, { force: true });
    });
  }

  /** Returns when everything is written, without giving way: for whoever reads a file of the record while it grows. */
  settle(): void {
    this.#send();
    while (!this.#isIdle && this.#failure === undefined) this.#await();
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
    return this.#batch === undefined && (!thread || thread.sent === Atomics.load(thread.done, 0));
  }

  #count(bytes: number): void {
    this.#written += bytes;
    if (this.#written > THREAD_AFTER_BYTES) this.#thread ??= this.#start();
  }

  #start(): Thread {
    if (!existsSync(PROGRAM)) throw new Error(`${PROGRAM} is missing; run "npm run build".`);
    const { port1: port, port2 } = new MessageChannel();
    const done = new Int32Array(new SharedArrayBuffer(4));
    const workerData: WorkerData = { port: port2, done, journal: this.journal };
    const worker = new Worker(PROGRAM, {
      workerData,
      transferList: [port2],
      // Files are opened here and closed there.
      trackUnmanagedFds: false,
      resourceLimits: { maxYoungGenerationSizeMb: 4 },
    });
    worker.on('error', (error) => this.#fail(error.message));
    worker.unref();
    process.on('exit', this.#atExit);
    return { worker, port, done, sent: 0, free: [] };
  }

  #orderPaths(order: Order, fd: number, paths: string): void {
    const bytes = Buffer.from(paths, 'utf8');
    this.#order(order, fd, [bytes], bytes.length);
  }

  #order(order: Order, fd: number, parts: readonly Uint8Array[], length: number): void {
    if (this.#failure) throw this.#failure;
    this.#batch ??= new Batch(this.#memory());
    if (this.#batch.add(order, fd, parts, length)) {
      this.#timer ??= setTimeout(() => this.#send(), SEND_AFTER_MS).unref();
      return;
    }
    this.#send();
    this.#order(order, fd, parts, length);
  }

  #send(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const { sent } = this.#batch ?? {};
    this.#batch = undefined;
    if (!sent || !this.#thread) return;
    this.#thread.sent += 1;
    this.#thread.port.postMessage(sent, [sent.memory]);
  }

  /** Of a batch that is done, where there is one; waits for one where too many are on their way. */
  #memory(): ArrayBuffer {
    const thread = this.#thread as Thread;
    if (thread.free.length === 0) this.#takeBack();
    while (thread.sent - Atomics.load(thread.done, 0) >= BATCHES && this.#failure === undefined) this.#await();
    return thread.free.pop() ?? new ArrayBuffer(BATCH_BYTES);
  }

  #await(): void {
    const { done } = this.#thread as Thread;
    const before = Atomics.load(done, 0);
    if (!this.#isIdle && Atomics.wait(done, 0, before, STUCK_MS) === 'timed-out')
      this.#fail(`nothing was written for ${STUCK_MS / 1000} s`);
    this.#takeBack();
  }

  #takeBack(): void {
    const thread = this.#thread;
    if (!thread) return;
    for (let got = receiveMessageOnPort(thread.port); got; got = receiveMessageOnPort(thread.port)) {
      const { memory, failure } = got.message as Done;
      thread.free.push(memory);
      if (failure !== undefined) this.#fail(failure);
    }
  }

  #fail(why: string): void {
    this.#failure ??= new RecordingError('the run folder', new Error(why));
  }
}
