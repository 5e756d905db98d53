import type { ActorName } from './actors';
import type { Finding } from './check';
import type { ClaimsReport } from './claims';
import type { AttestedEvidence, CheckOutcome, EventBody, FileRef } from './events';
import type { EvidenceRef } from './record';
import type { Measure } from './measure';
import type { Requirement } from './requirement';
import type { SutConfig } from './sut';
import type { Cause, Verdict } from './verdict';

/** The content of run.json (schema: docs/run.schema.json). All that a report may know of a run. */
export interface RunRecord {
  /** Version of this format. */
  format: 1;
  runId: string;
  airworthy: string;
  /** ISO 8601, UTC. */
  startedAt: string;
  finishedAt: string;
  durationMs: number;
  /** False when the run was interrupted or crashed; such a record can be read but never passes. */
  complete: boolean;
  endReason: 'completed' | 'interrupted' | 'failed' | 'preflight-failed';
  endDetail?: string;
  sut: { vendor: string; product: string; version: string; actor: ActorName; intendedUse: string };
  /** The configuration as used, secrets removed. */
  config: SutConfig;
  environment: { node: string; platform: string; host: string; operator: string; pacs: string; scannerEngine: string };
  /** What was sent through, by kind of study: the name of a synthetic study, or a hash of what a folder holds. */
  studySets?: Record<string, string[]>;
  /** When the run went on after it had been cut short, ISO 8601. */
  resumed?: string[];
  /** Set where names and identifiers are pseudonyms: how they were made. */
  redacted?: string;
  /** Set where this is one part of a run, which supports no overall claim by itself. */
  shard?: { index: number; count: number };
  /** The SUT as it presented itself on the wire: Implementation Class UID, MSH-3 ... by link. */
  fingerprint: { link: string; values: Record<string, string>; changed: boolean }[];
  preflight: { probe: string; ok: boolean; sentence: string }[];
  requirements: RequirementResult[];
  scenarios: ScenarioResult[];
  /** Number of selected requirements by verdict; `not-applicable` counts the others that do not apply. */
  counts: Record<Verdict, number>;
  /** What the supplier declares against what the product did; absent in records of older versions. */
  claims?: ClaimsReport;
  /** What was measured of the product while no fault was played; absent in records of older versions. */
  measures?: Measure[];
  /** Exit code of the run: 0 decided without a fail, 1 a fail, 3 inconclusive or incomplete. */
  exitCode: 0 | 1 | 3;
  files: { journal: string; messages: string; captures: string[] };
}

export interface RequirementResult extends Omit<Requirement, 'planned'> {
  verdict: Verdict;
  cause?: Cause;
  /** One sentence a radiologist understands. */
  reason: string;
  /** False where this run did not set out to decide it; such a requirement takes no part in the exit code. */
  selected: boolean;
  /** True where the verdict rests on an attestation. */
  attested?: {
    name: string;
    role: string;
    on: string;
    productVersion: string;
    /** Last day on which it counts. */
    expires?: string;
    evidence: AttestedEvidence[];
  };
  /** Ids of the scenarios that decided it. */
  scenarios: string[];
  observations: Observation[];
}

/** One judged look at what the SUT did. A pass without one does not exist. */
export interface Observation {
  scenario: string;
  check: string;
  /** Title and clause of the check. */
  title: string;
  clause: string;
  outcome: CheckOutcome;
  sentence: string;
  cause?: 'oracles-disagree';
  findings: Finding[];
  evidence: EvidenceRef[];
}

export interface ScenarioResult {
  /** Cucumber test case id: the `scenario` of journal events. */
  id: string;
  name: string;
  uri: string;
  line: number;
  requirements: string[];
  /** Cucumber's word for it; the verdict is not made from it. */
  cucumberStatus: string;
  verdict: Verdict;
  cause?: Cause;
  reason: string;
  startedAt?: string;
  durationMs?: number;
  /** First and last journal event. */
  events?: [number, number];
  /** The scenario in which the exam ran that is judged here, where that was another one. */
  judgedOn?: string;
  steps: { keyword: string; text: string; status: string; message?: string }[];
}

/** How a report reads the evidence behind a run without knowing where it lies. */
export interface RunFiles {
  record: RunRecord;
  /** Journal events first..last by sequence number. */
  events(first: number, last: number): (EventBody & { seq: number; at: string; ms: number })[];
  read(file: FileRef | string): Buffer;
}
