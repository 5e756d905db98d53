import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CHECKS } from '../../checks';
import { checkObject } from '../../checks/dicom/object';
import { readDicom } from '../../model/dicom/reader';
import { PACKAGE_ROOT } from '../../model/package-root';
import { make } from '../kit/all-objects';
import { encodePart10 } from '../kit/dicom-bytes';
import { changedAt, pathsOf } from './mutations';

const rows = readFileSync(join(PACKAGE_ROOT, 'docs', 'rules.md'), 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('| `'))
  .map((line) =>
    line
      .split(/(?<!\\)\|/)
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
const documented = new Set(rows.map(([id = '']) => id.replaceAll('`', '')));

describe('docs/rules.md', () => {
  it('is what the script writes from the code', () => {
    execFileSync(process.execPath, ['scripts/build-rules-doc.mjs', '--check'], { cwd: PACKAGE_ROOT, stdio: 'pipe' });
  });

  it('lists every id that stands in the code, with a clause and a sentence', () => {
    const ids = ['dicom', 'hl7', 'fhir', 'files'].flatMap((folder) =>
      readdirSync(join(PACKAGE_ROOT, 'checks', folder), { recursive: true, encoding: 'utf8' })
        .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
        .flatMap((name) => [
          ...readFileSync(join(PACKAGE_ROOT, 'checks', folder, name), 'utf8').matchAll(
            /\b(?:id|rule): '([a-z0-9-]+\/[a-z0-9.-]+)'/g,
          ),
        ])
        .map(([, id = '']) => id),
    );
    expect(ids.length).toBeGreaterThan(100);
    expect([...new Set(ids)].filter((id) => !documented.has(id))).toEqual([]);
    for (const cells of rows) for (const cell of cells) expect(cell, cells.join(' ')).not.toBe('');
  });

  it('lists every check of a scenario', () => {
    expect([...CHECKS.keys()].filter((id) => !documented.has(id))).toEqual([]);
  });

  it('lists the rule of every finding that spoilt objects give', () => {
    const found = new Set(
      make.flatMap((natural) =>
        pathsOf(natural).flatMap((path) => {
          const object = readDicom(encodePart10(changedAt(natural, path, () => undefined)));
          return checkObject(object, { air: true, file: true }).map(({ rule }) => rule);
        }),
      ),
    );
    expect(found.size).toBeGreaterThan(20);
    expect([...found].filter((rule) => !documented.has(rule))).toEqual([]);
  });
});
