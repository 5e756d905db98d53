import type { Database } from './database';
import type { ReviewRow } from './types';

export interface AddendumRow {
  text: string;
  written_by: string;
  written_at: string;
}

/** What a radiologist has to look at again, and what was added to reports. */
export class ReviewTable {
  constructor(private readonly database: Database) {}

  raise(accessionNumber: string, reason: string): void {
    this.database
      .prepare('INSERT INTO review_flag (accession_number, reason, raised_at) VALUES (?, ?, ?)')
      .run(accessionNumber, reason, new Date().toISOString());
    this.database.prepare('UPDATE exam SET review_needed = 1 WHERE accession_number = ?').run(accessionNumber);
  }

  /** Resolves all open flags; how many there were. */
  resolve(accessionNumber: string, by: string, outcome: string): number {
    const { changes } = this.database
      .prepare(
        `UPDATE review_flag SET resolved_at = ?, resolved_by = ?, outcome = ?
         WHERE accession_number = ? AND resolved_at IS NULL`,
      )
      .run(new Date().toISOString(), by, outcome, accessionNumber);
    this.database.prepare('UPDATE exam SET review_needed = 0 WHERE accession_number = ?').run(accessionNumber);
    return changes;
  }

  flags(accessionNumber: string): ReviewRow[] {
    return this.database
      .prepare('SELECT * FROM review_flag WHERE accession_number = ? ORDER BY id')
      .all(accessionNumber) as ReviewRow[];
  }

  addAddendum(accessionNumber: string, text: string, by: string): void {
    this.database
      .prepare('INSERT INTO addendum (accession_number, text, written_by, written_at) VALUES (?, ?, ?, ?)')
      .run(accessionNumber, text, by, new Date().toISOString());
  }

  addenda(accessionNumber: string): AddendumRow[] {
    return this.database
      .prepare('SELECT text, written_by, written_at FROM addendum WHERE accession_number = ? ORDER BY id')
      .all(accessionNumber) as AddendumRow[];
  }
}
