import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ActorName } from '../../model/actors';
import type { Defect } from '../../model/defect';
import type { SutConfig } from '../../model/sut';
import { makeCertificates } from '../demo/certificates';
import { demoOf } from '../demo/demo';
import { productVersion } from '../run';
import type { FromChild } from './child';
import type { Job, KillMatrix, MutantResult, ReferenceResult } from './contract';
import { errorOf } from './judge-mutant';
import { jobsOf, type Selection, shardOf, withoutMutant } from './jobs';
import { inOrder } from './matrix';
import { runInChildren } from './pool';
import type { JobResult } from './run-job';

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
  const started = new Map<string, number>();
  const take = (job: Job, answer: FromChild) => {
    const seconds = Math.round(performance.now() - (started.get(job.id) ?? 0)) / 1000;
    const result = 'result' in answer ? answer.result : withoutResult(job, answer.error, seconds, defects);
    if ('reference' in result) {
      (result.reference.variant === undefined ? matrix.references : matrix.variants).push(result.reference);
      options.onReference?.(result.reference);
    } else {
      matrix.mutants.push(result.mutant);
      options.onMutant?.(result.mutant);
    }
  };
  const temporary = await mkdtemp(join(tmpdir(), 'airworthy-selftest-'));
  try {
    const tls = await makeCertificates(join(temporary, 'tls'), ['localhost', '127.0.0.1']);
    await runInChildren(mine, {
      workers: options.workers ?? 2 * availableParallelism(),
      setting: {
        launcher: options.launcher ?? 'embedded',
        tls,
        scratch: temporary,
        patience: options.patience ?? 1,
        keep: options.keep,
      },
      temporary,
      signal: options.signal,
      onStart(job) {
        started.set(job.id, performance.now());
        options.onStart?.(job, mine.length);
      },
      onEnd: take,
    });
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
