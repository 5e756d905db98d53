import { describe, expect, it } from 'vitest';
import { ACTOR_NAMES } from '../model/actors';
import { loadCatalogue } from '../requirements/load';
import { readScenarioSources } from '../runner/cucumber/scenario-sources';
import { DEMO_ACTORS, demoOf } from '../runner/demo/demo';

const catalogue = loadCatalogue();
const scenarios = readScenarioSources();
const ids = new Set(catalogue.map((requirement) => requirement.id));
const REQUIREMENT_TAG = /^@(RCR|AIR|DICOM|HL7)-/;

describe('catalogue and scenarios', () => {
  it.each(scenarios)('$id is tagged with an actor and exactly one requirement that exists', ({ tags }) => {
    expect(tags.filter((tag) => ACTOR_NAMES.some((actor) => tag === `@${actor}`))).not.toHaveLength(0);
    const named = tags.filter((tag) => REQUIREMENT_TAG.test(tag)).map((tag) => tag.slice(1));
    expect(named).toHaveLength(1);
    for (const id of named) expect(ids).toContain(id);
  });

  const duties = catalogue.flatMap((requirement) =>
    requirement.actors.map((actor) => ({ id: requirement.id, actor, requirement })),
  );
  it.each(duties)(
    '$id has a scenario for the $actor, an attestation, or a reason why not yet',
    ({ actor, requirement }) => {
      const deciding = scenarios.filter(
        ({ tags }) => tags.includes(`@${requirement.id}`) && tags.includes(`@${actor}`),
      );
      const planned = requirement.planned?.[actor];
      if (requirement.method === 'attested') {
        expect(requirement.ask, 'an attested requirement says what to ask').toBeTruthy();
        // The harness sees for itself only where the product lets it.
        expect(deciding.filter(({ tags }) => !tags.some((tag) => tag.startsWith('@needs-')))).toHaveLength(0);
      } else if (planned === undefined) {
        expect(deciding.length).toBeGreaterThan(0);
      } else {
        expect(deciding, 'planned, and yet there is a scenario: remove the mark').toHaveLength(0);
      }
    },
  );

  it('names every scenario uniquely within its feature', () => {
    const names = scenarios.map(({ uri, name }) => `${uri} ${name}`);
    expect(new Set(names).size).toBe(names.length);
  });
});

describe.each(DEMO_ACTORS)('mutants of the %s', async (actor) => {
  const { mutants } = await demoOf(actor);
  const isTried = (id: string) => scenarios.some(({ tags }) => tags.includes(`@${id}`) && tags.includes(`@${actor}`));
  const duties = catalogue.filter(
    ({ id, actors, method, planned }) =>
      actors.includes(actor) && (method === 'automated' || isTried(id)) && !planned?.[actor],
  );
  it.each(duties)('$id has one that its scenarios must catch', ({ id }) => {
    expect(mutants.filter(({ requirement }) => requirement === id)).not.toHaveLength(0);
  });

  it.each([...mutants])('$id names a requirement that exists', ({ requirement }) => {
    expect(ids).toContain(requirement);
  });
});
