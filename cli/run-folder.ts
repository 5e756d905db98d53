import { existsSync, readdirSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { PACKAGE_ROOT } from '../model/package-root';
import { runFolderName } from '../runner/run-folder';

/** `reports/runs/2026-11-24T18-03-09-cranio-ct`; an --out folder must be new or empty. */
export function newFolder(out: string | undefined, what: string): string {
  if (out !== undefined) {
    const dir = resolve(out);
    if (existsSync(dir) && readdirSync(dir).length > 0) {
      throw new Error(`${dir} is not empty. Give --out a new folder, so that no record is overwritten.`);
    }
    return dir;
  }
  const inCheckout = !relative(PACKAGE_ROOT, process.cwd()).startsWith('..');
  return join(inCheckout ? PACKAGE_ROOT : process.cwd(), 'reports', 'runs', runFolderName(what));
}
