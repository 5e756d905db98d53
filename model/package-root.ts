import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Folder that holds package.json, from the sources as well as from dist/. */
export const PACKAGE_ROOT = findRoot(__dirname);

function findRoot(start: string): string {
  for (let folder = start; ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'package.json')) && existsSync(join(folder, 'features'))) return folder;
    if (dirname(folder) === folder)
      throw new Error(`airworthy is not installed whole: no features folder above ${start}`);
  }
}
