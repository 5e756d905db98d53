import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';

export type Db = Database.Database;

/** What each version adds. A version that was released is never changed. */
const VERSIONS = [
  `CREATE TABLE users (
     name TEXT PRIMARY KEY COLLATE NOCASE, role TEXT NOT NULL, password TEXT NOT NULL,
     created_at TEXT NOT NULL, last_seen_at TEXT);
   CREATE TABLE audit (
     id INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL, user TEXT NOT NULL, role TEXT NOT NULL,
     action TEXT NOT NULL, subject TEXT NOT NULL, status INTEGER NOT NULL, origin TEXT NOT NULL);
   CREATE TABLE products (
     id TEXT PRIMARY KEY, revision INTEGER NOT NULL, yaml TEXT NOT NULL, created_at TEXT NOT NULL,
     changed_at TEXT NOT NULL, changed_by TEXT NOT NULL);
   CREATE TABLE study_sets (
     id TEXT PRIMARY KEY, name TEXT NOT NULL, objects INTEGER NOT NULL, bytes INTEGER NOT NULL,
     added_at TEXT NOT NULL, added_by TEXT NOT NULL);
   CREATE TABLE runs (
     folder TEXT PRIMARY KEY, product TEXT, started_by TEXT NOT NULL);
   CREATE TABLE run_summaries (
     folder TEXT PRIMARY KEY, stamp TEXT NOT NULL, summary TEXT NOT NULL);
   CREATE TABLE packs (
     id TEXT PRIMARY KEY, name TEXT NOT NULL, bytes INTEGER NOT NULL, added_at TEXT NOT NULL, added_by TEXT NOT NULL,
     origin TEXT NOT NULL, run TEXT, redacted INTEGER NOT NULL, signed_by TEXT NOT NULL);
   CREATE TABLE screenshots (
     run TEXT NOT NULL, requirement TEXT NOT NULL, id TEXT NOT NULL, name TEXT NOT NULL, type TEXT NOT NULL,
     bytes INTEGER NOT NULL, width INTEGER NOT NULL, height INTEGER NOT NULL, file TEXT NOT NULL,
     PRIMARY KEY (run, requirement, id));
   CREATE TABLE sent_studies (
     run TEXT NOT NULL, requirement TEXT NOT NULL, at TEXT NOT NULL, exams TEXT NOT NULL, evidence TEXT NOT NULL,
     PRIMARY KEY (run, requirement));`,
];

/** Opens the console's one SQLite file in `dir`, which nobody else on this machine may read. @throws Error, one sentence */
export function openDatabase(dir: string): Db {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const file = join(dir, 'console.sqlite');
  const db = new Database(file);
  chmodSync(file, 0o600);
  db.pragma('journal_mode = WAL');
  const found = db.pragma('user_version', { simple: true }) as number;
  if (found > VERSIONS.length) {
    db.close();
    throw new Error(`${file} was written by a newer airworthy. Use that one, or give another folder with --data.`);
  }
  db.transaction(() => {
    for (const sql of VERSIONS.slice(found)) db.exec(sql);
    db.pragma(`user_version = ${VERSIONS.length}`);
  })();
  return db;
}
