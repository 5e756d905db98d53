import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { PACKAGE_ROOT } from '../../model/package-root';

/** `airworthy init`: a commented sut.yaml that is valid as it stands. */
export async function init(flags: { config: string; force?: boolean }): Promise<number> {
  const file = resolve(flags.config);
  if (existsSync(file) && !flags.force) {
    throw new Error(`${file} is there already. Give another name with --config, or --force to overwrite it.`);
  }
  writeFileSync(file, readFileSync(join(PACKAGE_ROOT, 'config', 'sut.template.yaml')));
  process.stdout.write(
    `Wrote ${file}.\nFill in the product, its addresses and the studies, then run "airworthy doctor".\n`,
  );
  return 0;
}
