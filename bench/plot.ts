import { writeFileSync } from 'node:fs';
import { init } from 'echarts';
import type { Measurement } from './measured';

const WIDTH = 900;
const ROW = 34;

/**
 * Ratios to a peer that were taken in the same run, as bars beside the line of the peer (1). Written as SVG for
 * docs/performance.md; what has another unit stands in the table only.
 */
export function plotRatios(measurements: readonly Measurement[], file: string): void {
  const ratios = measurements.filter(({ unit }) => unit === 'x');
  const height = 110 + ROW * ratios.length;
  const canvas = init(null, null, { renderer: 'svg', ssr: true, width: WIDTH, height });
  const colour = '#57606a';
  canvas.setOption({
    animation: false,
    backgroundColor: '#fff',
    textStyle: { fontFamily: 'sans-serif' },
    grid: { left: 380, right: 60, top: 40, bottom: 60 },
    xAxis: {
      type: 'value',
      name: 'ratio to the peer in the same run',
      nameLocation: 'middle',
      nameGap: 34,
      nameTextStyle: { color: colour },
    },
    yAxis: {
      type: 'category',
      inverse: true,
      data: ratios.map(({ what }) => what),
      // Narrower than the room: fonts differ in width from what is reckoned with here.
      axisLabel: { width: 290, overflow: 'break', color: '#1b1f24' },
    },
    series: [
      {
        type: 'bar',
        data: ratios.map(({ value }) => Math.round(value * 100) / 100),
        itemStyle: { color: '#0a58ca' },
        label: { show: true, position: 'right', color: '#1b1f24' },
        markLine: {
          symbol: 'none',
          silent: true,
          // At the top: below it would lie on the number of the axis.
          label: { position: 'start', formatter: 'peer', color: colour },
          lineStyle: { color: colour, type: 'dashed' },
          data: [{ xAxis: 1 }],
        },
      },
    ],
  });
  writeFileSync(file, canvas.renderToSVGString());
  canvas.dispose();
}
