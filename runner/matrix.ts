import type { ActorName } from '../model/actors';
import type { MatrixRow } from '../model/matrix';
import type { Requirement } from '../model/requirement';
import { loadCatalogue } from '../requirements/load';
import { type Claim, readClaims } from './cucumber/claims';
import { readScenarios, type ScenarioText } from './cucumber/scenario-sources';
import { DEMO_ACTORS, demoOf } from './demo/demo';

/**
 * Requirement, actor, scenario, check and mutant, from the catalogue, the feature files, the step files and the mutants
 * themselves. A requirement that several scenarios decide has a row for each; one with none has one row.
 */
export async function traceability(): Promise<MatrixRow[]> {
  const [claims, mutants] = await Promise.all([readClaims(), mutantsByActor()]);
  const scenarios = readScenarios();
  return loadCatalogue().flatMap((requirement) =>
    requirement.actors.flatMap((actor) =>
      rowsOf(requirement, actor, scenarios, claims, mutants.get(actor)?.get(requirement.id) ?? []),
    ),
  );
}

async function mutantsByActor(): Promise<Map<ActorName, Map<string, string[]>>> {
  const all = await Promise.all(
    DEMO_ACTORS.map(async (actor): Promise<[ActorName, Map<string, string[]>]> => {
      const byRequirement = new Map<string, string[]>();
      for (const { id, requirement } of (await demoOf(actor)).mutants)
        byRequirement.set(requirement, [...(byRequirement.get(requirement) ?? []), id]);
      return [actor, byRequirement];
    }),
  );
  return new Map(all);
}

function rowsOf(
  requirement: Requirement,
  actor: ActorName,
  scenarios: readonly ScenarioText[],
  claims: readonly Claim[],
  mutants: string[],
): MatrixRow[] {
  const { source, id, lines, title, level, verified, method } = requirement;
  const common = { source, requirement: id, lines, title, level, verified, method, actor };
  const planned = requirement.planned?.[actor];
  const deciding = scenarios.filter(({ tags }) => tags.includes(`@${id}`) && tags.includes(`@${actor}`));
  const tested = deciding.map(({ id: scenario, name, steps }): MatrixRow => ({
    ...common,
    state: 'tested',
    scenario: { id: scenario, name },
    checks: [...new Set(claims.filter(({ text }) => steps.includes(text)).map(({ check }) => check))],
    mutants,
  }));
  if (method === 'attested') {
    // Where the harness can see for itself it does; elsewhere a person answers.
    const note = planned ?? requirement.ask;
    return [
      ...tested,
      {
        ...common,
        state: 'attested',
        checks: [],
        mutants: tested.length > 0 ? [] : mutants,
        ...(note === undefined ? {} : { note }),
      },
    ];
  }
  if (deciding.length === 0) {
    return [
      { ...common, state: 'planned', checks: [], mutants: [], ...(planned === undefined ? {} : { note: planned }) },
    ];
  }
  return tested;
}
