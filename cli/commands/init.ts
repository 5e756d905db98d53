import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { ActorName } from '../../model/actors';
import { PACKAGE_ROOT } from '../../model/package-root';

/** By the actor that the product is. */
const TEMPLATES: Partial<Record<ActorName, string>> = {
  'ai-platform': 'sut.template.yaml',
  pacs: 'sut.pacs.template.yaml',
  ris: 'sut.ris.template.yaml',
  scanner: 'sut.scanner.template.yaml',
};

/** `airworthy init`: a commented sut.yaml that is valid as it stands. */
export async function init(flags: { config: string; actor: string; force?: boolean }): Promise<number> {
  const template = TEMPLATES[flags.actor as ActorName];
  if (template === undefined)
    throw new Error(`There is no template for "${flags.actor}". There are: ${Object.keys(TEMPLATES).join(', ')}.`);
  const file = resolve(flags.config);
  if (existsSync(file) && !flags.force) {
    throw new Error(`${file} is there already. Give another name with --config, or --force to overwrite it.`);
  }
  writeFileSync(file, readFileSync(join(PACKAGE_ROOT, 'config', template)));
  process.stdout.write(
    `Wrote ${file}.\nFill in the product, its addresses and what it declares, then run "airworthy doctor".\n`,
  );
  return 0;
}
