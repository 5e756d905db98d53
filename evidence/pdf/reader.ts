import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { MessageChannel, receiveMessageOnPort, Worker } from 'node:worker_threads';
import type { PdfReading } from '../../model/dicom/pdf';
import { PACKAGE_ROOT } from '../../model/package-root';
import type { Answer, Question, WorkerData } from './worker';

const PROGRAM = join(PACKAGE_ROOT, 'dist', 'evidence', 'pdf', 'worker.js');
const LOOK_EVERY_MS = 10;
/** Of processor time, so that a busy machine does not change what is said of a document. */
const MAX_CPU_MS = 8000;
/** For a thread that died or waits for what never comes. */
const MAX_WALL_MS = 60_000;
const MAX_GROWTH_BYTES = 256 * 1024 * 1024;
const LOOK_AHEAD_EVERY_MS = 50;
/** While other work goes on, what it takes cannot be told exactly from what the document takes. */
const LENIENCY_AHEAD = 2;

/**
 * A thread that reads PDFs with a library. Time and memory are watched over meanwhile, and the thread is ended when either is
 * used up. `read` waits for it without giving way, so that judging stays a plain function; `readAhead` keeps nobody waiting,
 * for while there is traffic to be served.
 */
export class Reader {
  readonly #signal = new Int32Array(new SharedArrayBuffer(4));
  readonly #worker: Worker;
  readonly #port: MessageChannel['port1'];
  /** Who waits for the answer to which question of `readAhead`. */
  readonly #waiting = new Map<number, (answer: Answer | string | Error) => void>();
  #questions = 0;
  #ended = false;

  constructor(program = PROGRAM) {
    if (!existsSync(program)) throw new Error(`${program} is missing; run "npm run build".`);
    const { port1, port2 } = new MessageChannel();
    const workerData: WorkerData = { port: port2, signal: this.#signal };
    this.#port = port1;
    this.#worker = new Worker(program, {
      workerData,
      transferList: [port2],
      // Its optional canvas takes 20 MiB, and nothing native is to meet a stranger's document.
      execArgv: ['--no-addons'],
      stdout: true,
      stderr: true,
      // Memory is watched from outside; this is for what that should miss.
      resourceLimits: { maxOldGenerationSizeMb: 1024, maxYoungGenerationSizeMb: 8 },
    });
    this.#worker.on('error', () => undefined);
    this.#worker.on('exit', () => {
      this.#ended = true;
      for (const tell of [...this.#waiting.values()]) tell(new Error('The thread that reads PDFs has ended.'));
    });
    port1.on('message', (answer: Answer) => this.#waiting.get(answer.id)?.(answer));
    this.#worker.unref();
    port1.unref();
  }

  /** After a limit was reached, or its end: of no more use. */
  get isOver(): boolean {
    return this.#ended;
  }

  /** Reads ahead: what that takes would be counted for another document that is read meanwhile. */
  get isBusy(): boolean {
    return this.#waiting.size > 0;
  }

  /** A sentence why there is no reading when a limit was reached: then the thread is ended, and of no more use. */
  read(document: Uint8Array): PdfReading | string {
    return this.#readingOf(this.#ask(document));
  }

  /** As `read`, without sleeping. Rejects where `read` throws, or where only `read` can tell what the document takes. */
  async readAhead(document: Uint8Array): Promise<PdfReading | string> {
    const started = performance.now();
    const cpu = process.cpuUsage();
    const memory = process.memoryUsage.rss();
    const id = this.#post(document);
    const answer = await new Promise<Answer | string>((resolve, reject) => {
      const busy = this.#worker.performance.eventLoopUtilization();
      const timer = setInterval(() => {
        const used = Math.min(cpuMsSince(cpu), this.#worker.performance.eventLoopUtilization(busy).active);
        const tell = this.#waiting.get(id);
        if (used > MAX_CPU_MS * LENIENCY_AHEAD) tell?.(TOO_SLOW);
        else if (performance.now() - started > MAX_WALL_MS) tell?.(TOO_LATE);
        else if (process.memoryUsage.rss() - memory > MAX_GROWTH_BYTES * LENIENCY_AHEAD) void this.end();
      }, LOOK_AHEAD_EVERY_MS);
      this.#waiting.set(id, (said) => {
        clearInterval(timer);
        this.#waiting.delete(id);
        if (said instanceof Error) reject(said);
        else resolve(said);
      });
    });
    return this.#readingOf(answer);
  }

  #readingOf(answer: Answer | string): PdfReading | string {
    if (typeof answer === 'string') {
      this.#ended = true;
      void this.#worker.terminate();
      return answer;
    }
    if ('failure' in answer) throw new Error(`PDF documents cannot be read: ${answer.failure}`);
    return answer.reading;
  }

  #post(document: Uint8Array): number {
    const copy = new Uint8Array(document);
    const question: Question = { id: ++this.#questions, document: copy };
    this.#port.postMessage(question, [copy.buffer]);
    return question.id;
  }

  /** Gives back the memory of the thread, about 40 MiB. */
  async end(): Promise<void> {
    this.#ended = true;
    await this.#worker.terminate();
  }

  #ask(document: Uint8Array): Answer | string {
    const started = performance.now();
    const cpu = process.cpuUsage();
    const memory = process.memoryUsage.rss();
    this.#signal[0] = 0;
    const id = this.#post(document);
    for (;;) {
      Atomics.wait(this.#signal, 0, 0, LOOK_EVERY_MS);
      this.#signal[0] = 0;
      for (let received = receiveMessageOnPort(this.#port); received; received = receiveMessageOnPort(this.#port)) {
        const answer = received.message as Answer;
        if (answer.id === id) return answer;
        this.#waiting.get(answer.id)?.(answer);
      }
      if (cpuMsSince(cpu) > MAX_CPU_MS) return TOO_SLOW;
      if (process.memoryUsage.rss() - memory > MAX_GROWTH_BYTES) return 'reading it takes more than 256 MiB of memory';
      if (performance.now() - started > MAX_WALL_MS) return TOO_LATE;
    }
  }
}

const TOO_SLOW = `it is not read after ${MAX_CPU_MS / 1000} s`;
const TOO_LATE = `it is not read after ${MAX_WALL_MS / 1000} s`;

function cpuMsSince(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
