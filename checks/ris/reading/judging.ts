import type { Check, CheckResult } from '../../../model/check';
import type { ScenarioRecord } from '../../../model/record';
import { nothingSeen } from '../../workflow/reading/judging';

export { breach, listed, nothingSeen, satisfied, seconds } from '../../workflow/reading/judging';

/** Makes a check of a RIS under test. Trouble of the harness, or no exam: nothing seen. */
export function risCheck(definition: Check): Check {
  return {
    ...definition,
    judge(record: ScenarioRecord, params: Record<string, unknown>): CheckResult {
      const trouble = record.events.find((event) => event.kind === 'harness.problem');
      if (trouble?.kind === 'harness.problem') return nothingSeen(trouble.sentence);
      if (record.sut.actor !== 'ris') return nothingSeen('No RIS is under test.');
      if (record.cases.length === 0) return nothingSeen('No exam was ordered.');
      return definition.judge(record, params);
    },
  };
}
