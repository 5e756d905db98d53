import type { DimsePeer, Listen, Logger } from '../../model/actors';
import type { EventSink } from '../../model/events';
import type { StoreEngine } from '../../protocols/dimse/store';
import type { Mutant } from './mutants/types';

export interface ScannerOptions {
  aeTitle: string;
  /** For N-EVENT-REPORT. */
  listen: Listen;
  worklist: DimsePeer;
  mpps: DimsePeer;
  pacs: DimsePeer;
  /** How images are sent; `auto` when absent. */
  engine?: 'auto' | StoreEngine;
  timeoutMs: number;
  sink: EventSink;
  log: Logger;
  /** One deliberate defect. */
  mutant?: Mutant;
}

/** How the scanner calls one of its peers. */
export const callOf = (
  { aeTitle, timeoutMs, log }: ScannerOptions,
  peer: DimsePeer,
): { callingAeTitle: string; peer: DimsePeer; timeoutMs: number; log: Logger } => ({
  callingAeTitle: aeTitle,
  peer,
  timeoutMs,
  log,
});
