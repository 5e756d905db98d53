import { rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { scratchFolder } from '../../evidence/scratch-folder';
import { type Export, EXPORTS, exportRun } from '../../runner/export/export-run';
import { redactRun } from '../../runner/redact/redact-run';
import { folderSource } from '../../runner/run-source';
import { writeRecord } from '../../runner/run';
import { readRunStart, RUN_FILES } from '../../runner/run-start';

export type ReportFlags = Partial<Record<Export, boolean>> & { all?: boolean; out?: string; redact?: boolean };

/** `airworthy report RUN`: the reports of a run, again or in other forms. */
export async function reportCommand(folder: string, flags: ReportFlags): Promise<number> {
  const dir = resolve(folder);
  const run = folderSource(dir);
  readRunStart(run);
  // A run that was killed has a record all the same, and what it shows is that it is incomplete.
  if (!run.has(RUN_FILES.record)) writeRecord(dir);
  const asked = flags.all ? EXPORTS : EXPORTS.filter((form) => flags[form]);
  const forms = asked.length > 0 ? asked : (['html', 'junit'] as const);
  const written = flags.redact
    ? await redacted(dir, forms, flags.out)
    : await exportRun(dir, forms, resolve(flags.out ?? dir));
  process.stdout.write(`${written.join('\n')}\n`);
  return 0;
}

/** The redacted record itself is not kept: `airworthy pack --redact` hands that over. */
async function redacted(dir: string, forms: readonly Export[], out: string | undefined): Promise<string[]> {
  if (out === undefined)
    throw new Error('Give --out a folder for redacted reports, so that they are not taken for those of the run.');
  const scratch = scratchFolder('airworthy-redacted');
  try {
    await redactRun(dir, scratch);
    return await exportRun(scratch, forms, resolve(out));
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}
