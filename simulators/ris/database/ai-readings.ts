import type { StudyReading } from '../consumer/types';
import type { Database } from './database';

/** What the RIS read from the AI results of an exam; the last reading stands. */
export class AiReadings {
  constructor(private readonly database: Database) {}

  keep(accessionNumber: string, reading: StudyReading): void {
    this.database
      .prepare(
        `INSERT INTO ai_reading (accession_number, json, read_at) VALUES (?, ?, ?)
         ON CONFLICT (accession_number) DO UPDATE SET json = excluded.json, read_at = excluded.read_at`,
      )
      .run(accessionNumber, JSON.stringify(reading), new Date().toISOString());
  }

  of(accessionNumber: string): StudyReading | undefined {
    const row = this.database.prepare('SELECT json FROM ai_reading WHERE accession_number = ?').get(accessionNumber) as
      { json: string } | undefined;
    return row && (JSON.parse(row.json) as StudyReading);
  }
}
