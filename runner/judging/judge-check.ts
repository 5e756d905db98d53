import { findCheck } from '../../checks';
import { recordFrom } from '../../evidence/record';
import type { RecordFiles } from '../../evidence/record/file-reader';
import type { JournalIndex } from '../../evidence/record/journal-index';
import type { CheckResult } from '../../model/check';
import type { ScenarioRecord } from '../../model/record';
import type { SutConfig } from '../../model/sut';

export interface JudgeContext {
  sut: SutConfig;
  files: RecordFiles;
}

/**
 * Applies one check to what is recorded of a scenario so far. Used during the run and offline alike:
 * the check sees the record, never the running system.
 */
export function judgeCheck(
  journal: JournalIndex,
  scenario: string,
  checkId: string,
  params: Record<string, unknown>,
  { sut, files }: JudgeContext,
): CheckResult {
  return judgeRecord(recordFrom(journal, files, sut, scenario), checkId, params);
}

/** Applies one check to a record. What names no observation has seen nothing, whatever the check says of it. */
export function judgeRecord(record: ScenarioRecord, checkId: string, params: Record<string, unknown>): CheckResult {
  const check = findCheck(checkId);
  const result = check.judge(record, params);
  if (result.outcome !== 'nothing-seen' && result.evidence.length === 0) {
    return {
      ...result,
      outcome: 'nothing-seen',
      sentence: `${check.title}: the check named no observation, so it proves nothing.`,
    };
  }
  return result;
}
