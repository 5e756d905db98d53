import { type MessagePort, workerData } from 'node:worker_threads';
import type { PdfReading } from '../../model/dicom/pdf';
import { readPages } from './pages';

/** What the thread is started with: whoever asks sleeps on `signal` until an answer is in `port`. */
export interface WorkerData {
  port: MessagePort;
  signal: Int32Array;
}

export type Answer = { id: number } & ({ reading: PdfReading } | { failure: string });

export interface Question {
  id: number;
  document: Uint8Array;
}

// What the library says there is nobody's business, and output that nobody reads would keep the process from ending.
Object.assign(globalThis.console, { log: () => undefined, warn: () => undefined, error: () => undefined });

// A thread that is ended while Node prepares to inflate takes the whole process with it (an assertion of node_zlib.cc). Without
// this the library inflates by itself.
delete (globalThis as { DecompressionStream?: unknown }).DecompressionStream;

const { port, signal } = workerData as WorkerData;

port.on('message', (question: Question) => {
  void answerTo(question).then((answer) => {
    port.postMessage(answer);
    Atomics.store(signal, 0, 1);
    Atomics.notify(signal, 0);
  });
});

async function answerTo({ id, document }: Question): Promise<Answer> {
  try {
    return { id, reading: await readPages(document) };
  } catch (error) {
    return { id, failure: (error as Error).message };
  }
}
