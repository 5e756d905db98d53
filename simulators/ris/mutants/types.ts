import type { RisHooks } from '../hooks';

/** The reference RIS with one deliberate defect, to prove that a scenario can fail. */
export interface RisMutant {
  /** Permanent, kebab-case. */
  id: string;
  /** The requirement whose scenarios must catch it. */
  requirement: string;
  /** What is wrong, for a reader of the report. */
  sentence: string;
  hooks: RisHooks;
}
