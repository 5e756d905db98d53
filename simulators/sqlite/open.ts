import BetterSqlite3, { type Database, type Options, type Statement } from 'better-sqlite3';

export type { Database } from 'better-sqlite3';

/**
 * Every database opened, with its statements, until the process ends. On Node 24.19 and later better-sqlite3 12 aborts the
 * process when one of its objects is collected outside a JavaScript call; version 13 does not, but has no Node 20.
 */
const kept = new Set<Database>();

/** Opens a SQLite file. A statement is prepared once for each text of it. Throws what better-sqlite3 throws. */
export function openSqlite(file: string, options?: Options): Database {
  const database = new BetterSqlite3(file, options);
  kept.add(database);
  const statements = new Map<string, Statement>();
  const prepare = database.prepare.bind(database) as (sql: string) => Statement;
  const once = (sql: string): Statement => {
    const known = statements.get(sql);
    if (known) return known;
    const statement = prepare(sql);
    statements.set(sql, statement);
    return statement;
  };
  database.prepare = once as Database['prepare'];
  database.pragma = (source, { simple = false } = {}) => {
    const statement = once(`PRAGMA ${source}`);
    if (!statement.reader) return statement.run();
    return simple ? statement.pluck(true).get() : statement.pluck(false).all();
  };
  return database;
}
