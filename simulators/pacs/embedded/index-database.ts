import { rmSync } from 'node:fs';
import type { DicomJson } from '../../../protocols/dicomweb/dicom-json';
import type { SearchLevel } from '../../../protocols/dicomweb/server/archive';
import { openSqlite, type Database } from '../../sqlite/open';
import type { Header } from './header';

/** Raised when the tables change; an index of another version is made anew from the files. */
const VERSION = 2;

const TABLES = `
  CREATE TABLE instances (
    id INTEGER PRIMARY KEY,
    sop_instance_uid TEXT NOT NULL UNIQUE,
    sop_class_uid TEXT NOT NULL,
    series_instance_uid TEXT NOT NULL,
    study_instance_uid TEXT NOT NULL,
    patient_id TEXT NOT NULL,
    modality TEXT NOT NULL,
    transfer_syntax_uid TEXT NOT NULL,
    file TEXT NOT NULL,
    bytes INTEGER NOT NULL,
    header TEXT NOT NULL
  );
  CREATE INDEX by_study ON instances (study_instance_uid, series_instance_uid);
  CREATE INDEX by_patient ON instances (patient_id);
`;

export interface IndexRow {
  sop_instance_uid: string;
  sop_class_uid: string;
  series_instance_uid: string;
  study_instance_uid: string;
  transfer_syntax_uid: string;
  /** Relative to the storage folder. */
  file: string;
  bytes: number;
}

/** Columns that a query can be narrowed by before the headers are looked at, by tag. */
const NARROWING: Record<string, string> = {
  '00080018': 'sop_instance_uid',
  '0020000E': 'series_instance_uid',
  '0020000D': 'study_instance_uid',
  '00100020': 'patient_id',
};

const GROUPED_BY: Record<SearchLevel, string> = {
  PATIENT: 'patient_id',
  STUDY: 'patient_id, study_instance_uid',
  SERIES: 'patient_id, study_instance_uid, series_instance_uid',
  IMAGE: 'id',
};

/** A patient, study, series or instance: the header of its first instance and what is counted over all of them. */
export interface Entity {
  header: DicomJson;
  transferSyntaxUid: string;
  studies: number;
  series: number;
  instances: number;
  modalities: string[];
  sopClasses: string[];
}

/** So many rows, or so many characters of headers, are written together: a transaction for each took longer than all else of it. */
const MOST_WAITING = 64;
const MOST_WAITING_CHARACTERS = 1024 * 1024;

/** The index of stored instances, in SQLite. After a kill or a power cut it may lack the last of them; their files do not. */
export class IndexDatabase {
  readonly #db: Database;
  /** By SOP Instance UID, in the order they came; they are written before anything but one of them is looked for. */
  readonly #waiting = new Map<string, IndexRow & { header: Header }>();
  #waitingCharacters = 0;

  /** Opens the index; `fresh` tells that it was missing, spoilt or of another version and is now empty. */
  static open(file: string): { index: IndexDatabase; fresh: boolean } {
    const usable = tryOpen(file);
    if (usable) return { index: new IndexDatabase(usable), fresh: false };
    for (const suffix of ['', '-wal', '-shm']) rmSync(file + suffix, { force: true });
    const db = configure(openSqlite(file));
    db.exec(TABLES);
    db.pragma(`user_version = ${VERSION}`);
    return { index: new IndexDatabase(db), fresh: true };
  }

  private constructor(db: Database) {
    this.#db = db;
  }

  has(sopInstanceUid: string): IndexRow | undefined {
    const stored = this.#db.prepare('SELECT * FROM instances WHERE sop_instance_uid = ?');
    return this.#waiting.get(sopInstanceUid) ?? (stored.get(sopInstanceUid) as IndexRow | undefined);
  }

  /** Does nothing where the instance is known. */
  add(header: Header, file: string, bytes: number): void {
    const { sopInstanceUid } = header;
    if (this.#waiting.has(sopInstanceUid)) return;
    this.#waiting.set(sopInstanceUid, {
      sop_instance_uid: sopInstanceUid,
      sop_class_uid: header.sopClassUid,
      series_instance_uid: header.seriesInstanceUid,
      study_instance_uid: header.studyInstanceUid,
      transfer_syntax_uid: header.transferSyntaxUid,
      file,
      bytes,
      header,
    });
    this.#waitingCharacters += header.json.length;
    if (this.#waiting.size >= MOST_WAITING || this.#waitingCharacters >= MOST_WAITING_CHARACTERS) this.#write();
  }

