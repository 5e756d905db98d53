import type { Capabilities } from '../../../model/sut';
import type { Hooks } from '../mutants/types';

/** The reference platform as another supplier might lawfully have built it: it must pass everything. */
export interface Variant {
  /** Permanent, kebab-case. */
  id: string;
  /** How it differs. */
  sentence: string;
  /** The clause that allows it. */
  allowedBy: string;
  /** What it declares otherwise than the reference. */
  declares?: Partial<Capabilities>;
  hooks: Hooks;
}
