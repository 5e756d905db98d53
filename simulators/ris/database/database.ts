import BetterSqlite3, { type Database } from 'better-sqlite3';
import { SCHEMA } from './schema';

export type { Database } from 'better-sqlite3';

/** Opens (and where needed makes) the RIS database. Throws a plain sentence when the file is no database. */
export function openDatabase(file: string): Database {
  let database: Database;
  try {
    database = new BetterSqlite3(file);
    database.pragma('journal_mode = WAL');
    // What was acknowledged must be there after a crash of the process.
    database.pragma('synchronous = NORMAL');
    database.pragma('foreign_keys = ON');
    database.exec(SCHEMA);
  } catch (error) {
    throw new Error(`The RIS database ${file} cannot be opened: ${(error as Error).message}`, { cause: error });
  }
  return database;
}
