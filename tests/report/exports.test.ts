import Ajv from 'ajv';
import addFormats from 'ajv-formats';
import { parseEnvelope } from '@cucumber/messages';
import exceljs from 'exceljs';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { Reader } from '../../evidence/pdf/reader';
import { renderAllure } from '../../reports/export/allure';
import { renderOscal } from '../../reports/export/oscal';
import { renderPlainPdf } from '../../reports/export/plain-pdf';
import { renderRunSarif } from '../../reports/export/run-sarif';
import { renderRunXlsx } from '../../reports/export/run-xlsx';
import { renderHtml } from '../../reports/html/render';
import { sampleRun } from '../../reports/testing/sample-run';
import { PACKAGE_ROOT } from '../../model/package-root';
import { findChromium } from '../../runner/chromium';
import { printToPdf } from '../../runner/export/chromium';
import { airworthy } from '../e2e/cli';
import { usualRun } from '../kit/small-run';

const TEXTS = ['Finder', `=HYPERLINK("http://x")`, 'a\u0000\ud800<b>\u202e\r\n\u0085', '', ' ', 'x'.repeat(100_000)];
const resolve = createRequire(__filename).resolve;
const scratch = mkdtempSync(join(tmpdir(), 'airworthy-exports-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const readJson = (path: string) => JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
function validator({ $schema: _, id: __, ...schema }: Record<string, unknown>) {
  const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: true });
  addFormats(ajv);
  return ajv.compile(schema);
}
const oscal = validator(
  readJson(join(PACKAGE_ROOT, 'tests', 'report', 'schemas', 'oscal-assessment-results-1.0.6.json')),
);
const sarifSchema = join(
  dirname(resolve('@microsoft/jest-sarif/package.json')),
  'lib',
  'schemas',
  'sarif-2.1.0-rtm.5.json',
);
const plain = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

describe('OSCAL assessment results', () => {
  it.each(TEXTS)('are valid by the schema of NIST for the text %j', (text) => {
    oscal(plain(renderOscal(sampleRun(text).record)));
    expect(oscal.errors).toBeNull();
  });

  it('have no finding for what was not decided, and are not valid with a state that OSCAL does not know', () => {
    const { 'assessment-results': document } = renderOscal(sampleRun('x').record) as Record<
      string,
      { results: { findings: { title: string; target: { status: { state: string } } }[]; observations: unknown[] }[] }
    >;
    const [result] = document?.results ?? [];
    expect(result?.findings.map(({ title, target }) => [title.split(' ')[0], target.status.state])).toEqual([
      ['RCR-A2.2', 'not-satisfied'],
      ['RCR-S6.1', 'satisfied'],
    ]);
    expect(result?.observations).toHaveLength(4);
    expect(oscal({ 'assessment-results': { ...document, uuid: 'none' } })).toBe(false);
  });
});

describe('SARIF of a run', () => {
  const { $schema: _, id: __, ...schema } = readJson(sarifSchema);
  const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false });
  addFormats(ajv);
  const sarif = ajv.compile(schema);

  it.each(TEXTS)('is valid by its schema for the text %j', (text) => {
    const made = plain(renderRunSarif(sampleRun(text).record)) as { runs: { results: { level: string }[] }[] };
    sarif(made);
    expect(sarif.errors).toBeNull();
    expect(made.runs[0]?.results.map(({ level }) => level)).toEqual(['error']);
  });
});

describe('Allure', () => {
  it('reads the verdicts as they are', () => {
    const [results, site] = [join(scratch, 'allure-results'), join(scratch, 'allure')];
    mkdirSync(results);
    for (const { name, content } of renderAllure(sampleRun('<b>\u0000').record))
      writeFileSync(join(results, name), content);
    const allure = join(dirname(resolve('allure-commandline/package.json')), 'dist', 'bin', 'allure');
    execFileSync(allure, ['generate', results, '--output', site], { stdio: 'pipe' });
    const { statistic } = readJson(join(site, 'widgets', 'summary.json')) as { statistic: Record<string, number> };
    expect(statistic).toMatchObject({ failed: 1, broken: 1, skipped: 1, passed: 1, total: 4 });
  });
});

