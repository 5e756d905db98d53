import { existsSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { templateOf } from '../../config/templates';

/** `airworthy init`: a commented sut.yaml that is valid as it stands. */
export async function init(flags: { config: string; actor: string; force?: boolean }): Promise<number> {
  const template = templateOf(flags.actor);
  const file = resolve(flags.config);
  if (existsSync(file) && !flags.force) {
    throw new Error(`${file} is there already. Give another name with --config, or --force to overwrite it.`);
  }
  writeFileSync(file, template);
  process.stdout.write(
    `Wrote ${file}.\nFill in the product, its addresses and what it declares, then run "airworthy doctor".\n`,
  );
  return 0;
}
