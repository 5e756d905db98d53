import type { MessagePort } from 'node:worker_threads';

/** What the thread is started with. */
export interface WorkerData {
  /** The memory of all batches. */
  batches: SharedArrayBuffer[];
  /** Numbers that both threads see: see PLACE. */
  state: Int32Array;
  /** Takes the sentence of the first failure. */
  port: MessagePort;
  /** File descriptor of the journal. */
  journal: number;
}

/** Places in the numbers that both threads see. */
export const PLACE = {
  /** Batches that were sent. */
  sent: 0,
  /** Batches that are done. */
  done: 1,
  /** Not 0 once something could not be written. */
  failed: 2,
  /** From here on, which batch it was that was sent as first, second, ...: a ring of as many as there are batches. */
  queue: 3,
} as const;
