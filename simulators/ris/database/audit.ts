import type { Database } from './database';
import type { AuditRow } from './types';

/** Who did what, when (RCR l.64-65). Only ever added to. */
export class AuditTrail {
  constructor(private readonly database: Database) {}

  /** `who`: `RIS`, `AI platform AIP|V`, `HTTP reporter 127.0.0.1`. */
  note(who: string, what: string, accessionNumber?: string): void {
    this.database
      .prepare('INSERT INTO audit (at, who, what, accession_number) VALUES (?, ?, ?, ?)')
      .run(new Date().toISOString(), who.slice(0, 200), what.slice(0, 1000), accessionNumber ?? null);
  }

  /** Newest first. */
  read({ accessionNumber, limit = 1000 }: { accessionNumber?: string; limit?: number } = {}): AuditRow[] {
    return this.database
      .prepare(
        `SELECT at, who, what, accession_number FROM audit
         WHERE @accessionNumber IS NULL OR accession_number = @accessionNumber ORDER BY id DESC LIMIT @limit`,
      )
      .all({ accessionNumber: accessionNumber ?? null, limit }) as AuditRow[];
  }
}
