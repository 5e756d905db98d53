import type { ActorName } from '../../model/actors';
import type { Verdict } from '../../model/verdict';

/**
 * How much is run against each mutant: its own requirement; also every requirement that an exam of plain course decides
 * (most of the collateral at a fraction of the cost); or every scenario. `recorded`: its own, and scripts/collateral.mjs has
 * held the record to what else an exam of that course decides.
 */
export type Breadth = 'own' | 'recorded' | 'plain' | 'everything';

/** Stands for the actor without any defect: it must pass, or no kill proves anything. */
export const REFERENCE = 'reference';

/** One run of the selftest: an actor with one defect, or the reference. */
export interface Job {
  /** `ai-platform/obx8-missing`. */
  id: string;
  actor: ActorName;
  kind: 'reference' | 'mutant' | 'variant';
  /** Id of the mutant or variant, or REFERENCE. */
  mutant: string;
  /** Requirement ids to which the run is limited; everything when absent. */
  only?: string[];
}

/** Another requirement that did not stay as in the reference. */
export interface Collateral {
  requirement: string;
  verdict: Verdict;
  /** The check that turned it red, and what it said. */
  check?: string;
  sentence: string;
  /** Why it was to be expected; absent = undeclared. */
  because?: string;
}

export interface MutantResult {
  actor: ActorName;
  mutant: string;
  requirement: string;
  sentence: string;
  /** `error`: trouble of ours; it proves nothing either way. */
  outcome: 'killed' | 'survived' | 'error';
  /** All this is of a second try, by itself and with longer waits, as it was not caught at first. */
  again?: true;
  /** What its own requirement got, and why. */
  verdict: Verdict | 'absent';
  reason: string;
  /** Checks of its own requirement that observed the breach. */
  caughtBy: string[];
  /** Fails and warnings of other automated requirements that were tried. */
  collateral: Collateral[];
  /** With `recorded`: how many other requirements could be tried on the record. */
  alsoTried?: number;
  /** Declared knock-ons that did not occur, though they were tried. */
  staleKnockOns: string[];
  /** Other requirements that could not be decided because of the defect: neither red nor green. */
  undecided: string[];
  seconds: number;
}

/** The reference, or a lawful variant of it: neither may be failed. */
export interface ReferenceResult {
  actor: ActorName;
  /** Id and sentence of the variant; absent for the reference itself. */
  variant?: string;
  sentence?: string;
  outcome: 'passed' | 'failed' | 'error';
  /** All this is of a second try, by itself, as it did not pass at first; a variant has longer waits then. */
  again?: true;
  /** Requirements that were tried and did not pass. */
  notPassed: { requirement: string; verdict: Verdict; reason: string }[];
  reason: string;
  seconds: number;
}

/** What one or more invocations of the selftest found, and what they set out to find. */
export interface KillMatrix {
  format: 1;
  airworthy: string;
  breadth: Breadth;
  /** All jobs of the selection, in order, whichever shard they fell to: what is missing is not silently absent. */
  jobs: string[];
  references: ReferenceResult[];
  variants: ReferenceResult[];
  mutants: MutantResult[];
  /** Automated requirements of the selected actors that have scenarios and no mutant. */
  withoutMutant: { actor: ActorName; requirement: string }[];
}
