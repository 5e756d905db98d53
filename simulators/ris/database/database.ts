import { openSqlite, type Database } from '../../sqlite/open';
import { SCHEMA } from './schema';

export type { Database } from '../../sqlite/open';

/**
 * Opens (and where needed makes) the RIS database. Throws a plain sentence when the file is no database of the RIS.
 * @param temporary it is thrown away when the process ends, so that no commit has to wait for the disk
 */
export function openDatabase(file: string, { temporary = false } = {}): Database {
  let database: Database | undefined;
  try {
    database = openSqlite(file);
    database.pragma('journal_mode = WAL');
    // What was acknowledged must be there after a crash, also of the machine.
    database.pragma(`synchronous = ${temporary ? 'OFF' : 'FULL'}`);
    database.pragma('foreign_keys = ON');
    database.exec(SCHEMA);
  } catch (error) {
    database?.close();
    throw new Error(`The RIS database ${file} cannot be opened: ${(error as Error).message}. Check the path.`, {
      cause: error,
    });
  }
  return database;
}
