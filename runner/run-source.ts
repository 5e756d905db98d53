import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import { FileSource } from '../evidence/file-source';
import { MANIFEST, SIGNATURES } from '../evidence/pack/manifest';
import type { Pack } from '../evidence/pack/reader';
import type { Recording } from '../evidence/recording';
import { RUN_LOCK } from '../evidence/run-lock';
import type { OpenSource } from '../model/byte-source';

/** The files of one run, wherever they lie: judging and reports read them through this and reach nothing else. */
export interface RunSource {
  /** What to call it in a sentence: the path that the user gave. */
  name: string;
  has(path: string): boolean;
  /** @param path relative to the run, with forward slashes */
  read(path: string): Buffer;
  /** A file of any length, to be read in parts and closed. */
  open(path: string): OpenSource;
  /** Paths of all files, sorted. */
  list(): string[];
}

export function folderSource(dir: string): RunSource {
  const root = resolve(dir);
  const inside = (path: string) => {
    const full = resolve(root, path);
    if (!full.startsWith(root + sep)) throw new Error(`${full} is outside the run folder`);
    return full;
  };
  return {
    name: dir,
    has: (path) => existsSync(inside(path)),
    read: (path) => readFileSync(inside(path)),
    open: (path) => new FileSource(inside(path)),
    list: () =>
      readdirSync(root, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile() && entry.name !== RUN_LOCK)
        .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/'))
        .sort(),
  };
}

/** A record that is still being written: what was recorded is read, however little of it is on disk yet. */
export function growingSource(recording: Recording): RunSource {
  const source = folderSource(recording.dir);
  return {
    ...source,
    read: (path) => {
      recording.settle();
      return source.read(path);
    },
    open: (path) => {
      recording.settle();
      return source.open(path);
    },
  };
}

export function packSource(pack: Pack, name: string): RunSource {
  return {
    name,
    has: (path) => pack.has(path),
    read: (path) => pack.read(path),
    open: (path) => ({ ...pack.sourceOf(path), close: () => undefined }),
    list: () =>
      pack.entries
        .map((entry) => entry.name)
        .filter((path) => path !== MANIFEST && !path.startsWith(SIGNATURES))
        .sort(),
  };
}
