import { mkdtempSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type PackedRun, packRun } from '../../evidence/pack/pack-run';
import { redactRun } from '../redact/redact-run';
import { productVersion, writeRecord } from '../run';
import { folderSource } from '../run-source';
import { readRunStart, RUN_FILES } from '../run-start';
import { writeReports } from '../write-reports';

/** Puts a run into one zip file at `out`, with pseudonyms where asked for. Throws a sentence where it is no run. */
export async function makePack(dir: string, out: string, { redact }: { redact: boolean }): Promise<PackedRun> {
  const run = folderSource(dir);
  const about = { runId: readRunStart(run).runId, packedBy: productVersion() };
  // A run that was killed has a record all the same, and what it shows is that it is incomplete.
  if (!run.has(RUN_FILES.record)) {
    writeRecord(dir);
    await writeReports(dir);
  }
  if (!redact) return packRun(dir, out, about);
  const scratch = mkdtempSync(join(dirname(out), '.airworthy-redacted-'));
  try {
    await redactRun(dir, scratch);
    return packRun(scratch, out, about);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}
