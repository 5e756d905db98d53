import type { Logger } from '../../model/actors';

export interface ConsoleOptions {
  /** 127.0.0.1 lets one person in by a printed address; any other needs `tls` and users. */
  host: string;
  /** 0: any free one. */
  port: number;
  /** Products, packs, and the SQLite file. */
  data: string;
  /** Run folders, also those that the command line makes. */
  runs: string;
  /** The built client. */
  web: string;
  /** PEM files. */
  tls?: { certificate: string; key: string };
  /** PEM file of a private key, for signing packs and certificates. */
  signingKey?: string;
  signingPassphrase?: string;
  /** How long a connection may be open without a byte going either way, or an answer without being taken; 2 min when absent. */
  idleTimeoutMs?: number;
  log: Logger;
}

export const LIMITS = {
  productBytes: 512 * 1024,
  productFileBytes: 64 * 1024,
  screenshotBytes: 20 * 1024 * 1024,
  studySetBytes: 2 * 1024 ** 3,
  packBytes: 4 * 1024 ** 3,
} as const;
