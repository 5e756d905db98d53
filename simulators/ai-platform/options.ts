import type { DimsePeer, HttpPeer, Listen, Logger, MllpPeer } from '../../model/actors';
import type { EventSink } from '../../model/events';
import type { Algorithm, Capabilities, IntendedUse } from '../../model/sut';
import type { Hooks } from './mutants/types';
import type { RetryPolicy } from './retry/retry';

export const HL7_VERSIONS = ['2.3.1', '2.4', '2.5', '2.5.1'] as const;
export type Hl7Version = (typeof HL7_VERSIONS)[number];

export interface AiPlatformOptions {
  aeTitle: string;
  /** C-STORE, C-ECHO, C-FIND, C-GET of held images, and commitment reports. */
  dimse: Listen;
  /** Orders and status from the RIS. */
  mllp: Listen;
  /** `GET /metrics`; absent: not offered. */
  http?: Listen;
  pacs: DimsePeer;
  /** Needed where `capabilities.resultStorage` is `stow-rs`. */
  dicomWeb?: HttpPeer;
  ris: MllpPeer;
  /** Needed where `capabilities.fhir` is declared. */
  fhir?: HttpPeer;
  intendedUse: IntendedUse;
  /** REFERENCE_ALGORITHM when absent. */
  algorithms?: Algorithm[];
  capabilities: Capabilities;
  /** From the notice on, images are held so long. */
  retentionMs: number;
  retry: RetryPolicy;
  /** From ORC-5 = CM to the end of analysis; then the analysis counts as failed (RCR l.119). */
  analysisTimeoutMs: number;
  /** Routed intake, where the PACS cannot be asked: no new image for so long means that the study is complete. */
  imagesSettleMs: number;
  /** One DIMSE, MLLP or HTTP exchange; 10 s when absent. */
  exchangeTimeoutMs?: number;
  /** For the report of storage commitment; 10 s when absent. */
  commitmentTimeoutMs?: number;
  /** Images that no order claims are dropped after so long; a day when absent. */
  unclaimedMs?: number;
  /** Images are refused (A700H) when more bytes than this are held; 2 GiB when absent. */
  maxHeldBytes?: number;
  /** Of the messages to the RIS; 2.4 when absent. */
  hl7Version?: Hl7Version;
  /** MSH-3 and MSH-4. */
  sending: { application: string; facility: string };
  sink: EventSink;
  log: Logger;
  /** One deliberate defect (mutants/), or a lawful difference (variants/). */
  otherwise?: { hooks: Hooks };
}

/** The options with every default filled in. */
export type Settings = AiPlatformOptions &
  Required<
    Pick<
      AiPlatformOptions,
      'algorithms' | 'exchangeTimeoutMs' | 'commitmentTimeoutMs' | 'unclaimedMs' | 'maxHeldBytes' | 'hl7Version'
    >
  >;

export function withDefaults(o: AiPlatformOptions, algorithms: Algorithm[]): Settings {
  return {
    ...o,
    algorithms: o.algorithms ?? algorithms,
    exchangeTimeoutMs: o.exchangeTimeoutMs ?? 10_000,
    commitmentTimeoutMs: o.commitmentTimeoutMs ?? 10_000,
    unclaimedMs: o.unclaimedMs ?? 24 * 60 * 60 * 1000,
    maxHeldBytes: o.maxHeldBytes ?? 2 * 1024 ** 3,
    hl7Version: o.hl7Version ?? '2.4',
  };
}

/** @throws one sentence naming what cannot work together, before anything listens. */
export function checkOptions(o: Settings): void {
  const problem = (text: string): never => {
    throw new Error(`AI platform ${o.aeTitle}: ${text}`);
  };
  if (o.capabilities.resultStorage === 'stow-rs' && !o.dicomWeb)
    problem('results are to be stored by STOW-RS, but no DICOMweb address is given. Set dicomWeb.');
  if (o.capabilities.fhir && !o.fhir) problem('FHIR is declared, but no FHIR address is given. Set fhir.');
  if (o.algorithms.length === 0) problem('there is no algorithm to run. Give at least one.');
  if (o.capabilities.carriers.length === 0) problem('no carrier of results is declared. Declare at least sr.');
  const { firstMs, factor, maxMs, giveUpAfterMs } = o.retry;
  if (!(firstMs > 0 && factor >= 1 && maxMs >= firstMs && giveUpAfterMs > 0))
    problem('retry must have firstMs > 0, factor >= 1, maxMs >= firstMs and giveUpAfterMs > 0.');
}
