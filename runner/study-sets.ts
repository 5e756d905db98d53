import { createHash } from 'node:crypto';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { FileSource } from '../evidence/file-source';
import { chunksOf } from '../model/byte-source';
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
    .map((entry) => hashOfFile(join(entry.parentPath, entry.name)));
  return createHash('sha256').update(hashes.sort().join('\n')).digest('hex');
}

function hashOfFile(file: string): string {
  const source = new FileSource(file);
  const hash = createHash('sha256');
  try {
    for (const chunk of chunksOf(source)) hash.update(chunk);
  } finally {
    source.close();
  }
  return hash.digest('hex');
}
