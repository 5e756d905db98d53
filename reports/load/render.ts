import type { LoadExam, LoadFate, LoadOutcome, LoadRecord, Spread } from '../../model/load';
import { renderPage } from '../html/page';
import { chartsOf } from './charts';

const OUTCOMES: Record<LoadOutcome, { word: string; tone: string }> = {
  met: { word: 'It held the load', tone: 'pass' },
  'not-met': { word: 'It did not hold the load', tone: 'fail' },
  inconclusive: { word: "It can't be told", tone: 'inconclusive' },
};

const FATES: Record<LoadFate, string> = {
  delivered: 'delivered',
  declined: 'not analysed, and said so',
  lost: 'lost: no notice',
  unfinished: 'still under way at the end',
  'not-sent': 'not sent by the harness',
};

/** A load test as one HTML page that needs nothing else. */
export function renderLoad(record: LoadRecord): string {
  const { outcome, plan, exams, counts } = record;
  return renderPage({
    template: 'load',
    styles: ['report.css', 'load.css'],
    data: {
      record,
      outcome: OUTCOMES[outcome],
      started: record.startedAt.replace('T', ' ').slice(0, 19),
      minutes: (plan.seconds / 60).toFixed(plan.seconds % 60 === 0 ? 0 : 1),
      mix: Object.entries(plan.mix)
        .filter(([, share]) => (share ?? 0) > 0)
        .map(([part, share]) => `${share} ${part}`)
        .join(', '),
      fates: (Object.keys(FATES) as LoadFate[]).map((fate) => ({ word: FATES[fate], count: counts[fate] })),
      spreads: [
        spread('Completed exam to notice', record.notice),
        spread('Completed exam to first result on its way', record.stages.firstResult),
        spread('First to last result stored', record.stages.results),
        spread('Last result stored to notice', record.stages.announcing),
        spread('Harness: study begun later than due', record.lag),
      ].filter((row) => row !== undefined),
      charts: chartsOf(record),
      troubled: exams.filter(isTroubled).map((exam) => ({ ...exam, word: FATES[exam.fate], times: timesOf(exam) })),
      smooth: exams
        .filter((exam) => !isTroubled(exam))
        .map((exam) => ({ ...exam, word: FATES[exam.fate], times: timesOf(exam) })),
    },
  });
}

const isTroubled = ({ fate, kind, violations }: LoadExam): boolean =>
  violations.length > 0 || (fate !== 'delivered' && !(fate === 'declined' && kind === 'out-of-scope'));

function spread(what: string, times: Spread | undefined) {
  if (!times) return undefined;
  const { values, median, p90, p95, p99, worst } = times;
  return { what, values, cells: [median, p90, p95, p99, worst].map((seconds) => seconds.toFixed(2)) };
}

function timesOf({ due, begun, toNotice }: LoadExam) {
  return { due: due.toFixed(1), begun: begun.toFixed(1), toNotice: toNotice === undefined ? '' : toNotice.toFixed(2) };
}
