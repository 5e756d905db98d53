import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { openDatabase } from './database';

const scratch = mkdtempSync(join(tmpdir(), 'airworthy-ris-database-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

it('waits for the disk at each commit, unless the database is thrown away with the process', () => {
  const [OFF, FULL] = [0, 2];
  for (const [name, options, expected] of [
    ['kept', {}, FULL],
    ['temporary', { temporary: true }, OFF],
  ] as const) {
    const database = openDatabase(join(scratch, `${name}.sqlite`), options);
    expect(database.pragma('synchronous', { simple: true }), name).toBe(expected);
    database.close();
  }
});
