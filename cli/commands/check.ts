import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FilesReport } from '../../model/files-report';
import { PACKAGE_ROOT } from '../../model/package-root';
import { renderCheckText } from '../../reports/check-text';
import { renderSarif } from '../../reports/sarif';
import { checkFiles, exitCodeOf } from '../../runner/check-files/check-files';
import { lineOf } from '../progress-line';

export interface CheckFlags {
  json?: boolean;
  /** A file, or `true` or `-` for standard output. */
  sarif?: string | true;
  air?: boolean;
}

/** `airworthy check`: what is wrong with files of results, before any network is set up. */
export async function checkCommand(paths: string[], flags: CheckFlags): Promise<number> {
  const sarifToStdout = flags.sarif === true || flags.sarif === '-';
  if (flags.json && sarifToStdout) {
    throw new Error('--json and --sarif cannot both write to standard output. Name a file: --sarif findings.sarif');
  }
  const progress = lineOf(process.stderr);
  let report: FilesReport;
  try {
    report = checkFiles(paths, {
      air: flags.air === true,
      progress: (phase, done, total) => progress.show(`${phase} ${done + 1} of ${total}`),
    });
  } finally {
    progress.end();
  }
  if (flags.sarif !== undefined) {
    const { version } = JSON.parse(readFileSync(join(PACKAGE_ROOT, 'package.json'), 'utf8')) as { version: string };
    const sarif = `${JSON.stringify(renderSarif(report, { version, folder: process.cwd() }), null, 2)}\n`;
    if (sarifToStdout) process.stdout.write(sarif);
    else writeFileSync(flags.sarif as string, sarif);
  }
  if (flags.json) process.stdout.write(`${JSON.stringify({ ...report, exitCode: exitCodeOf(report) }, null, 2)}\n`);
  else if (!sarifToStdout) process.stdout.write(renderCheckText(report));
  return exitCodeOf(report);
}
