import { rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parseJournal } from '../evidence/journal';
import { isBeingWritten } from '../evidence/run-lock';
import { counted } from '../model/counted';
import { LOAD_FILES } from './load/load-files';
import { referredFiles } from './packing/referred-files';
import { folderSource } from './run-source';
import { RUN_FILES } from './run-start';

const WHOLE = [...Object.values(RUN_FILES), ...Object.values(LOAD_FILES)].map((name) => name.replaceAll('.', '\\.'));
/** As FileStore and writeWhole name what is not whole yet; whatever else ends so was put there by somebody else. */
const UNFINISHED = new RegExp(
  `^(shards/\\d+/)?((objects|messages|bodies|pictures)/\\d{5,}-[A-Za-z0-9._-]+|${WHOLE.join('|')})\\.part$`,
);

export const isUnfinished = (name: string): boolean => UNFINISHED.test(name);

/**
 * One sentence about the files of a run that were still being written when it was killed; undefined where there are none, and
 * while it goes on.
 */
export function unfinishedIn(dir: string): string | undefined {
  const names = isBeingWritten(dir) ? [] : find(dir);
  return names.length === 0
    ? undefined
    : `${sentence(dir, names)}. Nothing in the record names ${names.length === 1 ? 'it' : 'them'}: not judged, not packed, and of no more use.`;
}

/** Removes them, and says so in one sentence. Only for who holds the folder. */
export function removeUnfinished(dir: string): string | undefined {
  const names = find(dir);
  if (names.length === 0) return undefined;
  const said = `${sentence(dir, names, 'that ')} ${names.length === 1 ? 'is' : 'are'} removed`;
  for (const name of names) rmSync(join(dir, name), { force: true });
  return said;
}

/**
 * An event names a file after it is whole. Where the machine itself went down, though, the journal may have come to the disk and
 * the file's own name not: that one stays.
 */
function find(dir: string): string[] {
  const run = folderSource(dir);
  const names = run.list();
  const found = names.filter(isUnfinished);
  if (found.length === 0) return [];
  const named = new Set(
    names
      .filter((name) => name === RUN_FILES.journal || name.endsWith(`/${RUN_FILES.journal}`))
      .flatMap((name) => {
        const prefix = name.slice(0, -RUN_FILES.journal.length);
        const { events } = parseJournal(run.read(name).toString('utf8'));
        return [...referredFiles(events).keys()].map((file) => `${prefix}${file}.part`);
      }),
  );
  return found.filter((name) => !named.has(name));
}

function sentence(dir: string, names: readonly string[], that = ''): string {
  const bytes = names.reduce((sum, name) => sum + statSync(join(dir, name)).size, 0);
  const [first, ...others] = names;
  const which = others.length === 0 ? first : `${first} and ${counted(others.length, 'other')}`;
  const were = names.length === 1 ? 'was' : 'were';
  return `${counted(names.length, 'file')} ${that}${were} still being written when the run was killed (${which}, ${(bytes / 1e6).toFixed(1)} MB)`;
}
