import pc from 'picocolors';
import { type Job, type MutantResult, REFERENCE, type ReferenceResult } from '../runner/selftest/contract';
import { elapsed, printable } from './progress-view';

const MARKS: Record<MutantResult['outcome'] | ReferenceResult['outcome'], string> = {
  killed: pc.green('killed  '),
  survived: pc.red('survived'),
  error: pc.yellow('error   '),
  passed: pc.green('passed  '),
  failed: pc.red('failed  '),
};

/** Prints a line a mutant; on a terminal also one that says what is running, redrawn in place. */
export function selftestView(out: NodeJS.WriteStream) {
  const started = performance.now();
  const running = new Set<string>();
  let done = 0;
  let total = 0;
  const clear = () => {
    if (out.isTTY) out.write('\r\x1b[2K');
  };
  const draw = () => {
    if (!out.isTTY || running.size === 0) return;
    const text = `${done}/${total} ${elapsed(started)}  ${[...running].join(', ')}`;
    out.write(`\r\x1b[2K${text.slice(0, (out.columns ?? 100) - 1)}`);
  };
  const timer = setInterval(draw, 500).unref();
  const line = (text: string) => {
    clear();
    out.write(`${text}\n`);
    draw();
  };
  const end = (id: string, outcome: keyof typeof MARKS, about: string, seconds: number) => {
    done += 1;
    running.delete(id);
    line(`${MARKS[outcome]} ${done}/${total} ${about} ${pc.dim(`${seconds.toFixed(1)} s`)}`);
  };
  return {
    line,
    onStart(job: Job, count: number) {
      total = count;
      running.add(job.id);
      draw();
    },
    onReference({ actor, variant, outcome, notPassed, reason, seconds }: ReferenceResult) {
      end(`${actor}/${variant ?? REFERENCE}`, outcome, variant ?? `the reference ${actor}`, seconds);
      if (outcome === 'error') line(`    ${printable(reason)}`);
      for (const each of notPassed) line(`    ${each.requirement} ${each.verdict}: ${printable(each.reason)}`);
    },
    onMutant({ actor, mutant, requirement, outcome, verdict, reason, seconds }: MutantResult) {
      end(`${actor}/${mutant}`, outcome, `${requirement} ${mutant}`, seconds);
      if (outcome !== 'killed') line(`    ${verdict}: ${printable(reason)}`);
    },
    end() {
      clearInterval(timer);
      clear();
    },
  };
}
