import type { CellFormulaValue, Workbook } from 'exceljs';
import type { ComparedRow, Comparison } from '../../model/comparison';
import { CHANGE_WORDS, nameOf, STANDING_WORDS, STATE_WORDS } from './view';
import { cellText, sheet } from '../spreadsheet';

/** Column letters of the sheet "Requirements"; the products follow. */
const COLUMN = { mustHave: 'F', counts: 'G', weight: 'H' } as const;
const FIRST_PRODUCT = 9;
const TO_FILL_IN = { type: 'pattern', pattern: 'solid', fgColor: { argb: 'FFFFF3B0' } } as const;
const MUST = { no: '', pass: 'pass only', 'pass-or-warning': 'yes' } as const;

/**
 * A comparison as a spreadsheet: ranking, requirements, reasons, what changed, the bar. Weights and must-haves can be changed
 * there; the ranking is made of formulas. Rejects where the file cannot be written.
 */
export async function writeComparisonXlsx(comparison: Comparison, file: string): Promise<void> {
  const { default: exceljs } = await import('exceljs');
  const workbook: Workbook = new exceljs.Workbook();
  workbook.creator = 'airworthy';
  ranking(workbook, comparison);
  requirements(workbook, comparison);
  reasons(workbook, comparison);
  if (comparison.regressions) changes(workbook, comparison.regressions);
  if (comparison.bar) bar(workbook, comparison, comparison.bar.results);
  notices(workbook, comparison);
  await workbook.xlsx.writeFile(file);
}

function ranking(workbook: Workbook, { ranking: { places, warningCounts, total }, rows, products }: Comparison): void {
  const page = workbook.addWorksheet('Ranking');
  const [first, last] = [5, 4 + places.length];
  const range = (column: string) => `Requirements!$${column}$2:$${column}$${rows.length + 1}`;
  const counts = `${range(COLUMN.counts)},"yes"`;
  page.addRow(['A warning earns this part of the weight', warningCounts]);
  page.addRow(['Total of the weights', formula(`SUMIFS(${range(COLUMN.weight)},${counts})`, total)]);
  page.addRow([]);
  const heads = ['Product', 'Place', 'Points', 'Passed', 'Warning', 'Failed', 'Undecided', 'Not applicable'];
  page.addRow([...heads, 'Must-haves not met', "Must-haves of which it can't be told", 'Part of the total']);
  page.getCell('B1').fill = TO_FILL_IN;
  page.getRow(4).font = { bold: true };
  products.forEach(({ label }, index) => {
    const place = places.find((each) => each.label === label);
    if (!place) return;
    const at = first + index;
    const verdicts = range(letter(FIRST_PRODUCT + index));
    const weight = (words: readonly string[]) =>
      words.map((word) => `SUMIFS(${range(COLUMN.weight)},${counts},${verdicts},"${word}")`).join('+');
    const must = (kind: string, word: string) => `COUNTIFS(${range(COLUMN.mustHave)},"${kind}",${verdicts},"${word}")`;
    const notMet = [must('yes', 'Fail'), must('pass only', 'Fail'), must('pass only', 'Warning')].join('+');
    const met = [must('yes', 'Pass'), must('yes', 'Warning'), must('pass only', 'Pass')].join('+');
    const all = Object.values(MUST)
      .filter(Boolean)
      .map((kind) => `COUNTIFS(${range(COLUMN.mustHave)},"${kind}")`)
      .join('+');
    const column = (name: string) => `$${name}$${first}:$${name}$${last}`;
    const before =
      `(${column('I')}<I${at})+(${column('I')}=I${at})*((${column('J')}<J${at})+(${column('J')}=J${at})*` +
      `((${column('C')}>C${at})+(${column('C')}=C${at})*(${column('G')}>G${at})))`;
    page.addRow([
      cellText(nameOf(products[index])),
      formula(`1+SUMPRODUCT(--((${before})>0))`, place.place),
      formula(`D${at}+$B$1*E${at}`, place.points),
      formula(weight(['Pass']), place.weightOf.pass),
      formula(weight(['Warning']), place.weightOf.warning),
      formula(weight(['Fail']), place.weightOf.fail),
      formula(weight(['Inconclusive', 'Not tested', 'Not run']), place.weightOf.undecided),
      formula(weight(['Not applicable', 'Not known']), place.weightOf['not-applicable']),
      formula(notMet, place.mustHaves.notMet.length),
      formula(`${all}-(${met})-I${at}`, place.mustHaves.cannotTell.length),
      formula(`IF($B$2=0,0,C${at}/$B$2)`, total === 0 ? 0 : place.points / total),
    ]);
    page.getCell(`K${at}`).numFmt = '0.0%';
  });
  [42, 10, 10, 10, 10, 10, 12, 15, 20, 32, 18].forEach((width, index) => (page.getColumn(index + 1).width = width));
}

