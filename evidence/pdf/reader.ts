import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { MessageChannel, receiveMessageOnPort, Worker } from 'node:worker_threads';
import type { PdfReading } from '../../model/dicom/pdf';
import { PACKAGE_ROOT } from '../../model/package-root';
import type { Answer, WorkerData } from './worker';

const PROGRAM = join(PACKAGE_ROOT, 'dist', 'evidence', 'pdf', 'worker.js');
const LOOK_EVERY_MS = 10;
/** Of processor time, so that a busy machine does not change what is said of a document. */
const MAX_CPU_MS = 8000;
/** For a thread that died or waits for what never comes. */
const MAX_WALL_MS = 60_000;
const MAX_GROWTH_BYTES = 256 * 1024 * 1024;

/**
 * A thread that reads PDFs with a library. The caller waits for it without giving way, so that reading stays a plain
 * function; it watches over time and memory meanwhile, and ends the thread when either is used up.
 */
export class Reader {
  readonly #signal = new Int32Array(new SharedArrayBuffer(4));
  readonly #worker: Worker;
  readonly #port: MessageChannel['port1'];

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
    this.#worker.unref();
    port1.unref();
  }

  /** A sentence why there is no reading when a limit was reached: then the thread is ended, and of no more use. */
  read(document: Uint8Array): PdfReading | string {
    const answer = this.#ask(document);
    if (typeof answer === 'string') {
      void this.#worker.terminate();
      return answer;
    }
    if ('failure' in answer) throw new Error(`PDF documents cannot be read: ${answer.failure}`);
    return answer.reading;
  }

  /** Gives back the memory of the thread, about 40 MiB. */
  async end(): Promise<void> {
    await this.#worker.terminate();
  }

  #ask(document: Uint8Array): Answer | string {
    const started = performance.now();
    const cpu = process.cpuUsage();
    const memory = process.memoryUsage.rss();
    const copy = new Uint8Array(document);
    this.#signal[0] = 0;
    this.#port.postMessage(copy, [copy.buffer]);
    for (;;) {
      Atomics.wait(this.#signal, 0, 0, LOOK_EVERY_MS);
      const received = receiveMessageOnPort(this.#port);
      if (received) return received.message as Answer;
      const { user, system } = process.cpuUsage(cpu);
      if ((user + system) / 1000 > MAX_CPU_MS) return `it is not read after ${MAX_CPU_MS / 1000} s`;
      if (process.memoryUsage.rss() - memory > MAX_GROWTH_BYTES) return 'reading it takes more than 256 MiB of memory';
      if (performance.now() - started > MAX_WALL_MS) return `it is not read after ${MAX_WALL_MS / 1000} s`;
    }
  }
}