describe('the spreadsheet', () => {
  it.each(TEXTS)('opens, keeps the text %j as text and weighs by formulas', async (text) => {
    const book = new exceljs.Workbook();
    await book.xlsx.load((await renderRunXlsx(sampleRun(text).record)) as never);
    expect(book.worksheets.map(({ name }) => name)).toEqual(['Summary', 'Requirements', 'Evidence']);
    const [summary, requirements, evidence] = book.worksheets;
    expect(requirements?.getCell('A2').value).toBe('RCR-A2.2');
    expect(typeof requirements?.getCell('H2').value).toBe('string');
    expect(evidence?.rowCount).toBe(3);
    // Weights are 3 for what is required: one of four met, the fifth does not bind this actor.
    expect(requirements?.getCell('L3').value).toEqual({
      formula: 'IF(J3="yes",K3*IF(F3="pass",1,IF(F3="warning",0.5,0)),0)',
      result: 3,
    });
    const score = summary?.getColumn(1).values.indexOf('Score') ?? 0;
    expect(summary?.getCell(`B${score}`).value).toEqual({
      formula: `IF(B${score - 1}=0,0,B${score - 2}/B${score - 1})`,
      result: 0.25,
    });
    expect(JSON.stringify(book.worksheets.map((page) => page.getSheetValues()))).not.toContain('"formula":"HYPERLINK');
  });
});

describe('PDF', () => {
  it.each(TEXTS)('is made without a browser for the text %j', async (text) => {
    const pdf = await renderPlainPdf(sampleRun(text).record);
    expect(textOf(pdf)).toMatch(/RCR-A2\.2/);
  });

  it('is printed by Chromium with every requirement opened', async () => {
    const chromium = findChromium();
    if (chromium === undefined) throw new Error('Chromium is needed on PATH (or set CHROMIUM)');
    const [page, out] = [join(scratch, 'page.html'), join(scratch, 'page.pdf')];
    writeFileSync(page, renderHtml(sampleRun('Finder')));
    await printToPdf(chromium, page, out);
    const text = textOf(readFileSync(out));
    expect(text).toContain('RCR-A2.2');
    // Inside a requirement, which is folded on the screen.
    expect(text).toContain('Decided by');
  });

  it('says in a sentence that a browser could not print', async () => {
    await expect(printToPdf('/bin/false', join(scratch, 'page.html'), join(scratch, 'no.pdf'))).rejects.toThrow(
      '/bin/false could not print the report (exit code 1).',
    );
  });
});

/** By pdf.js: a reader that has nothing to do with either writer. */
function textOf(pdf: Buffer): string {
  const reading = new Reader().read(pdf);
  if (typeof reading === 'string' || reading.text === undefined)
    throw new Error(`The PDF gives no text: ${JSON.stringify(reading)}`);
  return reading.text;
}

describe('airworthy report', () => {
  const run = join(scratch, 'run');

  it('writes every form of a real run, and its Cucumber messages are read by Cucumber', async () => {
    await usualRun(run);
    const out = join(scratch, 'out');
    const { code, stdout } = await airworthy(['report', run, '--all', '--out', out]);
    expect(code).toBe(0);
    expect(stdout.trim().split('\n')).toHaveLength(8);
    expect(readdirSync(out).sort()).toEqual([
      'junit.xml',
      'report.allure',
      'report.cucumber.ndjson',
      'report.html',
      'report.oscal.json',
      'report.pdf',
      'report.sarif',
      'report.xlsx',
    ]);
    const lines = readFileSync(join(out, 'report.cucumber.ndjson'), 'utf8').trim().split('\n');
    const envelopes = lines.map((line) => parseEnvelope(line));
    expect(envelopes.filter(({ testCaseStarted }) => testCaseStarted)).not.toHaveLength(0);
    expect(envelopes.filter(({ testRunFinished }) => testRunFinished)).toHaveLength(1);
    oscal(readJson(join(out, 'report.oscal.json')));
    expect(oscal.errors).toBeNull();
    expect(textOf(readFileSync(join(out, 'report.pdf')))).toContain('RCR-A3.1');
  });

  it('says in a sentence what is no run', async () => {
    const { code, stderr } = await airworthy(['report', scratch, '--pdf']);
    expect(code).toBe(2);
    expect(stderr).toMatch(/is not a run folder: it has no plan\.json/);
  });
});