  remove(sopInstanceUid: string): void {
    this.#write();
    this.#db.prepare('DELETE FROM instances WHERE sop_instance_uid = ?').run(sopInstanceUid);
  }

  /** SOP Instance UIDs by the name of their file. */
  files(): Map<string, string> {
    this.#write();
    const rows = this.#db.prepare('SELECT file, sop_instance_uid FROM instances').raw().all() as [string, string][];
    return new Map(rows);
  }

  /** Instances by exact values of the narrowing attributes, in the order they were stored. */
  instances(exact: Record<string, readonly string[]>): IndexRow[] {
    this.#write();
    const { where, values } = narrowed(exact);
    return this.#db.prepare(`SELECT * FROM instances ${where} ORDER BY id`).all(...values) as IndexRow[];
  }

  /** Entities of a level whose instances meet the exact values, in the order they came to be. */
  *entities(level: SearchLevel, exact: Record<string, readonly string[]>): Generator<Entity> {
    this.#write();
    const { where, values } = narrowed(exact);
    const rows = this.#db
      .prepare(
        `SELECT first.header, first.transfer_syntax_uid AS syntax, found.* FROM (
           SELECT MIN(id) AS first_id, COUNT(*) AS instances, COUNT(DISTINCT series_instance_uid) AS series,
             COUNT(DISTINCT study_instance_uid) AS studies, json_group_array(DISTINCT modality) AS modalities,
             json_group_array(DISTINCT sop_class_uid) AS classes
           FROM instances ${where} GROUP BY ${GROUPED_BY[level]}
         ) AS found JOIN instances AS first ON first.id = found.first_id ORDER BY first.id`,
      )
      .all(...values) as {
      header: string;
      syntax: string;
      instances: number;
      series: number;
      studies: number;
      modalities: string;
      classes: string;
    }[];
    for (const row of rows) {
      yield {
        header: JSON.parse(row.header) as DicomJson,
        transferSyntaxUid: row.syntax,
        studies: row.studies,
        series: row.series,
        instances: row.instances,
        modalities: (JSON.parse(row.modalities) as string[]).filter((modality) => modality !== ''),
        sopClasses: JSON.parse(row.classes) as string[],
      };
    }
  }

  close(): void {
    try {
      this.#write();
    } finally {
      this.#db.close();
    }
  }

  /** What waits, in one transaction. @throws where the disk is full; all of it goes on waiting then */
  #write(): void {
    if (this.#waiting.size === 0) return;
    const insert = this.#db.prepare(
      `INSERT OR IGNORE INTO instances (sop_instance_uid, sop_class_uid, series_instance_uid, study_instance_uid,
         patient_id, modality, transfer_syntax_uid, file, bytes, header)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    this.#db.transaction(() => {
      for (const { header, file, bytes } of this.#waiting.values()) {
        const { sopInstanceUid, sopClassUid, seriesInstanceUid, studyInstanceUid } = header;
        const { patientId, modality, transferSyntaxUid, json } = header;
        const uids = [sopInstanceUid, sopClassUid, seriesInstanceUid, studyInstanceUid];
        insert.run(...uids, patientId, modality, transferSyntaxUid, file, bytes, json);
      }
    })();
    this.#waiting.clear();
    this.#waitingCharacters = 0;
  }
}

function narrowed(exact: Record<string, readonly string[]>): { where: string; values: string[] } {
  const terms: string[] = [];
  const values: string[] = [];
  for (const [tag, wanted] of Object.entries(exact)) {
    // As one JSON value: SQLite takes a limited number of parameters, a UID list may have any length.
    terms.push(`${NARROWING[tag]} IN (SELECT value FROM json_each(?))`);
    values.push(JSON.stringify(wanted));
  }
  return { where: terms.length > 0 ? `WHERE ${terms.join(' AND ')}` : '', values };
}

function tryOpen(file: string): Database | undefined {
  let db: Database | undefined;
  try {
    db = configure(openSqlite(file, { fileMustExist: true }));
    const healthy = db.pragma('quick_check(1)', { simple: true }) === 'ok';
    if (healthy && db.pragma('user_version', { simple: true }) === VERSION) return db;
  } catch {
    // Missing, or no SQLite file: made anew.
  }
  db?.close();
  return undefined;
}

function configure(db: Database): Database {
  db.pragma('journal_mode = WAL');
  // A power cut may undo the last commits, but spoils nothing (SQLite's WAL): whoever opens it adds the files that it lacks.
  db.pragma('synchronous = NORMAL');
  return db;
}
