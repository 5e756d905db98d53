import { closest } from 'fastest-levenshtein';
import { AIR_EQUIPMENT_MUTANTS } from './air-equipment';
import { AIR_OBJECT_MUTANTS } from './air-objects';
import { AIR_REPORT_MUTANTS } from './air-report';
import { AIR_STORING_MUTANTS } from './air-storing';
import { FHIR_MUTANTS } from './fhir';
import { KNOCK_ONS } from './knock-ons';
import { NOTICE_MUTANTS } from './notice';
import { PLATFORM_MUTANTS } from './platform';
import { REPORT_MUTANTS } from './report';
import { RESULT_MUTANTS } from './result';
import { SEGMENTATION_MUTANTS } from './segmentation';
import { SUBTLE_MUTANTS } from './subtle';
import type { Mutant } from './types';
import { WORKFLOW_MUTANTS } from './workflow';

export type { Mutant } from './types';

/** The reference AI platform with one deliberate defect each. */
export const MUTANTS: readonly Mutant[] = [
  ...WORKFLOW_MUTANTS,
  ...NOTICE_MUTANTS,
  ...RESULT_MUTANTS,
  ...REPORT_MUTANTS,
  ...SEGMENTATION_MUTANTS,
  ...AIR_EQUIPMENT_MUTANTS,
  ...AIR_REPORT_MUTANTS,
  ...AIR_OBJECT_MUTANTS,
  ...AIR_STORING_MUTANTS,
  ...FHIR_MUTANTS,
  ...PLATFORM_MUTANTS,
  ...SUBTLE_MUTANTS,
].map((mutant) => ({ ...mutant, knockOn: [...(mutant.knockOn ?? []), ...(KNOCK_ONS[mutant.id] ?? [])] }));

/** @throws one sentence with the nearest id when there is no such mutant */
export function findMutant(id: string): Mutant {
  const found = MUTANTS.find((mutant) => mutant.id === id);
  if (found) return found;
  const ids = MUTANTS.map((mutant) => mutant.id);
  throw new Error(`There is no mutant "${id}". Did you mean "${closest(id, ids)}"? "airworthy mutants" lists all.`);
}
