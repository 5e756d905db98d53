import type { Workbook, Worksheet } from 'exceljs';
import { visible } from './html/escape';

/** Excel takes 32,767 characters in a cell and no more. */
const MAX_CELL = 32_000;

/** A sheet whose first row stays in sight and filters; widths in characters, a column each. */
export function sheet(
  workbook: Workbook,
  name: string,
  headers: readonly string[],
  widths: readonly number[],
): Worksheet {
  const page = workbook.addWorksheet(name, { views: [{ state: 'frozen', ySplit: 1 }] });
  page.addRow([...headers]).font = { bold: true };
  widths.forEach((width, index) => (page.getColumn(index + 1).width = width));
  page.autoFilter = { from: { row: 1, column: 1 }, to: { row: 1, column: headers.length } };
  return page;
}

/** A stranger's text for a cell: exceljs writes strings as strings, whatever they begin with. What XML cannot hold is marked. */
export function cellText(value: string): string {
  return visible(value).slice(0, MAX_CELL);
}
