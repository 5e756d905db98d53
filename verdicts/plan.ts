import type { ActorName } from '../model/actors';
import type { Requirement } from '../model/requirement';

/**
 * What must run, by name, made before anything runs. Verdicts are made against this list, so that what silently did not
 * run is `not-tested`, never absent.
 */
export interface Plan {
  actor: ActorName;
  requirements: PlannedRequirement[];
  scenarios: PlannedScenario[];
}

export interface PlannedRequirement {
  requirement: Requirement;
  /** Why it does not apply to this product; such a requirement has no scenarios. */
  notApplicable?: string;
  /** Why it is not tried in this run although it applies: left out by choice, or no scenario of ours yet. */
  notSelected?: string;
  /** Selected, and yet nothing can decide it: a gap of ours that the run must not hide. */
  notTested?: string;
  /** Ids of the scenarios that decide it. */
  scenarios: string[];
}

/** A scenario as found in a feature file. */
export interface ScenarioSource {
  /** `features/rcr/standard-6.feature:12`: file and line of the scenario or of its example row. */
  id: string;
  uri: string;
  line: number;
  name: string;
  tags: string[];
  /** Equal where scenarios need no more than an exam that runs its plain course, and can share one. */
  course?: string;
}

export interface PlannedScenario extends ScenarioSource {
  requirements: string[];
}

export interface Selection {
  actor: ActorName;
  /** Names of what the product declares (model/sut.ts CapabilityName). */
  capabilities: ReadonlySet<string>;
  /**
   * Tools of others that are not installed here, by the name in a tag `@uses-x`, with a sentence: what needs one is not
   * tested, unless it was asked for by its full id.
   */
  missing?: ReadonlyMap<string, string>;
  /** Only these requirement ids or id prefixes, where given. */
  only?: string[];
}

/**
 * Chooses the scenarios that the actor and its declared capabilities must face. A scenario tagged `@needs-x` is planned
 * only where `x` is declared; one tagged `@without-x` only where it is not.
 */
export function makePlan(catalogue: Requirement[], sources: ScenarioSource[], selection: Selection): Plan {
  const eligible = sources.filter(
    (source) => source.tags.includes(`@${selection.actor}`) && wanted(source.tags, selection.capabilities),
  );
  const requirements = catalogue.map((requirement) => plannedRequirement(requirement, eligible, selection));
  const used = new Set(requirements.flatMap((planned) => planned.scenarios));
  return {
    actor: selection.actor,
    requirements,
    scenarios: eligible
      .filter((source) => used.has(source.id))
      .map((source) => ({
        ...source,
        requirements: requirements
          .filter((planned) => planned.scenarios.includes(source.id))
          .map((planned) => planned.requirement.id),
      })),
  };
}

function plannedRequirement(
  requirement: Requirement,
  eligible: ScenarioSource[],
  selection: Selection,
): PlannedRequirement {
  const { actor, capabilities, only } = selection;
  const none = { requirement, scenarios: [] };
  if (!requirement.actors.includes(actor)) {
    return { ...none, notApplicable: `It binds the ${requirement.actors.join(' and the ')}, not the ${actor}.` };
  }
  const deciding = eligible.filter((source) => source.tags.includes(`@${requirement.id}`));
  const seen = requirement.method === 'attested' && deciding.length > 0;
  if (requirement.capability !== undefined && !capabilities.has(requirement.capability) && !seen) {
    return { ...none, notApplicable: `The product does not declare "${requirement.capability}".` };
  }
  if (only !== undefined && !only.some((prefix) => requirement.id.startsWith(prefix))) {
    return { ...none, notSelected: 'It was left out of this run by choice.' };
  }
  const planned = requirement.planned?.[actor];
  if (planned !== undefined) return { ...none, notSelected: planned };
  // What a person attests of most products can be seen by the harness in some.
  if (requirement.method === 'attested' && !seen) return none;
  const lacking = only?.includes(requirement.id) ? undefined : lackingTool(deciding, selection.missing);
  if (lacking !== undefined) return requirement.method === 'attested' ? none : { ...none, notSelected: lacking };
  const scenarios = deciding.map((source) => source.id);
  return scenarios.length > 0
    ? { requirement, scenarios }
    : { ...none, notTested: 'No scenario decides it for this actor and these capabilities.' };
}

/** What one of the scenarios needs and is not there. */
function lackingTool(sources: ScenarioSource[], missing: Selection['missing'] = new Map()): string | undefined {
  const names = sources.flatMap(({ tags }) => tags.filter((tag) => tag.startsWith('@uses-')));
  return names.map((tag) => missing.get(tag.slice('@uses-'.length))).find((sentence) => sentence !== undefined);
}

function wanted(tags: string[], capabilities: ReadonlySet<string>): boolean {
  return tags.every((tag) => {
    if (tag.startsWith('@needs-')) return capabilities.has(tag.slice('@needs-'.length));
    if (tag.startsWith('@without-')) return !capabilities.has(tag.slice('@without-'.length));
    return true;
  });
}
