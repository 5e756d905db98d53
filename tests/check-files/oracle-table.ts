import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PACKAGE_ROOT } from '../../model/package-root';

export interface Difference {
  /** Object, with `*` for anything. */
  object: string;
  by: string;
  what: string;
  why: string;
}

/** The reviewed differences to dciodvfy, from docs/oracle-differences.md. */
export function reviewedDifferences(): Difference[] {
  const text = readFileSync(join(PACKAGE_ROOT, 'docs', 'oracle-differences.md'), 'utf8');
  const rows = text.split('\n').filter((line) => line.startsWith('|'));
  return rows.slice(2).map((row) => {
    const [object = '', by = '', what = '', why = ''] = row
      .split('|')
      .slice(1)
      .map((cell) => cell.trim().replaceAll('\\*', '*'));
    return { object, by, what, why };
  });
}

export function isAbout({ object }: Difference, name: string): boolean {
  const pattern = object.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${pattern.join('.*')}$`).test(name);
}
