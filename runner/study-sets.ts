import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { SutConfig } from '../model/sut';

/** The studies that a run sends, so that two runs can be told to have sent the same. */
export type StudySets = Record<string, string[]>;

/**
 * By kind of study: the name of a synthetic one, or for a folder the SHA-256 over what its files hold, whatever the
 * folder and the files are called.
 */
export function studySetsOf({ studies }: SutConfig): StudySets {
  return Object.fromEntries(
    Object.entries(studies).map(([kind, sources]) => [
      kind,
      sources.map(({ source }) => (source.startsWith('synthetic:') ? source : `sha256:${hashOfFolder(source)}`)),
    ]),
  );
}

function hashOfFolder(folder: string): string {
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory())
    throw new Error(`There is no folder of studies ${folder}. Give one that holds DICOM files.`);
  const hashes = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => sha256(readFileSync(join(entry.parentPath, entry.name))));
  return sha256(Buffer.from(hashes.sort().join('\n')));
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
