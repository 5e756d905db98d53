import { existsSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { makePack } from '../../runner/packing/make-pack';
import { unfinishedIn } from '../../runner/unfinished';

export interface PackFlags {
  out?: string;
  force?: boolean;
  redact?: boolean;
}

/** `airworthy pack RUN`: the run folder as one file that can be filed, signed and verified. */
export async function packCommand(folder: string, flags: PackFlags): Promise<number> {
  const dir = resolve(folder);
  const out = resolve(flags.out ?? join(dirname(dir), `${basename(dir)}.zip`));
  if (existsSync(out) && !flags.force) {
    throw new Error(`${out} is there already. Choose another with --out, or overwrite it with --force.`);
  }
  const { files, bytes } = await makePack(dir, out, { redact: flags.redact === true });
  const unfinished = unfinishedIn(dir);
  if (unfinished !== undefined) process.stdout.write(`${unfinished}\n`);
  process.stdout.write(
    `${files} files, ${megabytes(bytes)}, packed into ${out} (${megabytes(statSync(out).size)}).\n` +
      `Sign it: airworthy sign ${out} --key key.pem\n`,
  );
  return 0;
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
