import { resolve } from 'node:path';
import { type Export, EXPORTS, exportRun } from '../../runner/export/export-run';
import { folderSource } from '../../runner/run-source';
import { writeRecord } from '../../runner/run';
import { readRunStart, RUN_FILES } from '../../runner/run-start';

export type ReportFlags = Partial<Record<Export, boolean>> & { all?: boolean; out?: string };

/** `airworthy report RUN`: the reports of a run, again or in other forms. */
export async function reportCommand(folder: string, flags: ReportFlags): Promise<number> {
  const dir = resolve(folder);
  const run = folderSource(dir);
  readRunStart(run);
  // A run that was killed has a record all the same, and what it shows is that it is incomplete.
  if (!run.has(RUN_FILES.record)) writeRecord(dir);
  const asked = flags.all ? EXPORTS : EXPORTS.filter((form) => flags[form]);
  const written = await exportRun(dir, asked.length > 0 ? asked : ['html', 'junit'], resolve(flags.out ?? dir));
  process.stdout.write(`${written.join('\n')}\n`);
  return 0;
}
