import type { Listen, Logger, MllpPeer } from '../../model/actors';
import type { EventSink } from '../../model/events';
import type { ConsumerOptions } from './consumer/types';
import type { RisHooks } from './hooks';

export interface Sender {
  application: string;
  facility: string;
}

export const ROLES = ['reader', 'reporter', 'admin', 'ai'] as const;
export type Role = (typeof ROLES)[number];

export interface RisOptions {
  /** SQLite file; `:memory:` for one that goes with the process. */
  databaseFile: string;
  /** The file is thrown away when the process ends: it need not survive a power cut. */
  temporary?: boolean;
  /** Modality worklist and MPPS. */
  dimse: Listen & { aeTitle: string };
  /** Messages from the AI platform. */
  mllp: Listen;
  /** Worklist and exams as JSON, FHIR under /fhir. */
  http: Listen;
  /** How long an HTTP connection may be open without a byte going either way; 2 min when absent. */
  httpIdleTimeoutMs?: number;
  /** Where orders and status go; absent: nowhere. */
  aiPlatform?: MllpPeer;
  /** Where AI results are read from once they are announced; absent: they are not read. */
  consumer?: ConsumerOptions;
  /** MSH-3, MSH-4. */
  sending: Sender;
  /** MSH-5, MSH-6. */
  receiving: Sender;
  /** From completion (ORC-5 = CM) on; then reporting is opened without AI, and that is said. */
  aiTimeoutMs: number;
  /** For one message to be acknowledged; 10 s when absent. */
  exchangeTimeoutMs?: number;
  /** Between attempts to send what must arrive; 500 ms, doubled up to 30 s, when absent. */
  retry?: { firstMs: number; maxMs: number };
  /** HTTP access: token to role. Absent: from this machine everybody may do everything, from elsewhere nobody anything. */
  tokens?: Record<string, Role>;
  sink: EventSink;
  log: Logger;
  /** Deliberate defects. */
  hooks?: RisHooks;
  /** Runs before an incoming message is acknowledged, e.g. to look at the PACS at that moment. */
  beforeAck?(message: IncomingMessage): Promise<void>;
  /** The acknowledgement goes out after so long in any case; 15 s when absent. */
  beforeAckTimeoutMs?: number;
}

export interface IncomingMessage {
  text: string;
  accessionNumber: string;
  controlId: string;
}

/** What the next incoming messages are answered with, instead of being handled. */
export interface AnswerPolicy {
  /** `none`: no acknowledgement at all. */
  ack: 'AA' | 'AE' | 'AR' | 'none';
  text?: string;
  /** How many messages; all when absent. */
  times?: number;
}
