import type { Address, DimsePeer } from '../../../model/actors';
import type { LauncherName } from '../pacs';

/** Where an Orthanc runs: as our child process, in a container, or on its own. */
export interface OrthancHost {
  readonly launcher: LauncherName;
  /** Completes "Orthanc 1.12.10 ...": `from PATH`. */
  readonly origin: string;
  /** Starts it; it need not answer yet. @throws LaunchError */
  start(): Promise<RunningOrthanc>;
  /** Ends it and leaves nothing behind. Harmless when it does not run. */
  stop(): Promise<void>;
  /** How a peer that is on our machine is reached from there. */
  route(peer: DimsePeer): DimsePeer;
}

export interface RunningOrthanc {
  dimse: DimsePeer;
  http: Address;
  /** Resolves when it ended without being asked to, with the reason. */
  gone: Promise<string>;
}
