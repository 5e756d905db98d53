import type { Actor, Address, DimsePeer, Logger } from '../../model/actors';
import type { EventSink } from '../../model/events';
import { auto } from './launchers/auto';
import { LAUNCHERS } from './launchers/launchers';

export type LauncherName = 'path' | 'docker' | 'apt' | 'existing' | 'embedded';

/** An image archive that is up, however it was had. */
export interface Pacs extends Actor {
  readonly launcher: LauncherName;
  readonly dimse: DimsePeer;
  /** Where DICOMweb is served; absent where there is none. */
  readonly http?: Address;
  readonly dicomWebPath: string;
  /** For reports: "Orthanc 1.10.1 from PATH". */
  describe(): string;
  /** The application entities it may send to: C-MOVE destinations and receivers of commitment reports. Replaces earlier ones. */
  setPeers(peers: DimsePeer[]): Promise<void>;
  /**
   * Sends all instances of a study to one of the peers, as autorouting does.
   * @throws LaunchError when the PACS has no such study or knows no such peer; what the peer refuses is counted
   */
  forwardStudy(studyInstanceUid: string, aeTitle: string): Promise<ForwardOutcome>;
  /** SOP Instance UIDs by C-FIND at IMAGE level. */
  instancesOf(studyInstanceUid: string): Promise<string[]>;
  /** Resolves with a sentence once it has gone away without being stopped; absent where that cannot be known. */
  readonly lost?: Promise<string>;
}

export interface ForwardOutcome {
  sent: number;
  /** Refused by the peer, or not tried any more after a refusal. */
  failed: number;
  /** Why, where something failed. */
  reason?: string;
}

/** A PACS that is running already and stays when we go. */
export interface ExistingPacs {
  host?: string;
  dimsePort?: number;
  httpPort?: number;
  aeTitle?: string;
}

export interface LaunchOptions {
  launcher: LauncherName | 'auto';
  aeTitle: string;
  /** Where it binds; loopback addresses keep strangers out. */
  host: string;
  /** 0 or absent = any free port. */
  dimsePort?: number;
  httpPort?: number;
  peers: DimsePeer[];
  /** Belongs to the caller; kept when the PACS stops. */
  storageDir: string;
  /** For `docker`; AIRWORTHY_ORTHANC_IMAGE where absent, then our pinned one. */
  image?: string;
  existing?: ExistingPacs;
  /** Why it had to be this launcher, where others were tried before. */
  because?: string;
  sink: EventSink;
  log: Logger;
  /** Plain sentences for the user. */
  notice(text: string): void;
}

/**
 * Starts a PACS. `auto` takes the first that works of: Orthanc on PATH, in a container, from the distribution's
 * packages (as root), our embedded one.
 * @throws LaunchError with one sentence when it cannot be had
 */
export async function launchPacs(options: LaunchOptions): Promise<Pacs> {
  return options.launcher === 'auto' ? auto(options) : LAUNCHERS[options.launcher](options);
}
