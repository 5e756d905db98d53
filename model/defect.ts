/** Other requirements that a defect breaks by its nature, and why that is no error of their checks. */
export interface KnockOn {
  requirements: readonly string[];
  because: string;
  /** It depends on the moment: not seen in every run. */
  sometimes?: boolean;
}

/** A reference actor's one deliberate defect, as far as anybody but the actor needs to know it. */
export interface Defect {
  /** Permanent, kebab-case. */
  id: string;
  /** The requirement whose scenarios must catch it. */
  requirement: string;
  /** What is wrong, for a reader of the report. */
  sentence: string;
  /** Declared and reviewed: what else turns red. Anything beyond is a check that fires for a reason not its own. */
  knockOn?: readonly KnockOn[];
}