function requirements(workbook: Workbook, { rows, products }: Comparison): void {
  const heads = ['Requirement', 'Title', 'Lines or section', 'Level', 'Method', 'Must-have', 'Counts', 'Weight'];
  const names = products.map((product) => cellText(nameOf(product)));
  const page = sheet(
    workbook,
    'Requirements',
    [...heads, ...names, 'Differ'],
    [13, 60, 18, 12, 11, 11, 8, 9, ...names.map(() => 22), 8],
  );
  for (const row of rows) {
    const { id, title, lines, level, method, mandatory, cells, weight, faced, differs } = row;
    const line = page.addRow([
      ...[id, title, lines, level, method, MUST[mandatory], faced ? 'yes' : 'no', weight],
      ...cells.map(({ state }) => STATE_WORDS[state]),
      differs ? 'yes' : 'no',
    ]);
    line.alignment = { vertical: 'top', wrapText: true };
    for (const column of [COLUMN.mustHave, COLUMN.weight]) page.getCell(`${column}${line.number}`).fill = TO_FILL_IN;
  }
}

function reasons(workbook: Workbook, { rows, products }: Comparison): void {
  const names = products.map((product) => cellText(nameOf(product)));
  const page = sheet(workbook, 'Reasons', ['Requirement', ...names], [13, ...names.map(() => 60)]);
  const said = ({ cells }: ComparedRow) =>
    cells.map(({ state, attested, reason }) =>
      cellText(`${STATE_WORDS[state]}${attested ? ', attested' : ''}: ${reason}`),
    );
  for (const row of rows) page.addRow([row.id, ...said(row)]).alignment = { vertical: 'top', wrapText: true };
}

function changes(workbook: Workbook, { changes: all }: NonNullable<Comparison['regressions']>): void {
  const heads = ['Requirement', 'Title', 'Change', 'Before', 'Now', 'Why'];
  const page = sheet(workbook, 'What changed', heads, [13, 60, 20, 16, 16, 70]);
  for (const { requirement, title, kind, before, after } of all)
    page.addRow([
      requirement,
      title,
      CHANGE_WORDS[kind],
      STATE_WORDS[before.state],
      STATE_WORDS[after.state],
      cellText(after.reason),
    ]).alignment = { vertical: 'top', wrapText: true };
}

function bar(workbook: Workbook, { products }: Comparison, results: NonNullable<Comparison['bar']>['results']): void {
  const page = sheet(workbook, 'Bar', ['Product', 'Asked', 'Kind', 'Standing', 'Why'], [42, 60, 12, 14, 80]);
  for (const { label, lines } of results)
    for (const { asked, kind, standing, reason } of lines)
      page.addRow([
        cellText(nameOf(products.find((product) => product.label === label))),
        cellText(asked),
        kind,
        STANDING_WORDS[standing],
        cellText(reason),
      ]).alignment = { vertical: 'top', wrapText: true };
}

function notices(workbook: Workbook, comparison: Comparison): void {
  const page = sheet(workbook, 'Before you read on', ['What', 'Details'], [80, 110]);
  for (const { grave, sentence, details } of comparison.notices) {
    const line = page.addRow([
      `${grave ? 'Not comparable as they stand. ' : ''}${sentence}`,
      cellText(details.join('\n')),
    ]);
    line.alignment = { vertical: 'top', wrapText: true };
  }
  for (const product of comparison.products)
    page.addRow([
      cellText(nameOf(product)),
      cellText(`${product.vendor}; run ${product.runId} of ${product.startedAt}, airworthy ${product.airworthy}`),
    ]);
}

function formula(text: string, result: number): CellFormulaValue {
  return { formula: text, result, date1904: false };
}

/** Twenty products end at column AB. */
function letter(column: number): string {
  const [over, rest] = [Math.floor((column - 1) / 26), (column - 1) % 26];
  return `${over === 0 ? '' : String.fromCharCode(64 + over)}${String.fromCharCode(65 + rest)}`;
}
