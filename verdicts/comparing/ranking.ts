import type { Bar } from '../../model/bar';
import type { ComparedCell, ComparedRow, RankedProduct, Ranking } from '../../model/comparison';
import { WARNING_COUNTS } from './buyer';
import { standingOf } from './standing';

type Share = keyof RankedProduct['weightOf'];
const SHARES: readonly Share[] = ['pass', 'warning', 'fail', 'undecided', 'not-applicable'];

/**
 * Orders products by the weight of what they were seen to meet. The total is the same for all: who declares less is not
 * tried on it and earns nothing for it. A must-have that is not met comes before any points.
 */
export function rankingOf(rows: readonly ComparedRow[], labels: readonly string[], bar: Bar | undefined): Ranking {
  const warningCounts = bar?.warningCounts ?? WARNING_COUNTS;
  const total = sum(rows.filter(({ faced }) => faced).map(({ weight }) => weight));
  const ranked = labels.map((label, index) => productOf(label, index, rows, warningCounts));
  ranked.sort(better);
  return { warningCounts, total, places: ranked.map((one) => ({ ...one, place: placeOf(one, ranked) })) };
}

function productOf(label: string, index: number, rows: readonly ComparedRow[], warningCounts: number): RankedProduct {
  const weightOf = Object.fromEntries(SHARES.map((share) => [share, 0])) as Record<Share, number>;
  const rowsOf = { ...weightOf };
  for (const { weight, cells, faced } of rows) {
    const cell = cells[index];
    if (!cell || !faced) continue;
    weightOf[shareOf(cell)] = round(weightOf[shareOf(cell)] + weight);
    rowsOf[shareOf(cell)] += 1;
  }
  const points = round(weightOf.pass + warningCounts * weightOf.warning);
  const mustHaves = { met: 0, notMet: [] as string[], cannotTell: [] as string[] };
  for (const { id, mandatory, cells } of rows) {
    const cell = cells[index];
    if (mandatory === 'no' || !cell) continue;
    const standing = standingOf(cell, mandatory === 'pass-or-warning');
    if (standing === 'met') mustHaves.met += 1;
    else mustHaves[standing === 'not-met' ? 'notMet' : 'cannotTell'].push(id);
  }
  return { label, place: 0, mustHaves, weightOf, rowsOf, points, atMost: round(points + weightOf.undecided) };
}

function shareOf({ state }: ComparedCell): Share {
  if (state === 'pass' || state === 'warning' || state === 'fail') return state;
  return state === 'not-applicable' || state === 'unknown' ? 'not-applicable' : 'undecided';
}

function better(a: RankedProduct, b: RankedProduct): number {
  return (
    a.mustHaves.notMet.length - b.mustHaves.notMet.length ||
    a.mustHaves.cannotTell.length - b.mustHaves.cannotTell.length ||
    b.points - a.points ||
    b.atMost - a.atMost
  );
}

function placeOf(one: RankedProduct, ranked: readonly RankedProduct[]): number {
  return 1 + ranked.findIndex((other) => better(other, one) === 0);
}

function sum(numbers: readonly number[]): number {
  return round(numbers.reduce((a, b) => a + b, 0));
}

/** Weights are decimal fractions; their sums must not show binary ones. */
function round(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}
