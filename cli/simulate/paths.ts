import { accessSync, constants } from 'node:fs';
import { resolve } from 'node:path';
import type { Schema } from './schema';

export type KeyPath = (string | number)[];

/**
 * Makes every path in the content absolute, as seen from `folder`. Which texts are paths is said in the schema: `file`
 * must be readable, `any` need not exist, `study` may be `synthetic:NAME` instead. Problems go to `report`.
 */
export function resolvePaths(
  content: unknown,
  schema: Schema,
  folder: string,
  report: (path: KeyPath, message: string) => void,
  at: KeyPath = [],
): unknown {
  if (typeof content === 'string') {
    const kind = schema['path'];
    if (kind === undefined || content === ':memory:') return content;
    if (kind === 'study' && content.startsWith('synthetic:')) return content;
    const absolute = resolve(folder, content);
    if (kind !== 'any') mustBeReadable(absolute, at, report);
    return absolute;
  }
  if (Array.isArray(content)) {
    const items = (schema['items'] ?? {}) as Schema;
    return content.map((item, index) => resolvePaths(item, items, folder, report, [...at, index]));
  }
  if (typeof content !== 'object' || content === null) return content;
  const properties = (schema['properties'] ?? {}) as Record<string, Schema>;
  return Object.fromEntries(
    Object.entries(content).map(([key, value]) => [
      key,
      resolvePaths(value, properties[key] ?? {}, folder, report, [...at, key]),
    ]),
  );
}

function mustBeReadable(absolute: string, at: KeyPath, report: (path: KeyPath, message: string) => void): void {
  try {
    accessSync(absolute, constants.R_OK);
  } catch (error) {
    const why = (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'there is none' : (error as Error).message;
    report(at, `"${at.join('.')}" names ${absolute}, but ${why}. Correct the path.`);
  }
}
