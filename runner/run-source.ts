import { existsSync, readFileSync } from 'node:fs';
import { resolve, sep } from 'node:path';
import type { Pack } from '../evidence/pack/reader';

/** The files of one run, wherever they lie: judging and reports read them through this and reach nothing else. */
export interface RunSource {
  /** What to call it in a sentence: the path that the user gave. */
  name: string;
  has(path: string): boolean;
  /** @param path relative to the run, with forward slashes */
  read(path: string): Buffer;
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
  };
}

export function packSource(pack: Pack, name: string): RunSource {
  return { name, has: (path) => pack.has(path), read: (path) => pack.read(path) };
}
