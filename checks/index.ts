import type { Check } from '../model/check';
import { AIR_CHECKS } from './air';
import { RIS_CHECKS } from './ris';
import { PACS_CHECKS } from './pacs';
import { SCANNER_CHECKS } from './scanner';
import { VIEWER_CHECKS } from './viewer';
import { WORKFLOW_CHECKS } from './workflow';

/** All checks that scenarios may name, by id; what each judges is in checks/README.md. */
export const CHECKS: ReadonlyMap<string, Check> = new Map(
  [...WORKFLOW_CHECKS, ...AIR_CHECKS, ...RIS_CHECKS, ...SCANNER_CHECKS, ...PACS_CHECKS, ...VIEWER_CHECKS].map(
    (check) => [check.id, check],
  ),
);

/** The check with this id. Throws where there is none: a scenario names a check that does not exist. */
export function findCheck(id: string): Check {
  const check = CHECKS.get(id);
  if (!check) throw new Error(`There is no check "${id}". checks/README.md lists them.`);
  return check;
}
