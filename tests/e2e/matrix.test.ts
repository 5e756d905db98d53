import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import exceljs from 'exceljs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CHECKS } from '../../checks';
import type { MatrixRow } from '../../model/matrix';
import { PACKAGE_ROOT } from '../../model/package-root';
import { loadCatalogue } from '../../requirements/load';
import { writeMatrixXlsx } from '../../reports/matrix-xlsx';
import { airworthy } from './cli';

const dir = mkdtempSync(join(tmpdir(), 'airworthy-matrix-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const catalogue = loadCatalogue();
let rows: MatrixRow[];
beforeAll(async () => {
  rows = JSON.parse((await airworthy(['requirements', '--matrix', '--json'])).stdout) as MatrixRow[];
});

describe('the traceability matrix', () => {
  it('has every requirement for every actor that it binds', () => {
    const duties = catalogue.flatMap(({ id, actors }) => actors.map((actor) => `${id} ${actor}`));
    expect(new Set(rows.map(({ requirement, actor }) => `${requirement} ${actor}`))).toEqual(new Set(duties));
  });

  it('names a check that exists, and a mutant, for whatever is tested', () => {
    for (const row of rows.filter(({ state }) => state === 'tested')) {
      expect(row.checks, `${row.requirement} ${row.scenario?.id}`).not.toHaveLength(0);
      for (const check of row.checks) expect(CHECKS.has(check), check).toBe(true);
      expect(row.mutants, row.requirement).not.toHaveLength(0);
    }
  });

  it('is a spreadsheet with a sheet for each source, frozen headers and filters', async () => {
    const file = join(dir, 'matrix.xlsx');
    await writeMatrixXlsx(rows, file);
    const workbook = new exceljs.Workbook();
    await workbook.xlsx.readFile(file);
    const sources = [...new Set(catalogue.map(({ source }) => source))];
    expect(workbook.worksheets.map(({ name }) => name)).toEqual(['Summary', ...sources]);
    for (const page of workbook.worksheets) {
      expect(page.views[0]).toMatchObject({ state: 'frozen', ySplit: 1 });
      expect(page.autoFilter).toBeTruthy();
    }
    for (const source of sources) {
      const page = workbook.getWorksheet(source);
      const ids = new Set((page?.getColumn(1).values ?? []).slice(2).map(String));
      expect(ids).toEqual(new Set(catalogue.filter((each) => each.source === source).map(({ id }) => id)));
      expect(page?.rowCount).toBe(rows.filter((row) => row.source === source).length + 1);
    }
  });
});

describe('a reader who has had enough', () => {
  it('ends nothing with an error of ours', () => {
    const main = join(PACKAGE_ROOT, 'dist', 'cli', 'main.js');
    const { stderr, stdout } = spawnSync('sh', ['-c', `"${process.execPath}" "${main}" mutants | head -n 1`], {
      encoding: 'utf8',
    });
    expect(stderr).toBe('');
    expect(stdout.split('\n')).toHaveLength(2);
  });
});
