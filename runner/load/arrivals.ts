import type { StudyKind } from '../../model/exam';
import type { LoadPlan } from '../../model/load';
import { seeded } from '../../model/random';

/** A study to be sent: which kind, which of the configured sources of that kind, and when, seconds from the start. */
export interface Arrival {
  kind: StudyKind;
  /** Counts up within its kind: sources are taken in turn. */
  nth: number;
  due: number;
}

/** More would fill memory and disk of one machine: split the rate over several. */
export const MOST_STUDIES = 5000;

/**
 * When which study comes. Gaps are exponential (`poisson`), as of patients who know nothing of each other, or equal
 * (`even`); kinds are drawn by their parts in the mix. The same plan gives the same arrivals.
 * @throws one sentence where there would be none, or too many
 */
export function arrivalsOf({ perHour, seconds, arrivals, seed, mix }: LoadPlan): Arrival[] {
  const gap = 3600 / perHour;
  if (seconds / gap > MOST_STUDIES)
    throw new Error(
      `${perHour} studies an hour for ${seconds} s are ${Math.round(seconds / gap)} studies; one load test holds ${MOST_STUDIES} at most. Shorten it, or split the rate over several machines.`,
    );
  const random = seeded(seed);
  const draw = drawerOf(mix, random);
  const counts = new Map<StudyKind, number>();
  const result: Arrival[] = [];
  for (let due = arrivals === 'even' ? 0 : next(); due < seconds; due += next()) {
    const kind = draw();
    const nth = counts.get(kind) ?? 0;
    counts.set(kind, nth + 1);
    result.push({ kind, nth, due: Math.round(due * 1000) / 1000 });
  }
  if (result.length === 0)
    throw new Error(
      `At ${perHour} studies an hour none comes within ${seconds} s. Make the test longer or the rate higher.`,
    );
  return result;

  function next(): number {
    return arrivals === 'even' ? gap : -Math.log(1 - random()) * gap;
  }
}

function drawerOf(mix: LoadPlan['mix'], random: () => number): () => StudyKind {
  const parts = (Object.entries(mix) as [StudyKind, number][]).filter(([, part]) => part > 0);
  const total = parts.reduce((sum, [, part]) => sum + part, 0);
  return () => {
    let at = random() * total;
    for (const [kind, part] of parts) if ((at -= part) < 0) return kind;
    return parts[parts.length - 1]?.[0] as StudyKind;
  };
}
