import type { ActorName } from './actors';
import type { Level, Method, RequirementSource } from './requirement';

/** One line of the traceability matrix: a requirement, whom it binds, and one scenario that decides it. */
export interface MatrixRow {
  source: RequirementSource;
  requirement: string;
  lines: string;
  title: string;
  level: Level;
  verified: boolean;
  method: Method;
  actor: ActorName;
  /** `planned`: no scenario yet, `note` says why; `attested`: a person answers. */
  state: 'tested' | 'attested' | 'planned';
  /** Id and name; absent unless tested. */
  scenario?: { id: string; name: string };
  /** Checks that the scenario's claims name. */
  checks: string[];
  /** Deliberate defects of the reference actor that the scenarios must catch. */
  mutants: string[];
  note?: string;
}
