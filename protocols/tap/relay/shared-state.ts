import type { MessagePort } from 'node:worker_threads';
import type { Side } from '../../../model/events';

/** What the thread is started with. */
export interface RelayData {
  /** See COUNT. */
  counts: Int32Array;
  /** See PLACE. */
  places: BigInt64Array;
  port: MessagePort;
  /** Folder in which what is passed on is kept until it is recorded. */
  folder: string;
  /** A byte in it ends the thread's waiting. */
  wakeUp: number;
  limits: RelayLimits;
}

export interface RelayLimits {
  /** A connection on which nothing has come for so long is quiet. */
  quietMs: number;
  /** While much passes it is recorded no later than that: recording takes the processor time that the peers could have. */
  lagMs: number;
  /** What has been passed on and is not recorded; then senders wait. */
  backlogBytes: number;
  /** Of one file of the spool. */
  segmentBytes: number;
}

/** Places in the numbers that both threads see. */
export const COUNT = {
  /** Orders that the thread has carried out. */
  done: 0,
  /** 1 while senders wait for the record. */
  behind: 1,
  /** By what number the system knows the thread; 0 where it does not say. */
  thread: 2,
} as const;

/** Offsets in all that the spool has ever held. */
export const PLACE = {
  /** Up to here it is in the files of the spool. */
  kept: 0,
  /** Up to here it is recorded. */
  recorded: 1,
} as const;

export type Order =
  /** Pass on, from now on, what comes on these two descriptors. */
  | { order: 'take'; lane: number; descriptors: Record<Side, number> }
  /** Leave that connection alone, and say what of it is not passed on yet. */
  | { order: 'leave'; lane: number }
  /** Bring everything that is in memory into the spool. */
  | { order: 'keep' };

export type Report =
  /** A further file of the spool, which is open and has no name; it begins at this offset. */
  | { report: 'segment'; descriptor: number; at: number }
  /** Nothing has come for a while, or a side has ended: nothing more may come. */
  | { report: 'quiet'; lane: number }
  /** That side has broken the connection off. */
  | { report: 'broken'; lane: number; side: Side }
  /** The answer to `leave`: what came from each side and is not passed on yet. It is in the spool. */
  | { report: 'left'; lane: number; waiting: Record<Side, Uint8Array | undefined> }
  /** Senders wait until something is recorded. */
  | { report: 'behind' }
  /** The spool cannot be written. What it should have held from this offset on is here; all connections are left alone. */
  | { report: 'failed'; reason: string; at: number; rest: Uint8Array[] };
