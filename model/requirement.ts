import type { ActorName } from './actors';

export type RequirementSource = 'RCR' | 'IHE-AIR' | 'DICOM' | 'HL7';
export type Level = 'shall' | 'should' | 'may' | 'discouraged';
export type Method = 'automated' | 'attested';

/** One clause (design.md "Words"). Loaded from requirements/*.yaml. */
export interface Requirement {
  /** Permanent id, e.g. `RCR-S6.1`, `AIR-EC-03`; survives reordering. */
  id: string;
  source: RequirementSource;
  /** Lines of the RCR text (`21-22`) or section of the profile (`6.5.3.1`). */
  lines: string;
  /** Group heading for reports, e.g. `Standard 6: robust workflow`. */
  group: string;
  /** At most 90 characters. */
  title: string;
  /** The clause in our own words. */
  text: string;
  level: Level;
  /** Actors that must meet it. */
  actors: ActorName[];
  method: Method;
  /** A capability (model/sut.ts) the product must declare for this to apply; absent = always applies. */
  capability?: string;
  /** False where the source text could not be read; then the worst verdict is `warning`. */
  verified: boolean;
  /** What a pass claims: `satisfied`, or only that no breach was seen in the situations tried. */
  passMeans: 'satisfied' | 'no-breach-seen';
  /** Why there is no scenario yet, per actor; absent = there must be one. */
  planned?: Partial<Record<ActorName, string>>;
  /** `screenshot`: a yes counts only with a file that the person attached, whatever the harness itself kept. */
  evidence?: 'screenshot';
  /** For attested requirements: what the operator is asked to show, in one or two sentences. */
  ask?: string;
}
