import type { GherkinDocument, Pickle } from '@cucumber/messages';

/**
 * `features/rcr/standard-6.feature:12`: what a scenario or example row is called in plan, journal and verdicts. Stable
 * across runs and shards, unlike Cucumber's own ids.
 */
export function scenarioId(pickle: Pickle, document: GherkinDocument): string {
  return `${pickle.uri}:${scenarioLine(pickle, document)}`;
}

export function scenarioLine(pickle: Pickle, document: GherkinDocument): number {
  const id = pickle.astNodeIds.at(-1);
  for (const child of document.feature?.children ?? []) {
    for (const { scenario } of [child, ...(child.rule?.children ?? [])]) {
      const row = scenario?.examples.flatMap((examples) => examples.tableBody).find((candidate) => candidate.id === id);
      if (scenario && (row || scenario.id === id)) return (row ?? scenario).location.line;
    }
  }
  return 0;
}
