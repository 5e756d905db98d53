import Table from 'cli-table3';
import { MUTANTS } from '../../simulators/ai-platform/mutants';

/** `airworthy mutants`: every deliberate defect, and the requirement whose scenarios must catch it. */
export async function mutants(flags: { json?: boolean }): Promise<number> {
  const rows = MUTANTS.map(({ id, requirement, sentence }) => ({ id, requirement, sentence }));
  if (flags.json) {
    process.stdout.write(`${JSON.stringify(rows, null, 2)}\n`);
    return 0;
  }
  const table = new Table({
    head: ['Mutant', 'Requirement', 'Defect'],
    colWidths: [36, 14, 70],
    wordWrap: true,
    style: { head: [], border: [] },
  });
  for (const row of rows) table.push([row.id, row.requirement, row.sentence]);
  process.stdout.write(`${table.toString()}\n`);
  return 0;
}
