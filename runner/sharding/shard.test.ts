import { expect, it } from 'vitest';
import { loadCatalogue } from '../../requirements/load';
import { makePlan } from '../../verdicts/plan';
import { readScenarioSources } from '../cucumber/scenario-sources';
import { parseShard, scenariosOf } from './shard';

const CAPABILITIES = new Set(['sr', 'seg', 'secondary-capture', 'presentation-state', 'fhir', 'storage-commitment']);

it('deals every scenario of a plan to exactly one shard, as evenly as exams that are shared allow', () => {
  const plan = makePlan(loadCatalogue(), readScenarioSources(), { actor: 'ai-platform', capabilities: CAPABILITIES });
  const all = plan.scenarios.map(({ id }) => id);
  expect(all.length).toBeGreaterThan(20);
  for (const count of [1, 2, 3, 7, all.length + 5]) {
    const dealt = Array.from({ length: count }, (_, index) => scenariosOf(plan, { index: index + 1, count }));
    expect(dealt.flat().sort()).toEqual([...all].sort());
    const shardOf = (id: string) => dealt.findIndex((ids) => ids.includes(id));
    const courses = new Set(plan.scenarios.flatMap(({ course }) => course ?? []));
    const exams = (ids: string[]) =>
      new Set(plan.scenarios.filter(({ id }) => ids.includes(id)).map(({ id, course }) => course ?? id)).size;
    for (const course of courses) {
      const members = plan.scenarios.filter((scenario) => scenario.course === course);
      expect(new Set(members.map(({ id }) => shardOf(id))).size, course).toBe(1);
    }
    const sizes = dealt.map(exams);
    expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
  }
});

it('reads i/n', () => {
  expect(parseShard('2/3')).toEqual({ index: 2, count: 3 });
  for (const text of ['', '0/1', '2/1', '1', '1/2/3', '-1/2', '1/2000']) {
    expect(() => parseShard(text)).toThrow(`--shard cannot be "${text}"`);
  }
});
