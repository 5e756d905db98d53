import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome', 'msedge'];

/** A browser of the Chromium family: $CHROMIUM, else on PATH. Undefined where there is none. */
export function findChromium(env = process.env): string | undefined {
  const named = env['CHROMIUM'];
  if (named !== undefined) return named !== '' && existsSync(named) ? named : undefined;
  const folders = (env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  return folders.flatMap((folder) => NAMES.map((name) => join(folder, name))).find((path) => existsSync(path));
}
