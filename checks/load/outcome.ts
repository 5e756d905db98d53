import { counted } from '../../model/counted';
import {
  comingsAndGoings,
  type LoadExam,
  type LoadFate,
  type LoadOutcome,
  type LoadPlan,
  type LoadRecord,
  type Spread,
} from '../../model/load';
import { nearestRank } from '../../model/measure';

/** Below so many values a trend is chance. */
const ENOUGH_FOR_DRIFT = 9;
/** A harness that begins studies later than this puts another load on the product than it says. */
const MAX_LAG_S = 2;
/** A queue grows where studies take so many times longer at the end than at the beginning, and noticeably so. */
const GROWTH = 1.5;
const NOTICEABLE_S = 1;

export type LoadFigures = Omit<
  LoadRecord,
  'format' | 'airworthy' | 'sut' | 'reference' | 'startedAt' | 'plan' | 'environment' | 'complete' | 'exams' | 'parts'
>;

/**
 * What a load test comes to. The product did not hold the load where a study was lost, or not analysed though within its
 * intended use, or came early, twice or mixed up, or where too many took longer than was allowed. What the harness could
 * not do is never held against it.
 */
export function loadFigures(
  plan: LoadPlan,
  exams: readonly LoadExam[],
  sentSeconds: number,
  complete: boolean,
): LoadFigures {
  const counts = countsOf(exams);
  const lag = spreadOf(exams.map(({ due, begun }) => Math.max(0, begun - due)));
  const notice = spreadOf(
    exams.flatMap(({ fate, toNotice }) => (fate === 'delivered' && toNotice !== undefined ? [toNotice] : [])),
  );
  const drift = driftOf(exams);
  const figures = {
    sentSeconds,
    sentPerHour: sentSeconds > 0 ? Math.round((counts.sent / sentSeconds) * 3600) : 0,
    counts,
    notice,
    stages: stagesOf(exams),
    lag,
    drift,
    mostAtOnce: mostAtOnce(exams),
  };
  return { ...figures, ...conclude(plan, exams, figures, complete) };
}

function countsOf(exams: readonly LoadExam[]): LoadRecord['counts'] {
  const of = (fate: LoadFate): number => exams.filter((exam) => exam.fate === fate).length;
  const notSent = of('not-sent');
  return {
    sent: exams.length - notSent,
    delivered: of('delivered'),
    declined: of('declined'),
    lost: of('lost'),
    unfinished: of('unfinished'),
    'not-sent': notSent,
    violations: exams.reduce((sum, { violations }) => sum + violations.length, 0),
  };
}

/** Nearest rank: each figure is a value that was seen. */
export function spreadOf(values: readonly number[]): Spread | undefined {
  if (values.length === 0) return undefined;
  const sorted = [...values].sort((a, b) => a - b);
  const at = (part: number): number => nearestRank(sorted, part) ?? 0;
  return { values: sorted.length, median: at(0.5), p90: at(0.9), p95: at(0.95), p99: at(0.99), worst: at(1) };
}

function stagesOf(exams: readonly LoadExam[]): LoadRecord['stages'] {
  const between = (
    from: 'toFirstResult' | 'toLastResult' | undefined,
    to: 'toFirstResult' | 'toLastResult' | 'toNotice',
  ) =>
    spreadOf(
      exams.flatMap((exam) => {
        const start = from === undefined ? 0 : exam[from];
        const end = exam[to];
        return exam.fate === 'delivered' && start !== undefined && end !== undefined
          ? [Math.round((end - start) * 1000) / 1000]
          : [];
      }),
    );
  return {
    firstResult: between(undefined, 'toFirstResult'),
    results: between('toFirstResult', 'toLastResult'),
    announcing: between('toLastResult', 'toNotice'),
  };
}

function driftOf(exams: readonly LoadExam[]): LoadRecord['drift'] {
  const times = exams.flatMap(({ fate, toNotice }) =>
    fate === 'delivered' && toNotice !== undefined ? [toNotice] : [],
  );
  if (times.length < ENOUGH_FOR_DRIFT) return undefined;
  const third = Math.floor(times.length / 3);
  const median = (part: number[]): number => spreadOf(part)?.median ?? 0;
  return { first: median(times.slice(0, third)), last: median(times.slice(-third)) };
}

function mostAtOnce(exams: readonly LoadExam[]): number {
  let now = 0;
  let most = 0;
  for (const [, change] of comingsAndGoings(exams)) most = Math.max(most, (now += change));
  return most;
}

function conclude(
  plan: LoadPlan,
  exams: readonly LoadExam[],
  { counts, notice, lag, drift }: Pick<LoadFigures, 'counts' | 'notice' | 'lag' | 'drift'>,
  complete: boolean,
): { outcome: LoadOutcome; reasons: string[] } {
  const failed = exams.filter(({ fate, kind }) => fate === 'declined' && kind !== 'out-of-scope').length;
  const late = plan.within !== undefined && notice !== undefined && notice.p95 > plan.within;
  const lagging = lag !== undefined && lag.p95 > MAX_LAG_S;
  const breaches = [
    counts.lost > 0 && `${studies(counts.lost)} of ${counts.sent} got no notice at all.`,
    failed > 0 &&
      `${studies(failed)} within the intended use ${failed === 1 ? 'was' : 'were'} not analysed, which the product said.`,
    counts.violations > 0 &&
      `${counts.violations} ${counts.violations === 1 ? 'fault' : 'faults'} in the order, the identity or the content of what was delivered.`,
    late && !lagging && `95 of 100 notices came within ${shown(notice.p95)} s; ${plan.within} s were allowed.`,
  ].filter((sentence) => sentence !== false);
  const doubts = [
    exams.length === 0 && 'No study was sent.',
    counts['not-sent'] > 0 && `${studies(counts['not-sent'])} could not be sent by the harness or its PACS and RIS.`,
    counts.unfinished > 0 &&
      `${studies(counts.unfinished)} ${counts.unfinished === 1 ? 'was' : 'were'} still under way at the end.`,
    !complete && 'The test was stopped early.',
    lagging &&
      `The harness itself began studies up to ${shown(lag.worst)} s late, so the load was not the one asked for.`,
    exams.length > 0 &&
      notice === undefined &&
      breaches.length === 0 &&
      'No study was delivered, so no time could be taken.',
  ].filter((sentence) => sentence !== false);
  const growth =
    drift && drift.last > drift.first * GROWTH && drift.last - drift.first > NOTICEABLE_S
      ? [
          `It fell behind: the median rose from ${shown(drift.first)} s in the first third to ${shown(drift.last)} s in the last.`,
        ]
      : [];
  if (breaches.length > 0) return { outcome: 'not-met', reasons: [...breaches, ...growth, ...doubts] };
  if (doubts.length > 0) return { outcome: 'inconclusive', reasons: [...doubts, ...growth] };
  const limit = plan.within === undefined ? 'no limit was set' : `${plan.within} s were allowed`;
  return {
    outcome: 'met',
    reasons: [
      `Every study came through, once and in order; 95 of 100 notices came within ${shown(notice?.p95 ?? 0)} s (${limit}).`,
      ...growth,
    ],
  };
}

const studies = (count: number): string => counted(count, 'study', 'studies');
const shown = (seconds: number): string => seconds.toFixed(1);
