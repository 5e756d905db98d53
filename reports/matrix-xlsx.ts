import type { Workbook } from 'exceljs';
import type { MatrixRow } from '../model/matrix';
import { sheet } from './spreadsheet';

const COLUMNS: { header: string; width: number; value(row: MatrixRow): string }[] = [
  { header: 'Requirement', width: 13, value: ({ requirement }) => requirement },
  { header: 'Lines or section', width: 18, value: ({ lines }) => lines },
  { header: 'Title', width: 60, value: ({ title }) => title },
  { header: 'Level', width: 12, value: ({ level }) => level },
  { header: 'Text verified', width: 12, value: ({ verified }) => (verified ? 'yes' : 'no') },
  { header: 'Method', width: 11, value: ({ method }) => method },
  { header: 'Actor', width: 12, value: ({ actor }) => actor },
  { header: 'State', width: 10, value: ({ state }) => state },
  { header: 'Scenario', width: 55, value: ({ scenario }) => scenario?.name ?? '' },
  { header: 'Where', width: 45, value: ({ scenario }) => scenario?.id ?? '' },
  { header: 'Checks', width: 36, value: ({ checks }) => checks.join('\n') },
  { header: 'Mutants', width: 40, value: ({ mutants }) => mutants.join('\n') },
  { header: 'Note', width: 60, value: ({ note }) => note ?? '' },
];
const SUMMARY = ['Source', 'Actor', 'Requirements', 'Tested', 'Attested', 'Planned', 'Scenarios', 'Checks', 'Mutants'];

/** Writes the matrix as a spreadsheet: a summary, and a sheet for each source. Rejects where the file cannot be written. */
export async function writeMatrixXlsx(rows: readonly MatrixRow[], file: string): Promise<void> {
  const { default: exceljs } = await import('exceljs');
  const workbook: Workbook = new exceljs.Workbook();
  workbook.creator = 'airworthy';
  const summary = sheet(workbook, 'Summary', SUMMARY, [12, 14, 14, 10, 10, 10, 12, 10, 10]);
  for (const line of summaryOf(rows)) summary.addRow(line);
  for (const source of new Set(rows.map((row) => row.source))) {
    const page = sheet(
      workbook,
      source,
      COLUMNS.map(({ header }) => header),
      COLUMNS.map(({ width }) => width),
    );
    for (const row of rows.filter((each) => each.source === source))
      page.addRow(COLUMNS.map(({ value }) => value(row))).alignment = { vertical: 'top', wrapText: true };
  }
  await workbook.xlsx.writeFile(file);
}

/** For each source and actor: how many requirements bind it, and what decides them. */
function summaryOf(rows: readonly MatrixRow[]): (string | number)[][] {
  const keys = new Map(rows.map(({ source, actor }) => [`${source} ${actor}`, { source, actor }]));
  return [...keys.values()].map(({ source, actor }) => {
    const own = rows.filter((row) => row.source === source && row.actor === actor);
    const count = (of: (row: MatrixRow) => readonly (string | undefined)[], from = own): number =>
      new Set(from.flatMap(of).filter((each) => each !== undefined)).size;
    const inState = (state: MatrixRow['state']) =>
      count(
        ({ requirement }) => [requirement],
        own.filter((row) => row.state === state),
      );
    return [
      source,
      actor,
      count(({ requirement }) => [requirement]),
      inState('tested'),
      inState('attested'),
      inState('planned'),
      count(({ scenario }) => [scenario?.id]),
      count(({ checks }) => checks),
      count(({ mutants }) => mutants),
    ];
  });
}
