import type { Database } from './database';
import type { AbnormalityRow, AlertRow, ObservationRow } from './types';

export type Statement = Pick<AbnormalityRow, 'code' | 'scheme' | 'meaning' | 'presence' | 'value' | 'alert'>;

/** Which message something came with. */
export interface Origin {
  accessionNumber: string;
  sender: string;
  controlId: string;
}

/** What AI said of exams: abnormalities, alerts, and every OBX as it came. */
export class AiResults {
  constructor(private readonly database: Database) {}

  /** A later statement on the same abnormality takes the place of an earlier one, which is kept. */
  addStatement(origin: Origin, statement: Statement): void {
    const key = { accession: origin.accessionNumber, code: statement.code, scheme: statement.scheme };
    this.database
      .prepare(
        `UPDATE ai_abnormality SET current = 0 WHERE accession_number = @accession AND code = @code AND scheme = @scheme
         AND (code <> '' OR meaning = @meaning) AND NOT (sender = @sender AND control_id = @controlId)`,
      )
      .run({ ...key, meaning: statement.meaning, sender: origin.sender, controlId: origin.controlId });
    this.database
      .prepare(
        `INSERT INTO ai_abnormality (accession_number, code, scheme, meaning, presence, value, alert, sender, control_id, received_at)
         VALUES (@accessionNumber, @code, @scheme, @meaning, @presence, @value, @alert, @sender, @controlId, @at)`,
      )
      .run({ ...origin, ...statement, at: new Date().toISOString() });
    this.database
      .prepare('INSERT OR IGNORE INTO abnormality_name VALUES (?, ?, ?)')
      .run(statement.code, statement.scheme, statement.meaning);
  }

  addObservation({ accessionNumber, sender, controlId }: Origin, row: ObservationRow): void {
    this.database
      .prepare(
        `INSERT INTO ai_observation (accession_number, sender, control_id, code, scheme, meaning, value_type, value, units, flags, result_status, segment)
         VALUES (@accessionNumber, @sender, @controlId, @code, @scheme, @meaning, @value_type, @value, @units, @flags, @result_status, @segment)`,
      )
      .run({ accessionNumber, sender, controlId, ...row });
  }

  addAlert(origin: Origin, { meaning, flag }: Pick<AlertRow, 'meaning' | 'flag'>): void {
    this.database
      .prepare(
        `INSERT INTO ai_alert (accession_number, meaning, flag, sender, control_id, raised_at)
         VALUES (@accessionNumber, @meaning, @flag, @sender, @controlId, @at)`,
      )
      .run({ ...origin, meaning, flag, at: new Date().toISOString() });
  }

  abnormalities(accessionNumber: string): AbnormalityRow[] {
    return this.database
      .prepare('SELECT * FROM ai_abnormality WHERE accession_number = ? ORDER BY id')
      .all(accessionNumber) as AbnormalityRow[];
  }

  observations(accessionNumber: string): ObservationRow[] {
    return this.database
      .prepare('SELECT * FROM ai_observation WHERE accession_number = ? ORDER BY id')
      .all(accessionNumber) as ObservationRow[];
  }

  alerts(accessionNumber: string): AlertRow[] {
    return this.database
      .prepare('SELECT * FROM ai_alert WHERE accession_number = ? ORDER BY id')
      .all(accessionNumber) as AlertRow[];
  }

  /** Names of what is stated as present, in alphabetical order, as one text for the worklist. */
  findings(accessionNumber: string): string {
    const rows = this.database
      .prepare(
        `SELECT DISTINCT meaning FROM ai_abnormality
         WHERE accession_number = ? AND presence = 'present' AND current = 1 ORDER BY meaning`,
      )
      .all(accessionNumber) as { meaning: string }[];
    return rows.map(({ meaning }) => meaning).join(', ');
  }
}
