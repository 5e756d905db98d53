import { rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { type PackedRun, packRun } from '../../evidence/pack/pack-run';
import { removeAbandoned, scratchFolder } from '../../evidence/scratch-folder';
import { writeWhole } from '../../evidence/write-all';
import { renderLoad } from '../../reports/load/render';
import { judgeLoad } from '../load/judge-load';
import { isLoadTest, journalOfLoad, LOAD_FILES, loadIdOf } from '../load/load-files';
import { redactRun } from '../redact/redact-run';
import { productVersion, writeRecord } from '../run';
import { folderSource } from '../run-source';
import { readRunStart, RUN_FILES } from '../run-start';
import { writeReports } from '../write-reports';

/** Puts a run into one zip file at `out`, with pseudonyms where asked for. Throws a sentence where it is no run. */
export async function makePack(dir: string, out: string, { redact }: { redact: boolean }): Promise<PackedRun> {
  removeAbandoned(dirname(resolve(out)));
  const run = folderSource(dir);
  if (isLoadTest(run)) return packLoad(dir, out, redact);
  // The parts of a merged load test are what it rests on; the whole has no record of its own.
  if (run.has(LOAD_FILES.record) && !run.has(RUN_FILES.start))
    throw new Error(
      `${dir} is the sum of several load tests, without a record of its own. Pack each of those it was merged from.`,
    );
  const about = { runId: readRunStart(run).runId, packedBy: productVersion() };
  // A run that was killed has a record all the same, and what it shows is that it is incomplete.
  if (!run.has(RUN_FILES.record)) {
    writeRecord(dir);
    await writeReports(dir);
  }
  if (!redact) return packRun(dir, out, about);
  const scratch = scratchFolder('.airworthy-redacted', dirname(resolve(out)));
  try {
    await redactRun(dir, scratch);
    return packRun(scratch, out, about);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

async function packLoad(dir: string, out: string, redact: boolean): Promise<PackedRun> {
  if (redact)
    throw new Error(
      `${dir} is a load test, which --redact does not know yet. Its studies are synthetic unless sut.yaml names folders: pack it as it is, or keep it.`,
    );
  const record = judgeLoad(dir);
  writeWhole(join(dir, LOAD_FILES.report), renderLoad(record));
  const runId = loadIdOf(journalOfLoad(folderSource(dir)));
  return packRun(dir, out, { runId, packedBy: productVersion() });
}
