import { VERDICT_WORDS, VERDICTS, type Verdict } from '../../../model/verdict';

/** A shape for each, so that colour never stands alone. */
const MARKS: Record<Verdict, string> = {
  pass: '✓',
  fail: '✕',
  warning: '!',
  inconclusive: '?',
  'not-tested': '○',
  'not-applicable': '–',
};

export function VerdictBadge({ verdict }: { verdict: Verdict }) {
  return (
    <span className={`badge ${verdict}`}>
      <span aria-hidden="true" className="mark">
        {MARKS[verdict]}
      </span>
      {VERDICT_WORDS[verdict]}
    </span>
  );
}

/** How many requirements have each verdict; what there is none of is left out. */
export function Counts({ counts }: { counts: Partial<Record<Verdict, number>> }) {
  const shown = VERDICTS.filter((verdict) => (counts[verdict] ?? 0) > 0);
  if (shown.length === 0) return <span className="soft">No verdict yet</span>;
  return (
    <ul className="counts">
      {shown.map((verdict) => (
        <li key={verdict} className={verdict}>
          <span aria-hidden="true" className="mark">
            {MARKS[verdict]}
          </span>
          <strong>{counts[verdict]}</strong> <span className="word">{VERDICT_WORDS[verdict].toLowerCase()}</span>
        </li>
      ))}
    </ul>
  );
}
