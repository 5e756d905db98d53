import type { EChartsOption } from 'echarts';
import { init } from 'echarts';
import { comingsAndGoings, type LoadExam, type LoadRecord } from '../../model/load';

const WIDTH = 900;
const HEIGHT = 320;

interface Colours {
  ink: string;
  soft: string;
  line: string;
  fill: string;
  limit: string;
  kinds: string[];
}

/** Those of the report, which has them in CSS: a picture cannot read that. */
const LIGHT: Colours = {
  ink: '#1b1f24',
  soft: '#57606a',
  line: '#d0d7de',
  fill: '#0a58ca',
  limit: '#a4161a',
  kinds: ['#0a58ca', '#12703f', '#7a4b00', '#5b2a86'],
};
const DARK: Colours = {
  ink: '#e6edf3',
  soft: '#9da7b3',
  line: '#3d444d',
  fill: '#79b8ff',
  limit: '#ff9b9b',
  kinds: ['#79b8ff', '#7ee2a8', '#f2cc60', '#d2a8ff'],
};

/** A chart as an SVG picture for light and for dark paper, and what it shows in words. */
export interface Chart {
  light: string;
  dark: string;
  title: string;
  words: string;
}

/** Plots of a load test; those for which there are no values are left out. */
export function chartsOf(record: LoadRecord): Chart[] {
  const exams = record.exams.filter(({ toNotice, completed }) => toNotice !== undefined && completed !== undefined);
  if (exams.length === 0) return [];
  return [
    chart('How many studies took how long', histogramWords(record), (colours) => histogram(record, exams, colours)),
    chart(
      'Time to the notice as the test went on',
      'Each dot is a study: to the right when its exam was completed, upwards how long its notice took.',
      (colours) => overTime(record, exams, colours),
    ),
    chart(
      'Studies with the product at a time',
      `Completed exams without a notice yet; ${record.mostAtOnce} at most.`,
      (colours) => atOnce(record, colours),
    ),
  ];
}

function chart(title: string, words: string, make: (colours: Colours) => EChartsOption): Chart {
  const draw = (colours: Colours): string => {
    const canvas = init(null, null, { renderer: 'svg', ssr: true, width: WIDTH, height: HEIGHT });
    try {
      canvas.setOption({
        ...{ animation: false, textStyle: { fontFamily: 'sans-serif', color: colours.ink } },
        grid: { left: 70, right: 30, top: 40, bottom: 55 },
        ...make(colours),
      });
      return `data:image/svg+xml;base64,${Buffer.from(canvas.renderToSVGString()).toString('base64')}`;
    } finally {
      canvas.dispose();
    }
  };
  return { title, words, light: draw(LIGHT), dark: draw(DARK) };
}

const axis = (name: string, { ink, soft, line }: Colours) => ({
  name,
  ...{ nameLocation: 'middle' as const, nameGap: 36, nameTextStyle: { color: ink, fontSize: 13 } },
  axisLabel: { color: soft, fontSize: 12 },
  axisLine: { lineStyle: { color: line } },
  splitLine: { lineStyle: { color: line } },
});

/** Bins of a round width: 1, 2 or 5 times a power of ten. */
export function binsOf(values: readonly number[], about = 20): { from: number; to: number; count: number }[] {
  const most = Math.max(...values);
  const raw = Math.max(most / about, 0.01);
  const power = 10 ** Math.floor(Math.log10(raw));
  const width = ([1, 2, 5, 10].find((step) => step * power >= raw) ?? 10) * power;
  const bins = Array.from({ length: Math.floor(most / width) + 1 }, (_, index) => ({
    from: index * width,
    to: (index + 1) * width,
    count: 0,
  }));
  for (const value of values) {
    const bin = bins[Math.floor(value / width)];
    if (bin) bin.count += 1;
  }
  return bins;
}

const timesOf = (exams: readonly LoadExam[]): number[] => exams.flatMap(({ toNotice }) => toNotice ?? []);

