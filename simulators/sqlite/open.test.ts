import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { PACKAGE_ROOT } from '../../model/package-root';
import { openSqlite } from './open';

it('prepares a statement once for each text, and keeps it', () => {
  const database = openSqlite(':memory:');
  database.pragma('foreign_keys = ON');
  expect(database.pragma('foreign_keys', { simple: true })).toBe(1);
  expect(database.pragma('foreign_keys')).toEqual([{ foreign_keys: 1 }]);
  database.exec('CREATE TABLE t (n INTEGER)');
  const insert = database.prepare('INSERT INTO t VALUES (?)');
  expect(database.prepare('INSERT INTO t VALUES (?)')).toBe(insert);
  database.transaction(() => insert.run(1)).immediate();
  expect(database.prepare('SELECT n FROM t').all()).toEqual([{ n: 1 }]);
  database.close();
});

it('has nothing that the garbage collector could take, also once it is closed', () => {
  const script = `
    require('ts-node/register/transpile-only');
    const { openSqlite } = require('./simulators/sqlite/open');
    let taken = 0;
    const registry = new FinalizationRegistry(() => taken++);
    const use = () => {
      const database = openSqlite(':memory:');
      database.pragma('quick_check(1)', { simple: true });
      for (const sql of ['SELECT 1', 'SELECT 2']) registry.register(database.prepare(sql), sql);
      registry.register(database, 'database');
      database.transaction(() => undefined).immediate();
      database.close();
    };
    for (let n = 0; n < 50; n++) use();
    registry.register({}, 'a thing that is taken');
    gc();
    setImmediate(() => (gc(), setImmediate(() => console.log(taken))));`;
  const { stdout, stderr } = spawnSync(process.execPath, ['--expose-gc', '-e', script], {
    cwd: PACKAGE_ROOT,
    encoding: 'utf8',
  });
  expect([stdout.trim(), stderr]).toEqual(['1', '']);
});
