import type { Address, Logger } from '../../model/actors';
import type { EventSink } from '../../model/events';

/** What an actor that runs alone is given. */
export interface Surroundings {
  sink: EventSink;
  log: Logger;
  /** A plain sentence for the user. */
  notice(text: string): void;
  /** A folder that goes when the actor has stopped. */
  scratch(): string;
}

export interface Listener extends Address {
  /** `DICOM (worklist, MPPS)`. */
  what: string;
  aeTitle?: string;
  tls?: boolean;
}

export interface Running {
  listeners: Listener[];
  /** Settles when the actor has done all that it was started for; rejects with one sentence. Absent: it never has. */
  done?: Promise<void>;
  stop(): Promise<void>;
}

/** How one actor is configured and started by itself. */
export interface Simulation<Options extends object> {
  defaults: Partial<Options>;
  /** JSON Schema of what may be configured; `path` on a text says that it names a file (cli/simulate/paths.ts). */
  schema: object;
  /** Fills in what depends on other options, before the defaults are laid under. */
  complete?(given: Partial<Options>): Partial<Options>;
  /** Rejects with one sentence when it cannot be started; nothing is left running then. */
  start(options: Options, surroundings: Surroundings): Promise<Running>;
}
