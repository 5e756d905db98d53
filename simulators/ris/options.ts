import type { Listen, Logger, MllpPeer } from '../../model/actors';
import type { EventSink } from '../../model/events';

export interface Sender {
  application: string;
  facility: string;
}

export const ROLES = ['reader', 'reporter', 'admin', 'ai'] as const;
export type Role = (typeof ROLES)[number];

export interface RisOptions {
  /** SQLite file; `:memory:` for one that goes with the process. */
  databaseFile: string;
  /** Modality worklist and MPPS. */
  dimse: Listen & { aeTitle: string };
  /** Messages from the AI platform. */
  mllp: Listen;
  /** Worklist and exams as JSON, FHIR under /fhir. */
  http: Listen;
  /** Where orders and status go; absent: nowhere. */
  aiPlatform?: MllpPeer;
  sending: Sender;
  receiving: Sender;
  /** From ORC-5 = CM on; then reporting is opened without AI, and that is said. */
  aiTimeoutMs: number;
  /** For one message to be acknowledged; 10 s when absent. */
  exchangeTimeoutMs?: number;
  /** HTTP access: token to role. Absent: everybody may do everything, for a loopback listener. */
  tokens?: Record<string, Role>;
  sink: EventSink;
  log: Logger;
  /** Runs before an incoming message is acknowledged, e.g. to look at the PACS at that moment. */
  beforeAck?(message: IncomingMessage): Promise<void>;
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
