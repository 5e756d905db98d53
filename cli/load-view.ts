import pc from 'picocolors';
import { counted } from '../model/counted';
import type { LoadProgress } from '../runner/load/load';
import { elapsed, printable } from './progress-view';

/** Where there is no terminal to redraw a line on, one is printed so often. */
const EVERY_S = 30;

export interface LoadView extends LoadProgress {
  end(): void;
}

/** Prints how a load test goes: a line that is redrawn on a terminal, or one now and then. */
export function loadView(out: NodeJS.WriteStream): LoadView {
  let started = performance.now();
  let [total, begun, delivered, without] = [0, 0, 0, 0];
  const times: number[] = [];
  let timer: NodeJS.Timeout | undefined;
  const status = (): string => {
    const recent = times.slice(-20).sort((a, b) => a - b);
    const median = recent[Math.floor(recent.length / 2)];
    const speed = median === undefined ? '' : `, the last took ${median.toFixed(1)} s`;
    const rest = without > 0 ? `, ${without} without a notice` : '';
    return `${elapsed(started)}  ${begun}/${total} sent, ${begun - delivered - without} under way, ${delivered} answered${rest}${speed}`;
  };
  const clear = () => void (out.isTTY && timer && out.write('\r\x1b[2K'));
  const line = (text: string) => {
    clear();
    out.write(`${text}\n`);
  };
  return {
    notice: (text) => line(pc.dim(printable(text))),
    planned: (arrivals) => {
      total = arrivals.length;
      line(`${counted(total, 'study', 'studies')} will be sent.`);
    },
    preflight(results) {
      for (const { ok, sentence } of results) line(`${ok ? pc.green('✓') : pc.red('✗')} ${printable(sentence)}`);
      started = performance.now();
      const draw = () =>
        out.write(out.isTTY ? `\r\x1b[2K${status().slice(0, (out.columns ?? 100) - 1)}` : `${status()}\n`);
      timer = setInterval(draw, out.isTTY ? 250 : EVERY_S * 1000).unref();
    },
    begun: (number) => void (begun = number),
    over(arrived, seconds) {
      if (arrived) {
        delivered += 1;
        times.push(seconds);
      } else without += 1;
    },
    end() {
      if (!timer) return;
      clearInterval(timer);
      clear();
      timer = undefined;
      out.write(`${status()}\n`);
    },
  };
}
