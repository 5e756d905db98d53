import { closest } from 'fastest-levenshtein';
import { CONSUMER_MUTANTS } from './consumer';
import { FILING_MUTANTS } from './filing';
import { SUBTLE_RIS_MUTANTS } from './subtle';
import type { RisMutant } from './types';
import { WORKFLOW_MUTANTS } from './workflow';
import { WORKLIST_MUTANTS } from './worklist';

export type { RisMutant } from './types';

/** The reference RIS with one deliberate defect each. */
export const RIS_MUTANTS: readonly RisMutant[] = [
  ...WORKFLOW_MUTANTS,
  ...FILING_MUTANTS,
  ...WORKLIST_MUTANTS,
  ...CONSUMER_MUTANTS,
  ...SUBTLE_RIS_MUTANTS,
];

/** @throws one sentence with the nearest id when there is no such mutant */
export function findRisMutant(id: string): RisMutant {
  const found = RIS_MUTANTS.find((mutant) => mutant.id === id);
  if (found) return found;
  const ids = RIS_MUTANTS.map((mutant) => mutant.id);
  throw new Error(`There is no mutant "${id}". Did you mean "${closest(id, ids)}"? "airworthy mutants" lists all.`);
}
