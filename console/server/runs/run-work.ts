import { rm } from 'node:fs/promises';
import { scratchFolder } from '../../../evidence/scratch-folder';
import { readAttestations } from '../../../config/attestations';
import { readSutConfig } from '../../../config/load';
import { lockRun } from '../../../evidence/run-lock';
import { silentLogger } from '../../../model/actors';
import { demoOptions } from '../../../runner/demo/demo-options';
import type { Operator } from '../../../runner/operator/operator';
import type { Progress } from '../../../runner/progress';
import { resumeOptions } from '../../../runner/resume/resume-options';
import { run, type RunOptions } from '../../../runner/run';
import { writeReports } from '../../../runner/write-reports';
import type { Bench, Work } from '../worker/messages';
import type { RunAsk, RunNews } from './news';

/** For one answer, as on the command line. */
const PATIENCE_MS = 600_000;

/** Runs, judges and writes the reports; `dir` holds the record when it is done. */
export const performRun: Work<'run'> = async (ask, bench) => {
  const unlock = ask.what === 'resume' ? lockRun(ask.dir) : undefined;
  const scratch = scratchFolder('airworthy-console-run');
  try {
    const tell = (news: RunNews) => bench.tell(news);
    await run({
      dir: ask.dir,
      ...(await optionsOf(ask, scratch)),
      log: silentLogger,
      allure: false,
      operator: remoteOperator(bench),
      progress: progressBy(tell),
      signal: bench.signal,
    });
    await writeReports(ask.dir);
    return {};
  } finally {
    unlock?.();
    await rm(scratch, { recursive: true, force: true });
  }
};

async function optionsOf(ask: RunAsk, scratch: string): Promise<Pick<RunOptions, 'config'> & Partial<RunOptions>> {
  if (ask.what === 'resume') {
    const { product } = ask;
    return resumeOptions({
      dir: ask.dir,
      scratch,
      product() {
        if (!product)
          throw new Error(
            'This run is of a product that the console does not have. Resume it on the command line, with its sut.yaml.',
          );
        return { config: readSutConfig(product.yaml, product.file), name: 'The product' };
      },
    });
  }
  if (ask.what === 'demo') {
    const { actor, mutant, launcher, plain, only } = ask;
    return { ...(await demoOptions({ actor, mutant, launcher, tls: plain !== true, scratch })), only };
  }
  const config = readSutConfig(ask.yaml, ask.file);
  config.studies = { ...config.studies, ...ask.studies };
  return {
    config,
    only: ask.only,
    attestations: config.attestations === undefined ? [] : readAttestations(config.attestations),
    preflightBackwards: ask.oneWay !== true,
  };
}

function progressBy(tell: (news: RunNews) => void): Progress {
  return {
    planned: ({ scenarios }) =>
      tell({
        kind: 'planned',
        scenarios: scenarios.map(({ id, name, requirements }) => ({ id, name, requirements })),
      }),
    notice: (text) => tell({ kind: 'notice', text }),
    preflight: (results) => tell({ kind: 'preflight', results }),
    scenarioStarted: ({ id, name, requirements }) =>
      tell({ kind: 'scenario', scenario: { id, name, requirements, state: 'running' } }),
    scenarioFinished({ id, name, requirements }, { status, steps, durationMs }, number, total) {
      const trouble = status === 'PASSED' ? undefined : steps.find((step) => step.message)?.message?.split('\n')[0];
      const scenario = { id, name, requirements, state: 'ran' as const, outcome: status, trouble, durationMs };
      tell({ kind: 'scenario', scenario });
      if (number === total) tell({ kind: 'judging' });
    },
    failed: (error) => tell({ kind: 'notice', text: error.message }),
  };
}

/** Puts questions to whoever looks at the run in the console. */
function remoteOperator({ tell, onTold, signal }: Bench<'run'>): Operator {
  let asked = 0;
  let answered: ((answer: string | null) => void) | undefined;
  onTold(({ id, answer }) => {
    if (id === asked) answered?.(answer);
  });
  return {
    async ask(question, hint) {
      asked += 1;
      tell({ kind: 'question', question: { id: asked, question, hint } });
      const answer = await new Promise<string | null>((resolve) => {
        const over = AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]);
        over.addEventListener('abort', () => resolve(null), { once: true });
        answered = resolve;
      });
      answered = undefined;
      tell({ kind: 'question', question: null });
      const text = answer?.trim() ?? '';
      return text === '' ? undefined : text;
    },
  };
}
