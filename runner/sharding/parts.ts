import type { RunSource } from '../run-source';
import { readRunStart, RUN_FILES, type RunStart } from '../run-start';

/** One journal of a run with what belongs to it: the whole run, or one shard of a merged one. */
export interface Part {
  source: RunSource;
  start: RunStart;
  /** Path of its folder in the run, with a slash at the end; '' for the whole run. */
  prefix: string;
}

/** The parts of a run, in order. */
export function partsOf(run: RunSource, start: RunStart): Part[] {
  if (!start.merged) return [{ source: run, start, prefix: '' }];
  // A part to be resumed in was killed before it began: it holds nothing.
  const begun = start.merged.filter(({ folder }) => !start.resumed || run.has(`${folder}/${RUN_FILES.start}`));
  return begun.map(({ folder }) => {
    const prefix = `${folder}/`;
    const source: RunSource = {
      name: `${run.name}/${folder}`,
      has: (path) => run.has(prefix + path),
      read: (path) => run.read(prefix + path),
      open: (path) => run.open(prefix + path),
      list: () => run.list().flatMap((path) => (path.startsWith(prefix) ? [path.slice(prefix.length)] : [])),
    };
    return { source, start: readRunStart(source), prefix };
  });
}

/** Members that number an event of the journal. */
const NUMBERS = new Set(['seq', 'event', 'until']);

/** A copy in which files are named from the merged run's folder, and events by their number in all its journals. */
export function relocate<T>(value: T, prefix: string, offset: number): T {
  if (prefix === '' && offset === 0) return value;
  if (Array.isArray(value)) return value.map((item: unknown) => relocate(item, prefix, offset)) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => {
      if (key === 'file' && typeof member === 'string') return [key, prefix + member];
      if (NUMBERS.has(key) && typeof member === 'number') return [key, member + offset];
      return [key, relocate(member as unknown, prefix, offset)];
    }),
  ) as T;
}