function histogramWords({ notice }: LoadRecord): string {
  return notice
    ? `Half of the studies had their notice within ${notice.median.toFixed(1)} s, 95 of 100 within ${notice.p95.toFixed(1)} s, all that had one within ${notice.worst.toFixed(1)} s.`
    : 'No study was delivered.';
}

function histogram({ plan, notice }: LoadRecord, exams: LoadExam[], colours: Colours): EChartsOption {
  const bins = binsOf(timesOf(exams));
  const width = bins[0]?.to ?? 1;
  const marks = [
    ...(notice ? [{ xAxis: notice.p95, name: '95 of 100', colour: colours.soft }] : []),
    ...(plan.within === undefined ? [] : [{ xAxis: plan.within, name: 'allowed', colour: colours.limit }]),
  ];
  return {
    xAxis: {
      type: 'value',
      min: 0,
      max: Math.max(bins.at(-1)?.to ?? 1, plan.within ?? 0),
      ...axis('seconds from the completed exam to the notice', colours),
    },
    yAxis: {
      type: 'value',
      minInterval: 1,
      max: Math.max(...bins.map(({ count }) => count)),
      ...axis('studies', colours),
    },
    series: [
      {
        type: 'custom',
        data: bins.map(({ from, to, count }) => [from, to, count]),
        renderItem: (_, api) => {
          const [left = 0, top = 0] = api.coord([api.value(0), api.value(2)]);
          const [right = 0, bottom = 0] = api.coord([Number(api.value(0)) + width, 0]);
          return {
            type: 'rect',
            shape: { x: left + 1, y: top, width: Math.max(1, right - left - 2), height: bottom - top },
            style: { fill: colours.fill },
          };
        },
        markLine: {
          ...{ symbol: 'none', silent: true },
          data: marks.map(({ xAxis, name, colour }) => ({
            xAxis,
            lineStyle: { color: colour, type: 'dashed' as const, width: 2 },
            label: { formatter: name, color: colour, fontSize: 12 },
          })),
        },
      },
    ],
  };
}

function overTime({ plan }: LoadRecord, exams: LoadExam[], colours: Colours): EChartsOption {
  const kinds = [...new Set(exams.map(({ kind }) => kind))];
  // Shapes as well as colours tell the kinds apart.
  const symbols = ['circle', 'rect', 'triangle', 'diamond'];
  return {
    legend: { data: kinds, textStyle: { color: colours.ink, fontSize: 12 }, top: 5 },
    xAxis: { type: 'value', min: 0, ...axis('seconds from the start of the test', colours) },
    yAxis: { type: 'value', min: 0, ...axis('seconds to the notice', colours) },
    series: kinds.map((kind, index) => ({
      type: 'scatter' as const,
      name: kind,
      ...{ symbol: symbols[index % symbols.length], symbolSize: 8 },
      itemStyle: { color: colours.kinds[index % colours.kinds.length] },
      data: exams.flatMap((exam) => (exam.kind === kind ? [[exam.completed ?? 0, exam.toNotice ?? 0]] : [])),
      ...(index === 0 && plan.within !== undefined
        ? {
            markLine: {
              ...{ symbol: 'none', silent: true },
              data: [
                {
                  yAxis: plan.within,
                  lineStyle: { color: colours.limit, type: 'dashed' as const, width: 2 },
                  label: {
                    formatter: 'allowed',
                    color: colours.limit,
                    fontSize: 12,
                    position: 'insideEndTop' as const,
                  },
                },
              ],
            },
          }
        : {}),
    })),
  };
}

function atOnce({ exams }: LoadRecord, colours: Colours): EChartsOption {
  let now = 0;
  return {
    xAxis: { type: 'value', min: 0, ...axis('seconds from the start of the test', colours) },
    yAxis: { type: 'value', min: 0, minInterval: 1, ...axis('studies', colours) },
    series: [
      {
        type: 'line',
        ...{ step: 'end', symbol: 'none' },
        lineStyle: { color: colours.fill, width: 2 },
        data: [[0, 0], ...comingsAndGoings(exams).map(([at, change]) => [at, (now += change)])],
      },
    ],
  };
}
