import { join } from 'node:path';
import { writeWhole } from '../evidence/write-all';
import { renderHtml } from '../reports/html/render';
import { renderJunit } from '../reports/junit';
import { openRunFiles } from './run-files';
import { RUN_FILES } from './run-start';

/** Writes every report of a judged run into its folder and says where the one to open is. */
export async function writeReports(dir: string): Promise<{ html: string }> {
  const files = openRunFiles(dir);
  const html = join(dir, RUN_FILES.report);
  writeWhole(html, renderHtml(files));
  writeWhole(join(dir, RUN_FILES.junit), renderJunit(files.record));
  return { html };
}
