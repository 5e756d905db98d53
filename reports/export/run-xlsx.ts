import type { Workbook, Worksheet } from 'exceljs';
import type { RequirementResult, RunRecord } from '../../model/run-record';
import { VERDICTS } from '../../model/verdict';
import { cellText, sheet } from '../spreadsheet';

const MAX_EVIDENCE = 50_000;
const REQUIREMENTS = [
  ['Requirement', 14],
  ['Source', 10],
  ['Part', 34],
  ['Level', 12],
  ['Title', 54],
  ['Verdict', 14],
  ['Cause', 12],
  ['Reason', 70],
  ['Rests on', 12],
  ['In this run', 11],
  ['Weight', 9],
  ['Points', 9],
] as const;
const EVIDENCE = [
  ['Requirement', 14],
  ['Check', 30],
  ['Clause', 20],
  ['Outcome', 14],
  ['What was seen', 70],
  ['Scenario', 44],
  ['Journal event', 12],
  ['File', 50],
  ['Where', 40],
  ['First frame', 11],
  ['Last frame', 11],
] as const;

/**
 * A run as a spreadsheet: summary, requirements, evidence. Weights are the buyer's to change (a clause that is required
 * counts 3, another 1); points and score are formulas: pass 1, warning 0.5, all else 0. Vendor text never becomes a formula.
 */
export async function renderRunXlsx(record: RunRecord): Promise<Buffer> {
  const { default: exceljs } = await import('exceljs');
  const workbook: Workbook = new exceljs.Workbook();
  workbook.creator = 'airworthy';
  workbook.created = new Date(record.startedAt);
  const summary = workbook.addWorksheet('Summary');
  const requirements = sheet(workbook, 'Requirements', ...columnsOf(REQUIREMENTS));
  record.requirements.forEach((requirement, index) => requirements.addRow(requirementRow(requirement, index + 2)));
  const evidence = sheet(workbook, 'Evidence', ...columnsOf(EVIDENCE));
  for (const row of record.requirements.flatMap(evidenceRows).slice(0, MAX_EVIDENCE)) evidence.addRow(row);
  for (const page of [requirements, evidence]) {
    page.eachRow((row) => (row.alignment = { vertical: 'top', wrapText: true }));
  }
  fillSummary(summary, record);
  return Buffer.from(await workbook.xlsx.writeBuffer());
}

const columnsOf = (columns: readonly (readonly [string, number])[]): [string[], number[]] => [
  columns.map(([header]) => header),
  columns.map(([, width]) => width),
];

const weightOf = ({ selected, level }: RequirementResult): number => (selected ? (level === 'shall' ? 3 : 1) : 0);
const shareOf = ({ verdict }: RequirementResult): number => (verdict === 'pass' ? 1 : verdict === 'warning' ? 0.5 : 0);

function requirementRow(requirement: RequirementResult, row: number) {
  const { id, source, group, level, title, verdict, cause, reason, attested, selected } = requirement;
  return [
    ...[id, source, group, level, title, verdict, cause ?? '', reason].map(cellText),
    attested ? 'a person' : 'traffic',
    selected ? 'yes' : 'no',
    weightOf(requirement),
    {
      formula: `IF(J${row}="yes",K${row}*IF(F${row}="pass",1,IF(F${row}="warning",0.5,0)),0)`,
      result: weightOf(requirement) * shareOf(requirement),
    },
  ];
}

function evidenceRows({ id, observations }: RequirementResult): (string | number)[][] {
  return observations.flatMap(({ check, clause, outcome, sentence, scenario, evidence }) => {
    const lead = [id, check, clause, outcome, sentence, scenario].map(cellText);
    if (evidence.length === 0) return [lead];
    return evidence.map(({ event, file, path, frames }) => [
      ...lead,
      event,
      cellText(file ?? ''),
      cellText(path ?? ''),
      frames?.[0] ?? '',
      frames?.[1] ?? '',
    ]);
  });
}

function fillSummary(page: Worksheet, record: RunRecord): void {
  const { sut, requirements } = record;
  page.getColumn(1).width = 34;
  page.getColumn(2).width = 60;
  const last = requirements.length + 1;
  const facts: [string, string][] = [
    ['Product', `${sut.product} ${sut.version}`],
    ['Vendor', sut.vendor],
    ['Tested as', sut.actor],
    ['When', `${record.startedAt} to ${record.finishedAt}`],
    ['Run by', record.environment.operator],
    ['Run', record.runId],
    ['Complete', record.complete ? 'yes' : `no: ${record.endReason}`],
  ];
  for (const [name, value] of facts) page.addRow([name, cellText(value)]).getCell(1).font = { bold: true };
  page.addRow([]);
  page.addRow(['Requirements of this run, by verdict']).font = { bold: true };
  for (const verdict of VERDICTS.filter((each) => each !== 'not-applicable')) {
    const result = requirements.filter((each) => each.selected && each.verdict === verdict).length;
    page.addRow([
      verdict,
      { formula: `COUNTIFS(Requirements!F2:F${last},"${verdict}",Requirements!J2:J${last},"yes")`, result },
    ]);
  }
  const [points, weights] = [
    requirements.reduce((sum, each) => sum + weightOf(each) * shareOf(each), 0),
    requirements.reduce((sum, each) => sum + weightOf(each), 0),
  ];
  page.addRow([]);
  page.addRow(['Points', { formula: `SUM(Requirements!L2:L${last})`, result: points }]);
  page.addRow([
    'Points there are',
    { formula: `SUMIFS(Requirements!K2:K${last},Requirements!J2:J${last},"yes")`, result: weights },
  ]);
  const score = page.addRow([
    'Score',
    {
      formula: `IF(B${page.rowCount}=0,0,B${page.rowCount - 1}/B${page.rowCount})`,
      result: weights ? points / weights : 0,
    },
  ]);
  score.getCell(2).numFmt = '0.0%';
  page.addRow(['Change the weights on the sheet "Requirements"; the score follows.']);
}
