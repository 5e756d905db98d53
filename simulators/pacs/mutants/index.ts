import { closest } from 'fastest-levenshtein';
import { GIVING_MUTANTS } from './giving';
import { SHOWING_MUTANTS } from './showing';
import { STORING_MUTANTS } from './storing';
import { SUBTLE_PACS_MUTANTS } from './subtle';
import type { PacsMutant } from './types';

export type { PacsMutant } from './types';

/** The embedded PACS with one deliberate defect each. */
export const PACS_MUTANTS: readonly PacsMutant[] = [
  ...STORING_MUTANTS,
  ...GIVING_MUTANTS,
  ...SHOWING_MUTANTS,
  ...SUBTLE_PACS_MUTANTS,
];

/** @throws one sentence with the nearest id when there is no such mutant */
export function findPacsMutant(id: string): PacsMutant {
  const found = PACS_MUTANTS.find((mutant) => mutant.id === id);
  if (found) return found;
  const ids = PACS_MUTANTS.map((mutant) => mutant.id);
  throw new Error(`There is no mutant "${id}". Did you mean "${closest(id, ids)}"? "airworthy mutants" lists all.`);
}
