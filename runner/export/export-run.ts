import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { renderAllure } from '../../reports/export/allure';
import { renderOscal } from '../../reports/export/oscal';
import { renderPlainPdf } from '../../reports/export/plain-pdf';
import { renderRunSarif } from '../../reports/export/run-sarif';
import { renderRunXlsx } from '../../reports/export/run-xlsx';
import { renderHtml } from '../../reports/html/render';
import { renderJunit } from '../../reports/junit';
import type { RunFiles } from '../../model/run-record';
import { openRunFiles } from '../run-files';
import { folderSource, type RunSource } from '../run-source';
import { readRunStart, RUN_FILES } from '../run-start';
import { partsOf } from '../sharding/parts';
import { findChromium } from '../chromium';
import { printToPdf } from './chromium';

export const EXPORTS = ['html', 'pdf', 'xlsx', 'oscal', 'sarif', 'junit', 'cucumber', 'allure'] as const;
export type Export = (typeof EXPORTS)[number];

interface Place {
  /** Folder to write to. */
  out: string;
  run: RunSource;
  files: RunFiles;
  /** A browser that prints; undefined: there is none. */
  chromium: string | undefined;
}

/** Writes one form of the report and gives its path. */
const WRITERS: Record<Export, (place: Place) => string | Promise<string>> = {
  html: (place) => write(place, RUN_FILES.report, renderHtml(place.files)),
  pdf: writePdf,
  xlsx: async (place) => write(place, 'report.xlsx', await renderRunXlsx(place.files.record)),
  oscal: (place) => write(place, 'report.oscal.json', json(renderOscal(place.files.record))),
  sarif: (place) => write(place, 'report.sarif', json(renderRunSarif(place.files.record))),
  junit: (place) => write(place, RUN_FILES.junit, renderJunit(place.files.record)),
  cucumber: (place) => write(place, 'report.cucumber.ndjson', cucumberMessages(place.run)),
  allure: (place) => {
    const folder = join(place.out, 'report.allure');
    mkdirSync(folder, { recursive: true });
    for (const { name, content } of renderAllure(place.files.record)) writeFileSync(join(folder, name), content);
    return folder;
  },
};

/**
 * Writes the forms asked for of a judged run into `out`. Evidence is named by its place in the run folder, so links in
 * reports that lie elsewhere lead nowhere unless the run is beside them.
 */
export async function exportRun(dir: string, forms: readonly Export[], out = dir): Promise<string[]> {
  mkdirSync(out, { recursive: true });
  const place: Place = { out, run: folderSource(dir), files: openRunFiles(dir), chromium: findChromium() };
  const written: string[] = [];
  for (const form of EXPORTS.filter((each) => forms.includes(each))) written.push(await WRITERS[form](place));
  return written;
}

async function writePdf(place: Place): Promise<string> {
  const path = join(place.out, 'report.pdf');
  if (place.chromium === undefined) return write(place, 'report.pdf', await renderPlainPdf(place.files.record));
  await printToPdf(place.chromium, write(place, RUN_FILES.report, renderHtml(place.files)), path);
  return path;
}

/** Of a merged run, of all its shards one after the other. A line that a crash tore is left out. */
function cucumberMessages(run: RunSource): string {
  return partsOf(run, readRunStart(run))
    .flatMap(({ source }) => (source.has(RUN_FILES.messages) ? [source.read(RUN_FILES.messages).toString('utf8')] : []))
    .flatMap((text) => text.split('\n').filter(isWhole))
    .map((line) => `${line}\n`)
    .join('');
}

function isWhole(line: string): boolean {
  try {
    return line !== '' && JSON.parse(line) !== null;
  } catch {
    return false;
  }
}

const json = (value: object): string => `${JSON.stringify(value, null, 2)}\n`;

function write({ out }: Place, name: string, content: string | Buffer): string {
  const path = join(out, name);
  writeFileSync(path, content);
  return path;
}
