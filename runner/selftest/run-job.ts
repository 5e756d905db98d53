import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { silentLogger, type TlsFiles } from '../../model/actors';
import type { SutConfig } from '../../model/sut';
import { demoOf } from '../demo/demo';
import type { Progress } from '../progress';
import { run } from '../run';
import type { Job, MutantResult, ReferenceResult } from './contract';
import { judgeMutant, judgeReference } from './judge-mutant';
import { withWaits } from './waits';

export interface JobSetting {
  launcher: SutConfig['pacs']['launcher'];
  tls: TlsFiles;
  /** A folder for the run records. */
  scratch: string;
  /** Waits are longer by this factor; 1 = as the actor's demo has them. */
  patience: number;
  /** Keep the record of the run below this folder, by the job's id. */
  keep?: string;
}

export type JobResult = { reference: ReferenceResult } | { mutant: MutantResult };

/** Runs one job in this process. The run record is removed again unless it is to be kept. */
export async function runJob(job: Job, setting: JobSetting, signal: AbortSignal): Promise<JobResult> {
  const demo = await demoOf(job.actor);
  const variant = job.kind === 'variant' ? job.mutant : undefined;
  const mutant = job.kind === 'mutant' ? job.mutant : undefined;
  const defect = demo.mutants.find(({ id }) => id === mutant);
  if (!defect && mutant !== undefined) throw new Error(`There is no mutant "${mutant}" of the ${job.actor}.`);
  const dir = join(setting.keep ?? setting.scratch, job.actor, job.mutant);
  const started = performance.now();
  try {
    const record = await run({
      config: withWaits(
        demo.config({ launcher: setting.launcher, tls: setting.tls, variant }),
        demo.selftestTimeouts,
        job.kind,
        setting.patience,
      ),
      dir,
      log: silentLogger,
      only: job.only,
      standIn: demo.standIn({ mutant, variant }),
      preflightBackwards: false,
      allure: false,
      progress: silent,
      signal,
    });
    const seconds = Math.round(performance.now() - started) / 1000;
    return defect
      ? { mutant: judgeMutant(job, defect, record, seconds) }
      : {
          reference: judgeReference(
            job,
            record,
            seconds,
            demo.variants?.find(({ id }) => id === variant),
          ),
        };
  } finally {
    if (setting.keep === undefined) await rm(dir, { recursive: true, force: true });
  }
}

const silent: Progress = {
  planned() {},
  notice() {},
  preflight() {},
  scenarioStarted() {},
  scenarioFinished() {},
  failed() {},
};
