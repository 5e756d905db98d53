import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ActorName, silentLogger } from '../../model/actors';
import type { RunRecord } from '../../model/run-record';
import type { SutConfig } from '../../model/sut';
import type { Verdict } from '../../model/verdict';
import { makeCertificates } from '../demo/certificates';
import type { Defect, Demo } from '../demo/contract';
import { demoOf } from '../demo/demo';
import type { Progress } from '../progress';
import { loadCatalogue } from '../../requirements/load';
import { run } from '../run';

export interface SelftestOptions {
  actor: ActorName;
  /** Ids; all when absent. */
  mutants?: string[];
  /** The first mutant of each requirement only. */
  onePerRequirement?: boolean;
  /** Run every scenario against each mutant, to see which other requirements turn red. */
  everything?: boolean;
  launcher?: SutConfig['pacs']['launcher'];
  signal?: AbortSignal;
  onResult(result: MutantResult, number: number, total: number): void;
}

export interface MutantResult {
  mutant: string;
  requirement: string;
  sentence: string;
  outcome: 'killed' | 'survived';
  /** What its own requirement got, and why. */
  verdict: Verdict | 'absent';
  reason: string;
  /** Other requirements that did not pass: run with `everything` to know them all. */
  collateral: string[];
  seconds: number;
}

/** Spoils the reference actor by one defect at a time, and sees whether the scenarios of its requirement say so. */
export async function selftest(options: SelftestOptions): Promise<MutantResult[]> {
  const demo = await demoOf(options.actor);
  const mutants = chosen(demo, options);
  const scratch = await mkdtemp(join(tmpdir(), 'airworthy-selftest-'));
  try {
    const tls = await makeCertificates(scratch, ['localhost', '127.0.0.1']);
    const config = {
      ...demo.config({ launcher: options.launcher ?? 'embedded', tls }),
      timeouts: demo.selftestTimeouts,
    };
    const results: MutantResult[] = [];
    for (const [index, mutant] of mutants.entries()) {
      options.signal?.throwIfAborted();
      const started = performance.now();
      const record = await run({
        config,
        dir: join(scratch, `run-${index}`),
        log: silentLogger,
        only: options.everything ? undefined : [mutant.requirement],
        standIn: demo.standIn({ mutant: mutant.id }),
        preflightBackwards: false,
        progress: quiet,
        signal: options.signal,
      });
      await rm(join(scratch, `run-${index}`), { recursive: true, force: true });
      const result = judgeMutant(mutant, record, (performance.now() - started) / 1000);
      results.push(result);
      options.onResult(result, index + 1, mutants.length);
    }
    return results;
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** Killed: the requirement that the defect breaks was seen to be broken. Anything else lets a bad product through. */
function judgeMutant(mutant: Defect, record: RunRecord, seconds: number): MutantResult {
  const own = record.requirements.find(({ id }) => id === mutant.requirement);
  const verdict = own?.verdict ?? 'absent';
  const others = record.requirements.filter(
    ({ id, selected, method, verdict: other }) =>
      selected && method === 'automated' && id !== mutant.requirement && (other === 'fail' || other === 'warning'),
  );
  return {
    mutant: mutant.id,
    requirement: mutant.requirement,
    sentence: mutant.sentence,
    outcome: verdict === 'fail' || verdict === 'warning' ? 'killed' : 'survived',
    verdict,
    reason: own?.reason ?? record.endDetail ?? '',
    collateral: others.map(({ id }) => id),
    seconds,
  };
}

function chosen(demo: Demo, { actor, mutants, onePerRequirement }: SelftestOptions): Defect[] {
  // Requirements that have no scenario yet have mutants already; there is nothing that could catch them.
  const planned = new Set(loadCatalogue().flatMap(({ id, planned: why }) => (why?.[actor] ? [id] : [])));
  const decided = demo.mutants.filter(({ requirement }) => !planned.has(requirement));
  if (mutants) {
    return mutants.map((id) => {
      const mutant = demo.mutants.find((candidate) => candidate.id === id);
      if (!mutant) throw new Error(`There is no mutant "${id}". "airworthy mutants" lists all.`);
      return mutant;
    });
  }
  if (!onePerRequirement) return decided;
  return [...new Map([...decided].reverse().map((mutant) => [mutant.requirement, mutant])).values()].reverse();
}

const quiet: Progress = {
  planned() {},
  notice() {},
  preflight() {},
  scenarioStarted() {},
  scenarioFinished() {},
  failed() {},
};
