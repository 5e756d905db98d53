import { resolve } from 'node:path';
import Table from 'cli-table3';
import type { MatrixRow } from '../../model/matrix';
import { writeMatrixXlsx } from '../../reports/matrix-xlsx';
import { traceability } from '../../runner/matrix';

export interface MatrixFlags {
  actor?: string;
  source?: string;
  json?: boolean;
  xlsx?: string;
}

/** `airworthy requirements --matrix`: requirement, actor, scenario, check and mutant. */
export async function matrix({ actor, source, json, xlsx }: MatrixFlags): Promise<number> {
  const rows = (await traceability()).filter(
    (row) => (actor === undefined || row.actor === actor) && (source === undefined || row.source === source),
  );
  if (xlsx !== undefined) {
    const file = resolve(xlsx);
    try {
      await writeMatrixXlsx(rows, file);
    } catch (error) {
      throw new Error(`${file} cannot be written: ${(error as Error).message}. Give another path to --xlsx.`, {
        cause: error,
      });
    }
    process.stdout.write(`${file}\n`);
    return 0;
  }
  process.stdout.write(json ? `${JSON.stringify(rows, null, 2)}\n` : `${tableOf(rows)}\n${countsOf(rows)}\n`);
  return 0;
}

function tableOf(rows: readonly MatrixRow[]): string {
  const table = new Table({
    head: ['Requirement', 'Actor', 'Scenario', 'Check', 'Mutants'],
    colWidths: [14, 13, 34, 36, 44],
    wordWrap: true,
    style: { head: [], border: [] },
  });
  for (const { requirement, actor, state, scenario, checks, mutants, note } of rows) {
    const decidedBy = scenario?.name ?? (state === 'attested' ? 'a named person answers' : `planned: ${note ?? ''}`);
    table.push([requirement, actor, decidedBy, checks.join('\n'), mutants.join('\n')]);
  }
  return table.toString();
}

function countsOf(rows: readonly MatrixRow[]): string {
  const distinct = (values: readonly (string | undefined)[]): number => new Set(values.filter(Boolean)).size;
  return [
    `${distinct(rows.map(({ requirement }) => requirement))} requirements`,
    `${distinct(rows.map(({ scenario }) => scenario?.id))} scenarios`,
    `${distinct(rows.flatMap(({ checks }) => checks))} checks`,
    `${distinct(rows.flatMap(({ mutants }) => mutants))} mutants`,
  ].join(', ');
}
