import { hostname, platform, release, userInfo } from 'node:os';
import { join } from 'node:path';
import { writeWhole } from '../evidence/write-all';
import type { RunRecord } from '../model/run-record';
import type { RisAccess } from '../model/ris-access';
import type { SutConfig } from '../model/sut';
import type { Plan } from '../verdicts/plan';
import { maskSecrets } from './mask-secrets';
import type { RunSource } from './run-source';
import type { Shard } from './sharding/shard';
import type { StudySets } from './study-sets';

/** Names inside a run folder. */
export const RUN_FILES = {
  start: 'plan.json',
  record: 'run.json',
  journal: 'journal.ndjson',
  messages: 'messages.ndjson',
  capture: 'captures/traffic.pcapng',
  report: 'report.html',
  junit: 'junit.xml',
} as const;

/** Written before anything runs: what must run, against what, so that a crashed run can still be judged. */
export interface RunStart {
  runId: string;
  airworthy: string;
  startedAt: string;
  plan: Plan;
  config: SutConfig;
  environment: RunRecord['environment'];
  /** What was sent through, by content. */
  studySets?: StudySets;
  /** Set where only a part of the plan ran here, with the scenarios of that part. */
  shard?: Shard & { scenarios: string[] };
  /** Set where names and identifiers are pseudonyms: how they were made. */
  redacted?: string;
  /** Set where a reference actor was under test. */
  demo?: { mutant?: string; variant?: string; viewer?: string };
  /** When the run went on after it had been cut short, ISO 8601; its parts are in `merged`. */
  resumed?: string[];
  /** A part that was cut short: only its finished scenarios count. */
  cutShort?: boolean;
  /** Set where this run is made of shards: their folders, in order. */
  merged?: { folder: string; runId: string }[];
}

export function writeRunStart(dir: string, start: RunStart): void {
  writeWhole(join(dir, RUN_FILES.start), `${JSON.stringify(start, null, 2)}\n`);
}

/** Throws a plain sentence where it is not a run. */
export function readRunStart(run: RunSource): RunStart {
  if (!run.has(RUN_FILES.start)) {
    throw new Error(
      `${run.name} is not a run folder: it has no ${RUN_FILES.start}. Give the folder that "airworthy run" printed.`,
    );
  }
  try {
    return JSON.parse(run.read(RUN_FILES.start).toString('utf8')) as RunStart;
  } catch (error) {
    throw new Error(`${join(run.name, RUN_FILES.start)} cannot be read: ${(error as Error).message}`, { cause: error });
  }
}

/** The configuration as it may be kept: private keys stay where they are, only their use is recorded; so do credentials. */
export function withoutSecrets(config: SutConfig): SutConfig {
  const masked = maskSecrets(config);
  return {
    ...masked,
    ...(config.tls ? { tls: { ...config.tls, key: config.tls.key ? '(not recorded)' : undefined } } : {}),
    ...(masked.ris ? { ris: withoutHeaders(masked.ris) } : {}),
  };
}

const hidden = <V extends { headers?: Record<string, string> }>(view: V): V =>
  view.headers
    ? { ...view, headers: Object.fromEntries(Object.keys(view.headers).map((name) => [name, '(not recorded)'])) }
    : view;

function withoutHeaders(ris: RisAccess): RisAccess {
  const { worklist, consumer } = ris;
  return {
    ...ris,
    worklist:
      worklist.adapter === 'http'
        ? { ...worklist, http: hidden(worklist.http) }
        : worklist.adapter === 'fhir'
          ? { ...worklist, fhir: hidden(worklist.fhir) }
          : worklist,
    ...(consumer?.adapter === 'http' ? { consumer: { ...consumer, http: hidden(consumer.http) } } : {}),
  };
}

export function environment(): RunRecord['environment'] {
  return {
    node: process.version,
    platform: `${platform()} ${release()}`,
    host: hostname(),
    operator: operatorName(),
    pacs: '',
    scannerEngine: '',
  };
}

function operatorName(): string {
  try {
    return userInfo().username;
  } catch {
    // No entry in the user database, as in some containers.
    return 'unknown';
  }
}
