import { type MessagePort, workerData } from 'node:worker_threads';
import { entriesOf, type Sent } from './batch';
import { carryOut } from './carry-out';

/** What the thread is started with. */
export interface WorkerData {
  /** Orders come in, and their memory and what went wrong go back. */
  port: MessagePort;
  /** Counts the batches that are done, for whoever sleeps until then. */
  done: Int32Array;
  /** File descriptor of the journal. */
  journal: number;
}

/** The memory of a batch that is done; with a sentence, the first that failed. */
export interface Done {
  memory: ArrayBuffer;
  failure?: string;
}

const { port, done, journal } = workerData as WorkerData;
let failed = false;

port.on('message', (sent: Sent) => {
  const answer: Done = { memory: sent.memory };
  try {
    // After a failure nothing more is written, so that what is there stays sound.
    if (!failed) carryOut(entriesOf(sent), journal);
  } catch (error) {
    failed = true;
    answer.failure = (error as Error).message;
  }
  port.postMessage(answer, [sent.memory]);
  Atomics.add(done, 0, 1);
  Atomics.notify(done, 0);
});
