import type { MeasureName } from './measure';

/** What a buyer asks for: the content of bar.yaml (schema: docs/bar.schema.json). */
export interface Bar {
  /**
   * What is bought, for the head of the page.
   * @maxLength 200
   */
  title?: string;
  /** Requirements that must be met, whatever else is good. */
  mandatory?: MustHave[];
  /** How much each requirement counts in a ranking; the longest id or prefix that fits decides, and `default` where none does. */
  weights?: Record<string, Weight>;
  /**
   * Part of a pass that a warning earns, 0 to 1; 0.5 where nothing is said.
   * @minimum 0
   * @maximum 1
   */
  warningCounts?: number;
  /** Measured values that must be kept. */
  thresholds?: Threshold[];
  /** Requirements that must be met by a date. */
  deadlines?: Deadline[];
}

/**
 * @minimum 0
 * @maximum 1000
 */
export type Weight = number;

/**
 * Id of a requirement, or how several begin: `RCR-S6.1`, `RCR-S6`.
 * @pattern ^[A-Z][A-Za-z0-9.-]*$
 * @maxLength 40
 */
export type RequirementPrefix = string;

/** An id or prefix alone, or with what is accepted and why it is asked for. */
export type MustHave = RequirementPrefix | MustHaveInWords;

export interface MustHaveInWords {
  requirement: RequirementPrefix;
  /** False where a warning does not do; true where nothing is said. */
  warningIsEnough?: boolean;
  /** @maxLength 1000 */
  why?: string;
}

export interface Threshold {
  measure: MeasureName;
  /** Which of the values of the run is held against the bound; `worst` where nothing is said. */
  of?: 'worst' | 'median' | 'p95';
  atMost?: number;
  atLeast?: number;
  /**
   * Fewer values than this tell nothing; 1 where nothing is said.
   * @asType integer
   * @minimum 1
   */
  minValues?: number;
  /** @maxLength 1000 */
  why?: string;
}

export interface Deadline {
  requirement: RequirementPrefix;
  /**
   * YYYY-MM-DD: the last day on which it may be unmet.
   * @pattern ^\d{4}-\d{2}-\d{2}$
   */
  by: string;
  /** @maxLength 1000 */
  why?: string;
}

export type BarStanding = 'met' | 'not-met' | 'cannot-tell';

/** One line of a bar, held against one run. */
export interface BarLine {
  kind: 'mandatory' | 'threshold' | 'deadline';
  /** What is asked, in words. */
  asked: string;
  standing: BarStanding;
  /** One sentence. */
  reason: string;
  /** Requirement ids that it rests on. */
  requirements: string[];
}

export interface BarResult {
  /** Label of the product in a comparison. */
  label: string;
  standing: BarStanding;
  lines: BarLine[];
}
