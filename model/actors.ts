/** The four technologies of RCR Section 7 (l.103-108), and the harness itself where it probes a peer. */
export const ACTOR_NAMES = ['scanner', 'ris', 'pacs', 'ai-platform'] as const;
export type ActorName = (typeof ACTOR_NAMES)[number];
/** Who can stand at the end of a link: an actor, or the harness when it asks a question of its own. */
export type Party = ActorName | 'harness';

/** A running participant. `start` resolves when every listener is bound; `stop` when every socket is closed. */
export interface Actor {
  readonly name: ActorName;
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** Certificates as PEM file paths. A server needs `certificate` and `key`; a client needs `ca` to trust its peer. */
export interface TlsFiles {
  certificate?: string;
  key?: string;
  ca?: string;
  /** Servers: ask for and verify a client certificate against `ca` (mutual TLS, PS3.15 B.1). */
  requireClientCertificate?: boolean;
  /** Lowest protocol version accepted; TLSv1.2 when absent. */
  minVersion?: 'TLSv1' | 'TLSv1.1' | 'TLSv1.2' | 'TLSv1.3';
}

/** Where a server binds. Port 0 asks the system for a free one. */
export interface Listen {
  host: string;
  port: number;
  tls?: TlsFiles;
}

export interface Address {
  host: string;
  port: number;
}

export interface DimsePeer extends Address {
  /** 1 to 16 characters (PS3.5 6.2, AE). */
  aeTitle: string;
  tls?: TlsFiles;
}

export interface MllpPeer extends Address {
  tls?: TlsFiles;
}

/** An HTTP service by its base URL, no trailing slash (DICOMweb root, FHIR base). */
export interface HttpPeer {
  baseUrl: string;
  tls?: TlsFiles;
}

/** What simulators write their running remarks to; the CLI passes pino, tests pass a silent one. */
export interface Logger {
  debug(message: string): void;
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}

export const silentLogger: Logger = { debug() {}, info() {}, warn() {}, error() {} };
