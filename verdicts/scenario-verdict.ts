import type { Observation } from '../model/run-record';
import type { Requirement } from '../model/requirement';
import type { Cause, Verdict } from '../model/verdict';
import type { ScenarioOutcome } from './outcomes';

export interface Decision {
  verdict: Verdict;
  cause?: Cause;
  /** One sentence a radiologist understands. */
  reason: string;
}

export interface ScenarioEvidence {
  /** Undefined: planned, but Cucumber never started it. */
  outcome?: ScenarioOutcome;
  /** What its checks saw, for the requirement being decided. */
  observations: Observation[];
  /** `harness.problem` events of the scenario. */
  problems: { cause: Cause; sentence: string }[];
  /** The run ended before everything was run. */
  interrupted: boolean;
}

/**
 * What one scenario says about one requirement. An observed breach counts even where the scenario broke off later;
 * anything else needs the whole scenario, an observation, and no trouble of ours.
 */
export function decideScenario(requirement: Requirement, evidence: ScenarioEvidence): Decision {
  const { outcome, observations, problems, interrupted } = evidence;
  const breach = observations.find((observation) => observation.outcome === 'breach');
  if (breach) return { verdict: worstFor(requirement), reason: breach.sentence };
  const problem = problems[0];
  if (problem) return { verdict: 'inconclusive', cause: problem.cause, reason: problem.sentence };
  if (!outcome) {
    return interrupted
      ? { verdict: 'not-tested', reason: 'The run ended before this was tried.' }
      : { verdict: 'not-tested', reason: 'It was planned, but did not run.' };
  }
  if (outcome.status === '') {
    return { verdict: 'inconclusive', cause: 'interrupted', reason: 'The run was interrupted while this was tried.' };
  }
  if (outcome.attempts > 1) {
    return {
      verdict: 'inconclusive',
      cause: 'harness',
      reason: 'The scenario ran more than once; a retry proves nothing.',
    };
  }
  const nothing = observations.find((observation) => observation.outcome === 'nothing-seen');
  if (nothing?.cause) return { verdict: 'inconclusive', cause: nothing.cause, reason: nothing.sentence };
  if (nothing) return { verdict: 'not-tested', reason: nothing.sentence };
  if (outcome.status !== 'PASSED') {
    const step = outcome.steps.find((candidate) => candidate.status === outcome.status);
    const why = step ? `at "${step.text || step.keyword}"${step.message ? `: ${firstLine(step.message)}` : ''}` : '';
    return {
      verdict: 'inconclusive',
      cause: 'harness',
      reason: `The test itself did not run to its end (${outcome.status.toLowerCase()}) ${why}`.trim(),
    };
  }
  const last = observations.at(-1);
  if (!last || observations.some((observation) => observation.evidence.length === 0)) {
    return { verdict: 'not-tested', reason: 'The scenario ran, but nothing that the product did was observed.' };
  }
  return { verdict: 'pass', reason: last.sentence };
}

/** design.md: `should` and discouraged breaches are warnings; what could not be verified is a warning at worst. */
function worstFor(requirement: Requirement): Verdict {
  const soft = requirement.level === 'should' || requirement.level === 'discouraged' || !requirement.verified;
  return soft ? 'warning' : 'fail';
}

function firstLine(message: string): string {
  return message.split('\n', 1)[0] ?? '';
}
