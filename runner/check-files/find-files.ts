import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** A path that was given does not exist. */
export class NoSuchPath extends Error {
  override readonly name = 'NoSuchPath';
}

/** image2 before image10, the same everywhere. */
const byName = new Intl.Collator('en', { numeric: true });

export interface FoundFile {
  path: string;
  /** Named by the user, not found in a folder: then it is meant to be checked. */
  named: boolean;
}

/**
 * The files that paths stand for, folders by their content, each file once, in the order of their names. Hidden files and
 * folders in folders are left out, and what is neither file nor folder. Throws NoSuchPath.
 */
export function findFiles(paths: readonly string[]): FoundFile[] {
  const found = new Map<string, FoundFile>();
  for (const path of paths) {
    const stat = statSync(path, { throwIfNoEntry: false });
    if (stat === undefined) throw new NoSuchPath(`There is no file or folder ${path}.`);
    if (!stat.isDirectory()) found.set(path, { path, named: true });
    else for (const each of inFolder(path)) if (!found.has(each)) found.set(each, { path: each, named: false });
  }
  return [...found.values()];
}

function inFolder(folder: string): string[] {
  // Links to folders are not followed, so there are no circles.
  const entries = readdirSync(folder, { withFileTypes: true }).sort((a, b) => byName.compare(a.name, b.name));
  return entries.flatMap((entry) => {
    if (entry.name.startsWith('.') || entry.name === '__MACOSX') return [];
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return inFolder(path);
    const isFile = entry.isFile() || (entry.isSymbolicLink() && statSync(path, { throwIfNoEntry: false })?.isFile());
    return isFile ? [path] : [];
  });
}
