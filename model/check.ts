import type { CheckOutcome } from './events';
import type { EvidenceRef, ScenarioRecord } from './record';

export type Severity = 'error' | 'warning' | 'info';

/** One thing a check saw that is not as its clause says. */
export interface Finding {
  /** Permanent rule id, `area/what-is-required`, e.g. `sr/evidence-complete`. */
  rule: string;
  /** `PS3.3 C.17.2`, `AIR 6.5.3.1`, `RCR l.146-150`. */
  clause: string;
  severity: Severity;
  /** One sentence for a radiologist or buyer. */
  message: string;
  /** `ContentSequence[3].MeasuredValueSequence[0]` or `OBX[2]-5.1`. */
  path?: string;
  seen?: string;
  expected?: string;
  evidence?: EvidenceRef;
}

export interface CheckResult {
  outcome: CheckOutcome;
  /** One sentence a radiologist understands: what was seen, or why nothing could be judged. */
  sentence: string;
  /** Two independent readers disagree: nothing is judged, and that is a case for us (`nothing-seen` only). */
  cause?: 'oracles-disagree';
  findings: Finding[];
  /** What the judgement rests on. Never empty where `outcome` is not `nothing-seen`. */
  evidence: EvidenceRef[];
}

/** A rule family applied to a recorded scenario. Pure: no I/O, no clock, no randomness. */
export interface Check {
  /** Permanent id, `area/name`, e.g. `workflow/results-before-notice`. */
  id: string;
  title: string;
  clause: string;
  judge(record: ScenarioRecord, params: Record<string, unknown>): CheckResult;
  /**
   * Finds out, a step at a time, what judging this record will ask for again: for a run that has to wait anyway. The judgement
   * is the same without it.
   */
  ahead?(record: ScenarioRecord, params: Record<string, unknown>): Iterable<void>;
}
