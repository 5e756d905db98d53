import { writeFileSync } from 'node:fs';
import { hostname, platform, release, userInfo } from 'node:os';
import { join } from 'node:path';
import type { RunRecord } from '../model/run-record';
import type { RisWorklist } from '../model/ris-access';
import type { SutConfig } from '../model/sut';
import type { Plan } from '../verdicts/plan';
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
  /** Set where this run is made of shards: their folders, in order. */
  merged?: { folder: string; runId: string }[];
}

export function writeRunStart(dir: string, start: RunStart): void {
  writeFileSync(join(dir, RUN_FILES.start), `${JSON.stringify(start, null, 2)}\n`);
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

/** The configuration as it may be kept: private keys stay where they are, only their use is recorded; so do access tokens. */
export function withoutSecrets(config: SutConfig): SutConfig {
  return {
    ...config,
    ...(config.tls ? { tls: { ...config.tls, key: config.tls.key ? '(not recorded)' : undefined } } : {}),
    ...(config.ris ? { ris: { ...config.ris, worklist: withoutHeaders(config.ris.worklist) } } : {}),
  };
}

function withoutHeaders(worklist: RisWorklist): RisWorklist {
  const hidden = <V extends { headers?: Record<string, string> }>(view: V): V =>
    view.headers
      ? { ...view, headers: Object.fromEntries(Object.keys(view.headers).map((name) => [name, '(not recorded)'])) }
      : view;
  if (worklist.adapter === 'http') return { ...worklist, http: hidden(worklist.http) };
  if (worklist.adapter === 'fhir') return { ...worklist, fhir: hidden(worklist.fhir) };
  return worklist;
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
