import type { RequirementResult } from '../../model/run-record';
import { VERDICTS, type Verdict } from '../../model/verdict';

/** One line of a table of counts. */
export interface Totals {
  title: string;
  /** The worst verdict among them, as it decides what a buyer reads first. */
  verdict: Verdict;
  sentence: string;
  counts: { verdict: Verdict; count: number }[];
}

const LEVELS = [
  ['shall', 'Required (shall)'],
  ['should', 'Recommended (should)'],
  ['may', 'Permitted (may)'],
  ['discouraged', 'Discouraged'],
] as const;

/** The parts of each source that a buyer speaks of: the six standards, the other sections, the appendix, the profile. */
function sourceOf({ source, group }: RequirementResult): string {
  if (source !== 'RCR') return 'IHE AI Results (AIR)';
  if (group.startsWith('Standard')) return 'RCR standards 1 to 6';
  return group.startsWith('Appendix') ? 'RCR appendix 1' : 'RCR other sections';
}

export function bySource(requirements: readonly RequirementResult[]): Totals[] {
  const titles = [...new Set(requirements.map(sourceOf))];
  return titles.map((title) =>
    totals(
      title,
      requirements.filter((requirement) => sourceOf(requirement) === title),
    ),
  );
}

export function byLevel(requirements: readonly RequirementResult[]): Totals[] {
  return LEVELS.flatMap(([level, title]) => {
    const own = requirements.filter((requirement) => requirement.level === level);
    return own.length === 0 ? [] : [totals(title, own)];
  });
}

function totals(title: string, requirements: RequirementResult[]): Totals {
  const counts = VERDICTS.map((verdict) => ({
    verdict,
    count: requirements.filter((requirement) => requirement.verdict === verdict).length,
  }));
  const verdict = counts.find(({ count }) => count > 0)?.verdict ?? 'not-tested';
  return { title, verdict, sentence: sentence(requirements), counts };
}

function sentence(requirements: RequirementResult[]): string {
  const count = (...verdicts: Verdict[]) => requirements.filter(({ verdict }) => verdicts.includes(verdict)).length;
  const [failed, open, warned] = [count('fail'), count('inconclusive', 'not-tested'), count('warning')];
  if (failed > 0) return `${failed} of ${requirements.length} not met`;
  if (open > 0) return `${open} of ${requirements.length} not decided, none seen to be broken`;
  if (warned > 0) return `none broken, ${warned} with a warning`;
  return requirements.length === 1 ? 'decided, not broken' : `all ${requirements.length} decided, none broken`;
}
