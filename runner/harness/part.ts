import type { Logger } from '../../model/actors';
import type { SutConfig, SutEndpoints } from '../../model/sut';
import type { Recording } from '../../evidence/recording';
import type { MakePages } from '../../viewers/page-object';
import type { Taps } from './taps';

/** What the parts of a harness are started with. */
export interface PartContext {
  config: SutConfig;
  recording: Recording;
  log: Logger;
  taps: Taps;
  /** A folder of this run alone, removed at its end. */
  storageDir: string;
  /** Plain sentences for the user: which PACS is used and why. */
  notice(text: string): void;
}

/** An actor that is up, and where it listens (the real addresses, behind the taps). */
export interface Part extends SutEndpoints {
  stop(): Promise<void>;
  /** A stand-in that can be stopped and started again as a product can; it listens where it did before. */
  restart?(): Promise<void>;
  /** A stand-in with a viewer: opens what another archive holds of a patient, as its user would. */
  display?(patientId: string): Promise<void>;
  /** A stand-in with a web viewer: where it is, and how it is used. */
  viewer?: { url: string; pages: MakePages };
}

/** Starts the reference actor (or one of its mutants) in the SUT's place: demo and selftest. */
export type StandIn = (context: PartContext) => Promise<Part>;
