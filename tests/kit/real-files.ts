import { readdirSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '..', '..', 'fixtures', 'real');

/** Path of a real sample, e.g. `highdicom/sr_document.dcm`. */
export const realFile = (name: string): string => join(ROOT, name);

/** All real samples, as paths relative to fixtures/real. */
export function realFiles(): string[] {
  return readdirSync(ROOT, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.dcm'));
}
