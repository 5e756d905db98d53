import type { Defect } from '../../../model/defect';
import type { RisHooks } from '../hooks';

/** The reference RIS with one deliberate defect, to prove that a scenario can fail. */
export interface RisMutant extends Defect {
  hooks: RisHooks;
}
