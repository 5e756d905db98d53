import { writeFileSync } from 'node:fs';
import Table from 'cli-table3';
import pc from 'picocolors';
import { DEMO_ACTORS } from '../../runner/demo/demo';
import { selftest, type MutantResult } from '../../runner/selftest/selftest';
import { printable } from '../progress-view';

export interface SelftestFlags {
  actor: string;
  mutant?: string[];
  onePerRequirement?: boolean;
  everything?: boolean;
  json?: string;
}

/** `airworthy selftest`: proves that scenarios can fail, and for the right reason. Exit 1 when a mutant survives. */
export async function selftestCommand(flags: SelftestFlags): Promise<number> {
  const abort = new AbortController();
  const stop = () => abort.abort();
  process.once('SIGINT', stop).once('SIGTERM', stop);
  const actor = DEMO_ACTORS.find((name) => name === flags.actor);
  if (!actor) throw new Error(`--actor cannot be "${flags.actor}". Allowed: ${DEMO_ACTORS.join(', ')}.`);
  const results = await selftest({
    actor,
    mutants: flags.mutant,
    onePerRequirement: flags.onePerRequirement,
    everything: flags.everything,
    signal: abort.signal,
    onResult(result, number, total) {
      const mark = result.outcome === 'killed' ? pc.green('killed  ') : pc.red('survived');
      process.stdout.write(
        `${mark} ${number}/${total} ${result.requirement} ${result.mutant} ${pc.dim(`${result.seconds.toFixed(1)} s`)}\n`,
      );
      if (result.outcome === 'survived') process.stdout.write(`    ${result.verdict}: ${printable(result.reason)}\n`);
    },
  });
  if (flags.json !== undefined) writeFileSync(flags.json, `${JSON.stringify(results, null, 2)}\n`);
  const survived = results.filter(({ outcome }) => outcome === 'survived');
  process.stdout.write(
    `\n${matrix(results)}\n${results.length - survived.length} of ${results.length} mutants killed.\n`,
  );
  return survived.length === 0 ? 0 : 1;
}

/** The kill matrix: a row a mutant, what it did to its own requirement and to others. */
function matrix(results: MutantResult[]): string {
  const table = new Table({
    head: ['Requirement', 'Mutant', 'Outcome', 'Verdict', 'Also not passed'],
    colWidths: [14, 44, 10, 13, 36],
    wordWrap: true,
    style: { head: [], border: [] },
  });
  for (const { requirement, mutant, outcome, verdict, collateral } of results) {
    table.push([
      requirement,
      mutant,
      outcome === 'killed' ? pc.green(outcome) : pc.red(outcome),
      verdict,
      collateral.join(', '),
    ]);
  }
  return table.toString();
}
