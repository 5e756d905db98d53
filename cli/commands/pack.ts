import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { type PackedRun, packRun } from '../../evidence/pack/pack-run';
import { redactRun } from '../../runner/redact/redact-run';
import { folderSource } from '../../runner/run-source';
import { productVersion, writeRecord } from '../../runner/run';
import { readRunStart, RUN_FILES } from '../../runner/run-start';
import { writeReports } from '../../runner/write-reports';

export interface PackFlags {
  out?: string;
  force?: boolean;
  redact?: boolean;
}

/** `airworthy pack RUN`: the run folder as one file that can be filed, signed and verified. */
export async function packCommand(folder: string, flags: PackFlags): Promise<number> {
  const dir = resolve(folder);
  const run = folderSource(dir);
  const { runId } = readRunStart(run);
  // A run that was killed has a record all the same, and what it shows is that it is incomplete.
  if (!run.has(RUN_FILES.record)) {
    writeRecord(dir);
    await writeReports(dir);
  }
  const out = resolve(flags.out ?? join(dirname(dir), `${basename(dir)}.zip`));
  if (existsSync(out) && !flags.force) {
    throw new Error(`${out} is there already. Choose another with --out, or overwrite it with --force.`);
  }
  const about = { runId, packedBy: productVersion() };
  const { files, bytes } = flags.redact ? await packRedacted(dir, out, about) : packRun(dir, out, about);
  process.stdout.write(
    `${files} files, ${megabytes(bytes)}, packed into ${out} (${megabytes(statSync(out).size)}).\n` +
      `Sign it: airworthy sign ${out} --key key.pem\n`,
  );
  return 0;
}

async function packRedacted(dir: string, out: string, about: { runId: string; packedBy: string }): Promise<PackedRun> {
  const scratch = mkdtempSync(join(dirname(out), '.airworthy-redacted-'));
  try {
    await redactRun(dir, scratch);
    return packRun(scratch, out, about);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
