import { closest } from 'fastest-levenshtein';
import { IMAGE_MUTANTS } from './images';
import { STEP_MUTANTS } from './steps';
import { SUBTLE_SCANNER_MUTANTS } from './subtle';
import type { Mutant } from './types';

export type { Mutant } from './types';

/** The reference scanner with one deliberate defect each. */
export const MUTANTS: readonly Mutant[] = [...STEP_MUTANTS, ...IMAGE_MUTANTS, ...SUBTLE_SCANNER_MUTANTS];

/** @throws one sentence with the nearest id when there is no such mutant */
export function findMutant(id: string): Mutant {
  const found = MUTANTS.find((mutant) => mutant.id === id);
  if (found) return found;
  const ids = MUTANTS.map((mutant) => mutant.id);
  throw new Error(`There is no mutant "${id}". Did you mean "${closest(id, ids)}"? "airworthy mutants" lists all.`);
}
