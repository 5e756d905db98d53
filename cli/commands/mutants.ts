import Table from 'cli-table3';
import { DEMO_ACTORS, demoOf } from '../../runner/demo/demo';

/** `airworthy mutants`: every deliberate defect, and the requirement whose scenarios must catch it; and every lawful variant. */
export async function mutants(flags: { json?: boolean }): Promise<number> {
  const demos = await Promise.all(DEMO_ACTORS.map(async (actor) => ({ actor, demo: await demoOf(actor) })));
  const rows = demos.flatMap(({ actor, demo }) =>
    demo.mutants.map(({ id, requirement, sentence }) => ({ actor, id, requirement, sentence })),
  );
  if (flags.json) {
    process.stdout.write(`${JSON.stringify(rows, null, 2)}\n`);
    return 0;
  }
  const table = new Table({
    head: ['Actor', 'Mutant', 'Requirement', 'Defect'],
    colWidths: [13, 36, 14, 65],
    wordWrap: true,
    style: { head: [], border: [] },
  });
  for (const row of rows) table.push([row.actor, row.id, row.requirement, row.sentence]);
  process.stdout.write(`${table.toString()}\n\n`);
  const lawful = new Table({
    head: ['Actor', 'Lawful variant', 'How it differs', 'Allowed by'],
    colWidths: [13, 36, 45, 34],
    wordWrap: true,
    style: { head: [], border: [] },
  });
  for (const { actor, demo } of demos)
    for (const { id, sentence, allowedBy } of demo.variants ?? []) lawful.push([actor, id, sentence, allowedBy]);
  process.stdout.write(`${lawful.toString()}\n`);
  return 0;
}
