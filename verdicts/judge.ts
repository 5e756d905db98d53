import type { Cause } from '../model/verdict';
import type { Observation, RequirementResult, ScenarioResult } from '../model/run-record';
import { answerFor, attestedBy, decideAttestation, type Attestation } from './attestation';
import type { ScenarioOutcome } from './outcomes';
import type { Plan, PlannedRequirement, PlannedScenario } from './plan';
import { rollUp } from './roll-up';
import { decideScenario, type Decision } from './scenario-verdict';

/** All that verdicts are made from. The same input gives the same verdicts, during the run and offline. */
export interface Recorded {
  plan: Plan;
  outcomes: ReadonlyMap<string, ScenarioOutcome>;
  /** Judged looks, by scenario id and requirement id. */
  observations: { scenario: string; requirement: string; observation: Observation }[];
  problems: { scenario: string; cause: Cause; sentence: string }[];
  attestations: Attestation[];
  productVersion: string;
  /** Day on which the run began, YYYY-MM-DD: answers that had expired by then do not count. */
  ranOn: string;
  /** True unless the run record says that it came to its end. */
  interrupted: boolean;
  /** Why nothing could be tried at all (a dead link found by the preflight). */
  preflightFailure?: string;
  /** Links whose peer presented itself differently in mid-run. */
  changedPeers: string[];
  /** Scenarios of the plan that were not to run here, with the reason: they belong to another shard. */
  notHere?: ReadonlyMap<string, string>;
  /** This is one shard: what it leaves to others takes no part in its exit code. */
  part?: boolean;
}

export function judge(recorded: Recorded): { requirements: RequirementResult[]; scenarios: ScenarioResult[] } {
  const decisions = new Map<string, Placed>();
  for (const planned of recorded.plan.requirements) {
    for (const scenario of planned.scenarios) {
      decisions.set(key(scenario, planned.requirement.id), decide(planned, scenario, recorded));
    }
  }
  return {
    requirements: recorded.plan.requirements.map((planned) => requirementResult(planned, recorded, decisions)),
    scenarios: recorded.plan.scenarios.map((planned) => scenarioResult(planned, recorded, decisions)),
  };
}

/** A decision; `notHere` where the scenario was for another shard, `seen` where the harness saw for itself what persons attest. */
type Placed = Decision & { notHere?: true; seen?: true };

function decide(planned: PlannedRequirement, scenario: string, recorded: Recorded): Placed {
  const elsewhere = recorded.notHere?.get(scenario);
  if (elsewhere !== undefined) return { verdict: 'not-tested', reason: elsewhere, notHere: true };
  if (recorded.preflightFailure !== undefined) {
    return { verdict: 'inconclusive', cause: 'set-up', reason: recorded.preflightFailure };
  }
  const decision = decideScenario(planned.requirement, {
    outcome: recorded.outcomes.get(scenario),
    observations: observationsOf(recorded, scenario, planned.requirement.id),
    problems: recorded.problems.filter((problem) => problem.scenario === scenario),
    interrupted: recorded.interrupted,
  });
  if (recorded.changedPeers.length > 0 && (decision.verdict === 'pass' || decision.verdict === 'warning')) {
    return {
      verdict: 'inconclusive',
      cause: 'peer-changed',
      reason: `The product presented itself differently during the run (${recorded.changedPeers.join(', ')}), so it is not known which version did this.`,
    };
  }
  return decision;
}

function requirementResult(
  planned: PlannedRequirement,
  recorded: Recorded,
  decisions: ReadonlyMap<string, Decision>,
): RequirementResult {
  const { planned: _planned, ...requirement } = planned.requirement;
  const observations = planned.scenarios.flatMap((scenario) => observationsOf(recorded, scenario, requirement.id));
  const attestation = answerFor(recorded.attestations, requirement, recorded.productVersion, recorded.ranOn);
  const { notHere, seen, ...decision } = requirementDecision(planned, recorded, decisions, attestation);
  const attested =
    attestation && requirement.method === 'attested' && decision.verdict !== 'not-applicable' && seen !== true;
  return {
    ...requirement,
    ...decision,
    ...(attested ? { attested: attestedBy(attestation) } : {}),
    selected:
      planned.notApplicable === undefined &&
      planned.notSelected === undefined &&
      !(recorded.part === true && notHere === true),
    scenarios: planned.scenarios,
    observations,
  };
}

function requirementDecision(
  planned: PlannedRequirement,
  recorded: Recorded,
  decisions: ReadonlyMap<string, Placed>,
  attestation: Attestation | undefined,
): Placed {
  if (planned.notApplicable !== undefined) return { verdict: 'not-applicable', reason: planned.notApplicable };
  const reason = planned.notSelected ?? planned.notTested;
  if (reason !== undefined) return { verdict: 'not-tested', reason };
  const rolledUp = (): Placed =>
    rollUp(planned.scenarios.flatMap((scenario) => decisions.get(key(scenario, planned.requirement.id)) ?? []));
  if (planned.requirement.method !== 'attested') return rolledUp();
  const answered = decideAttestation(attestation, planned.requirement, recorded.productVersion, recorded.ranOn);
  if (planned.scenarios.length === 0) return answered;
  // What the harness could not see for itself is still a person's to answer.
  const tried = rolledUp();
  return tried.verdict === 'not-tested' && answered.verdict !== 'not-tested' ? answered : { ...tried, seen: true };
}

function scenarioResult(
  planned: PlannedScenario,
  recorded: Recorded,
  decisions: ReadonlyMap<string, Decision>,
): ScenarioResult {
  const outcome = recorded.outcomes.get(planned.id);
  const { notHere: _notHere, ...decision }: Placed = rollUp(
    planned.requirements.flatMap((id) => decisions.get(key(planned.id, id)) ?? []),
  );
  return {
    id: planned.id,
    name: planned.name,
    uri: planned.uri,
    line: planned.line,
    requirements: planned.requirements,
    cucumberStatus: outcome?.status ?? '',
    ...decision,
    startedAt: outcome?.startedAt,
    durationMs: outcome?.durationMs,
    steps: outcome?.steps ?? [],
  };
}

function observationsOf(recorded: Recorded, scenario: string, requirement: string): Observation[] {
  return recorded.observations
    .filter((entry) => entry.scenario === scenario && entry.requirement === requirement)
    .map((entry) => entry.observation);
}

function key(scenario: string, requirement: string): string {
  return `${scenario}\n${requirement}`;
}
