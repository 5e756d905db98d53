import Table from 'cli-table3';
import pc from 'picocolors';
import type { KillMatrix, MutantResult } from '../runner/selftest/contract';

const COLOUR = { killed: pc.green, survived: pc.red, error: pc.yellow };

/** The kill matrix for a terminal: a row a mutant, what it did to its own requirement and to others. */
export function killTable({ mutants, breadth }: KillMatrix): string {
  const table = new Table({
    head: [
      'Requirement',
      'Mutant',
      'Outcome',
      'Verdict',
      breadth === 'own' ? 'Caught by' : 'Collateral (! undeclared)',
    ],
    colWidths: [14, 38, 10, 13, 44],
    wordWrap: true,
    style: { head: [], border: [] },
  });
  let actor = '';
  for (const result of mutants) {
    if (result.actor !== actor) table.push([{ colSpan: 5, content: pc.bold((actor = result.actor)) }]);
    const { requirement, mutant, outcome, verdict, caughtBy } = result;
    table.push([
      requirement,
      mutant,
      COLOUR[outcome](outcome),
      verdict,
      breadth === 'own' ? caughtBy.join(', ') : collateralOf(result),
    ]);
  }
  return table.toString();
}

function collateralOf({ collateral, staleKnockOns }: MutantResult): string {
  return [
    ...collateral.map(({ requirement, because }) => (because === undefined ? pc.red(`!${requirement}`) : requirement)),
    ...staleKnockOns.map((id) => pc.red(`stale: ${id}`)),
  ].join(', ');
}
