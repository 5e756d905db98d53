import type { LoadPlan, MixPart } from '../../model/load';
import { seeded } from '../../model/random';

/** A study to be sent: of which part of the mix, which of its sources, and when, seconds from the start. */
export interface Arrival {
  part: MixPart;
  /** Counts up within its part: sources are taken in turn. */
  nth: number;
  due: number;
}

/** More would fill memory and disk of one machine: split the rate over several. */
export const MOST_STUDIES = 5000;

/**
 * When which study comes. Gaps are exponential (`poisson`), as of patients who know nothing of each other, or equal
 * (`even`); parts are drawn by their share of the mix. The same plan gives the same arrivals.
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
  const counts = new Map<MixPart, number>();
  const result: Arrival[] = [];
  for (let due = arrivals === 'even' ? 0 : next(); due < seconds; due += next()) {
    const part = draw();
    const nth = counts.get(part) ?? 0;
    counts.set(part, nth + 1);
    result.push({ part, nth, due: Math.round(due * 1000) / 1000 });
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

function drawerOf(mix: LoadPlan['mix'], random: () => number): () => MixPart {
  const shares = (Object.entries(mix) as [MixPart, number][]).filter(([, share]) => share > 0);
  const total = shares.reduce((sum, [, share]) => sum + share, 0);
  return () => {
    let at = random() * total;
    for (const [part, share] of shares) if ((at -= share) < 0) return part;
    return shares[shares.length - 1]?.[0] as MixPart;
  };
}
