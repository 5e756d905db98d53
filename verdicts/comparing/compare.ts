import type { Bar } from '../../model/bar';
import type { ComparedProduct, Comparison } from '../../model/comparison';
import type { RunRecord } from '../../model/run-record';
import { asOf } from './as-of';
import { holdToBar } from './bar';
import { noticesOf } from './notices';
import { rankingOf } from './ranking';
import { regressionsOf } from './regressions';
import { rowsOf } from './rows';

export interface RunToCompare {
  /** The run folder or pack, as it was given. */
  from: string;
  record: RunRecord;
  verified: boolean;
  baseline: boolean;
}

export interface ComparingOptions {
  airworthy: string;
  asOf: string;
  bar?: Bar;
}

/** Holds runs of one actor against each other. Throws a sentence where they are of different actors. */
export function compareRuns(
  given: readonly RunToCompare[],
  { airworthy, asOf: day, bar }: ComparingOptions,
): Comparison {
  const runs = given.map((run) => ({ ...run, record: asOf(run.record, day) }));
  const [first] = runs;
  if (!first) throw new Error('There is no run to compare.');
  const { actor } = first.record.sut;
  const other = runs.find(({ record }) => record.sut.actor !== actor);
  if (other) {
    throw new Error(
      `${first.from} is a run of a product as ${actor}, ${other.from} as ${other.record.sut.actor}. ` +
        'Different requirements bind them, so they cannot be compared. Give runs of one actor.',
    );
  }
  const labels = runs.map((_, index) => String.fromCharCode(65 + index));
  const records = runs.map(({ record }) => record);
  const rows = rowsOf(records, bar);
  const base = runs.findIndex(({ baseline }) => baseline);
  const current = runs.findIndex(({ baseline }) => !baseline);
  const at = (index: number) => ({ label: labels[index] ?? '', index });
  return {
    format: 1,
    airworthy,
    asOf: day,
    actor,
    products: runs.map((run, index) => productOf(run, labels[index] ?? '')),
    notices: noticesOf(runs.map(({ record }, index) => ({ label: labels[index] ?? '', record }))),
    rows,
    ranking: rankingOf(rows, labels, bar),
    ...(bar && asksForSomething(bar)
      ? {
          bar: {
            ...(bar.title === undefined ? {} : { title: bar.title }),
            results: records.map((record, index) => holdToBar(bar, record, labels[index] ?? '')),
          },
        }
      : {}),
    ...(base === -1 ? {} : { regressions: regressionsOf(rows, at(base), at(current)) }),
  };
}

/** A bar may hold weights alone. */
function asksForSomething({ mandatory = [], thresholds = [], deadlines = [] }: Bar): boolean {
  return mandatory.length + thresholds.length + deadlines.length > 0;
}

function productOf({ from, record, verified, baseline }: RunToCompare, label: string): ComparedProduct {
  const { runId, airworthy, startedAt, complete, exitCode, counts, sut, claims } = record;
  const { vendor, product, version } = sut;
  return {
    label,
    from,
    runId,
    vendor,
    product,
    version,
    airworthy,
    startedAt,
    complete,
    exitCode,
    counts,
    baseline,
    verified,
    ...(claims ? { claims } : {}),
  };
}
