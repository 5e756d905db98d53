import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { findChromium } from '../chromium';

export const NOT_INSTALLED =
  'dciodvfy is not installed where the run took place, so nobody but airworthy read the objects. Install dicom3tools and run again.';

/** Programs of others that scenarios ask (`@uses-dciodvfy`), and what to say where one is not there. */
const TOOLS: Record<string, string> = {
  dciodvfy: NOT_INSTALLED,
};

const NO_BROWSER = 'There was no Chromium where the run took place, so that no web viewer could be used.';

/** The tools that are not on PATH, by name, each with a sentence. */
export function missingTools(path = process.env['PATH'] ?? ''): Map<string, string> {
  const missing = new Map(
    Object.entries(TOOLS).filter(([name]) => !path.split(delimiter).some((folder) => isThere(folder, name))),
  );
  if (findChromium({ ...process.env, PATH: path }) === undefined) missing.set('chromium', NO_BROWSER);
  return missing;
}

function isThere(folder: string, name: string): boolean {
  const names = process.platform === 'win32' ? [`${name}.exe`] : [name];
  return names.some((each) => {
    try {
      accessSync(join(folder, each), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
