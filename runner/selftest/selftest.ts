import { rm } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { scratchFolder } from '../../evidence/scratch-folder';
import type { ActorName } from '../../model/actors';
import type { Defect } from '../../model/defect';
import type { SutConfig } from '../../model/sut';
import { makeCertificates } from '../demo/certificates';
import { demoOf } from '../demo/demo';
import { productVersion } from '../run';
import type { Job, KillMatrix, MutantResult, ReferenceResult } from './contract';
import { errorOf } from './judge-mutant';
import { jobsOf, type Selection, shardOf, withoutMutant } from './jobs';
import { inOrder } from './matrix';
import { runInChildren } from './pool';
import type { JobResult, JobSetting } from './run-job';
import { type TryAgain, trySecondTime } from './second-try';

export interface SelftestOptions extends Selection {
  /** `2/3`: every third job, from the second on. */
  shard?: string;
  /** Child processes; two for each core when absent: a job computes for a quarter of the time that it takes. */
  workers?: number;
  launcher?: SutConfig['pacs']['launcher'];
  /** Factor for every wait, on a machine that is slow or busy; 1 when absent. */
  patience?: number;
  /** A folder that gets the run records, by actor and mutant. */
  keep?: string;
  signal: AbortSignal;
  onStart?(job: Job, total: number): void;
  onReference?(result: ReferenceResult): void;
  onMutant?(result: MutantResult): void;
}

/** Spoils reference actors by one defect at a time, and sees whether the scenarios of its requirement say so. */
export async function selftest(options: SelftestOptions): Promise<KillMatrix> {
  const jobs = await jobsOf(options);
  const mine = shardOf(jobs, options.shard);
  const whole = !options.only && !options.mutants && !options.lawful;
  const defects = await defectsOf(options.actors);
  const matrix: KillMatrix = {
    format: 1,
    airworthy: productVersion(),
    breadth: options.breadth,
    jobs: jobs.map(({ id }) => id),
    references: [],
    variants: [],
    mutants: [],
    withoutMutant: whole ? await withoutMutant(options.actors) : [],
  };
  const temporary = scratchFolder('airworthy-selftest');
  try {
    const tls = await makeCertificates(join(temporary, 'tls'), ['localhost', '127.0.0.1']);
    const common = { launcher: options.launcher ?? 'embedded', tls, scratch: temporary } as const;
    let total = mine.length;
    const inChildren = async (
      chosen: readonly Job[],
      workers: number,
      waits: Pick<JobSetting, 'patience' | 'keep'>,
    ) => {
      const started = new Map<string, number>();
      const results: JobResult[] = [];
      await runInChildren(chosen, {
        workers,
        setting: { ...common, ...waits },
        temporary,
        signal: options.signal,
        onStart(job) {
          started.set(job.id, performance.now());
          options.onStart?.(job, total);
        },
        onEnd(job, answer) {
          const seconds = Math.round(performance.now() - (started.get(job.id) ?? 0)) / 1000;
          const result = 'result' in answer ? answer.result : withoutResult(job, answer.error, seconds, defects);
          if ('mutant' in result) options.onMutant?.(result.mutant);
          else options.onReference?.(result.reference);
          results.push(result);
        },
      });
      return results;
    };
    const { patience = 1, keep } = options;
    for (const result of await inChildren(mine, options.workers ?? 2 * availableParallelism(), { patience, keep })) {
      if ('mutant' in result) matrix.mutants.push(result.mutant);
      else (result.reference.variant === undefined ? matrix.references : matrix.variants).push(result.reference);
    }
    const tryAgain: TryAgain = async (chosen, longer, records) => {
      total += chosen.length;
      const results = await inChildren(chosen, 1, { patience: patience * longer, keep: records });
      return results.map((result) => ('mutant' in result ? result.mutant : result.reference));
    };
    await trySecondTime(matrix, mine, tryAgain, keep);
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
  return inOrder(matrix);
}

async function defectsOf(actors: readonly ActorName[]): Promise<Map<string, Defect>> {
  const perActor = await Promise.all(
    actors.map(async (actor) => (await demoOf(actor)).mutants.map((each) => [`${actor}/${each.id}`, each] as const)),
  );
  return new Map(perActor.flat());
}

function withoutResult(job: Job, error: string, seconds: number, defects: ReadonlyMap<string, Defect>): JobResult {
  const defect = defects.get(job.id);
  if (defect) return { mutant: errorOf(job, defect, error, seconds) };
  const which = job.kind === 'variant' ? { variant: job.mutant } : {};
  return { reference: { actor: job.actor, ...which, outcome: 'error', notPassed: [], reason: error, seconds } };
}
