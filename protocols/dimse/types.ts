import type { DimsePeer, Logger } from '../../model/actors';
import type { Parts } from './file-part';

/** A data set as a plain object by PS3.6 keyword; sequences are arrays of the same, PN values strings. */
export type NaturalDataset = Record<string, unknown>;

export interface DimseClientOptions {
  callingAeTitle: string;
  peer: DimsePeer;
  /** Longest wait for the connection, and then for each next answer of the peer, milliseconds. */
  timeoutMs: number;
  log?: Logger;
}

export type QueryLevel = 'PATIENT' | 'STUDY' | 'SERIES' | 'IMAGE' | 'WORKLIST';

/** Counts of C-STORE sub-operations in a C-MOVE or C-GET response (PS3.7 9.1.3, 9.1.4). */
export interface SubOperations {
  status: number;
  completed: number;
  failed: number;
  warning: number;
  remaining?: number;
  /** Which ones failed, of those known by name; told in a final response that is no success (PS3.4 C.4.2.1.4.2). */
  failedSopInstanceUids?: readonly string[];
}

export interface ReceivedInstance {
  sopClassUid: string;
  sopInstanceUid: string;
  transferSyntaxUid: string;
  callingAeTitle: string;
  /**
   * Part 10: file meta of ours, data set bytes exactly as received. Read from the disk where it went there. Whoever wants to keep
   * them looks at them before the request is answered.
   */
  readonly bytes: Buffer;
  /** Where a long instance was put (`spool` of the server); whoever wants to keep it moves it away. */
  file?: string;
  /** More of that file. */
  written?: Written;
  /** Parsed on demand. */
  dataset(): NaturalDataset;
}

/** A Part 10 file that was written as it came. It is open until `toDisk` has resolved or its request is answered. */
export interface Written {
  /** Bytes of it. */
  readonly length: number;
  /** As many of its first bytes as are still in memory, some KiB; only until the request is answered. */
  readonly beginning: Buffer;
  /** Once. Resolves with its length when its content survives a power cut. */
  toDisk(): Promise<number>;
  /** Its file has another name now; it is not looked for under the old one. */
  movedAway(): void;
}

/** One instance to be sent: a Part 10 file, its bytes, or what it is put together from, file meta first and in memory. */
export type StoreSource = { file: string } | { bytes: Buffer } | { parts: Parts };

/** Instances on their way to a peer. */
export interface Shipment {
  /** Once. Resolves and rejects as `store` does (store.ts). */
  send(): Promise<StoreOutcome[]>;
  /** Nothing of it is left on this machine when it resolves; can be called at any time, also more than once. */
  drop(): Promise<void>;
}

export interface StoreOutcome {
  sopClassUid: string;
  sopInstanceUid: string;
  /** C-STORE status; 0122H with a comment where the peer accepted no fitting presentation context. */
  status: number;
  comment?: string;
}

export type StoreEngine = 'native' | 'dcmjs';
