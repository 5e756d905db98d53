import pc from 'picocolors';
import { counted } from '../model/counted';
import type { Progress } from '../runner/progress';

const MARKS: Record<string, string> = {
  PASSED: pc.green('✓'),
  FAILED: pc.red('✗'),
};
const BAR_WIDTH = 24;

export interface ProgressView extends Progress {
  /** The bar stays away while somebody is asked at the terminal: it would be drawn over the question. */
  standBack<T>(work: () => Promise<T>): Promise<T>;
  end(): void;
}

/** Prints a run as it goes: a line a scenario; on a terminal also a bar with the elapsed time, redrawn in place. */
export function progressView(out: NodeJS.WriteStream): ProgressView {
  const started = performance.now();
  let bar: { done: number; total: number; name: string } | undefined;
  let timer: NodeJS.Timeout | undefined;
  let back = false;

  const clear = () => {
    if (out.isTTY && bar && !back) out.write('\r\x1b[2K');
  };
  const draw = () => {
    if (!out.isTTY || !bar || back) return;
    const filled = Math.round((bar.done / Math.max(1, bar.total)) * BAR_WIDTH);
    const line = `${'█'.repeat(filled)}${'░'.repeat(BAR_WIDTH - filled)} ${bar.done}/${bar.total} ${elapsed(started)}  ${bar.name}`;
    out.write(`\r\x1b[2K${line.slice(0, (out.columns ?? 100) - 1)}`);
  };
  const line = (text: string) => {
    clear();
    out.write(`${text}\n`);
    draw();
  };

  return {
    planned(plan) {
      const selected = plan.requirements.filter((planned) => !planned.notApplicable && !planned.notSelected);
      const scenarios = counted(plan.scenarios.length, 'scenario decides', 'scenarios decide');
      line(`${scenarios} ${counted(selected.length, 'requirement')} for the ${plan.actor}.`);
    },
    notice: (text) => line(pc.dim(printable(text))),
    preflight(results) {
      for (const { ok, sentence } of results) line(`${ok ? pc.green('✓') : pc.red('✗')} ${printable(sentence)}`);
    },
    scenarioStarted({ name }, number, total) {
      bar = { done: number - 1, total, name };
      timer ??= setInterval(draw, 250).unref();
      draw();
    },
    scenarioFinished({ name, requirements }, outcome, number, total) {
      bar = { done: number, total, name: '' };
      const mark = MARKS[outcome.status] ?? pc.yellow('?');
      const ids = pc.dim(requirements.join(' '));
      const seconds = ((outcome.durationMs ?? 0) / 1000).toFixed(1);
      line(
        `${mark} ${String(number).padStart(String(total).length)}/${total} ${name} ${ids} ${pc.dim(`${seconds} s`)}`,
      );
      if (outcome.status !== 'PASSED') {
        const message = outcome.steps.find((step) => step.message)?.message?.split('\n')[0];
        if (message) line(`    ${printable(message)}`);
      }
    },
    async standBack(work) {
      clear();
      back = true;
      try {
        return await work();
      } finally {
        back = false;
        draw();
      }
    },
    failed: (error) => line(pc.red(printable(error.message))),
    end() {
      clearInterval(timer);
      clear();
      bar = undefined;
    },
  };
}

export function elapsed(startedMs: number): string {
  const seconds = Math.round((performance.now() - startedMs) / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

/** Text from a peer must not steer the terminal. */
export function printable(text: string): string {
  // eslint-disable-next-line no-control-regex -- control characters are what is being removed
  return text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, '�');
}
