import { VERDICTS, type Verdict } from '../model/verdict';
import type { Decision } from './scenario-verdict';

/** One requirement, several scenarios: the first of fail, inconclusive, not-tested, warning, pass, not-applicable. */
export function rollUp(decisions: readonly Decision[]): Decision {
  for (const verdict of VERDICTS) {
    const found = decisions.find((decision) => decision.verdict === verdict);
    if (found) return found;
  }
  return { verdict: 'not-tested', reason: 'Nothing was recorded for it.' };
}

export function countVerdicts(verdicts: readonly Verdict[]): Record<Verdict, number> {
  const counts = Object.fromEntries(VERDICTS.map((verdict) => [verdict, 0])) as Record<Verdict, number>;
  for (const verdict of verdicts) counts[verdict] += 1;
  return counts;
}

/**
 * 0 every selected requirement decided without a fail; 1 at least one fail; 3 inconclusive or incomplete. A `part` of a run
 * may have nothing to decide by itself.
 */
export function exitCodeOf(counts: Record<Verdict, number>, complete: boolean, o: { part?: boolean } = {}): 0 | 1 | 3 {
  if (counts.fail > 0) return 1;
  const decided = counts.pass + counts.warning;
  if (!complete || counts.inconclusive > 0 || counts['not-tested'] > 0 || (decided === 0 && !o.part)) return 3;
  return 0;
}
