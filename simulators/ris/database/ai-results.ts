import type { Database } from './database';
import type { AbnormalityRow, AlertRow, ObservationRow } from './types';

export type Statement = Pick<AbnormalityRow, 'code' | 'scheme' | 'meaning' | 'presence' | 'value' | 'alert'>;

export type Concept = Pick<AbnormalityRow, 'code' | 'scheme' | 'meaning'>;

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

  /** The sender takes back what it said of an abnormality (OBX-11 C, D, W): it is kept, and no longer current. */
  withdraw({ accessionNumber, sender, controlId }: Origin, { code, scheme, meaning }: Concept): void {
    const key = { accessionNumber, sender, code, scheme, meaning };
    this.database
      .prepare(
        `UPDATE ai_abnormality SET current = 0 WHERE accession_number = @accessionNumber AND sender = @sender
         AND code = @code AND scheme = @scheme AND (code <> '' OR meaning = @meaning)`,
      )
      .run(key);
    this.database
      .prepare(
        `INSERT OR IGNORE INTO ai_alert_withdrawn (alert_id, control_id, withdrawn_at)
         SELECT id, @controlId, @at FROM ai_alert
         WHERE accession_number = @accessionNumber AND sender = @sender AND meaning = @meaning`,
      )
      .run({ accessionNumber, sender, meaning, controlId, at: new Date().toISOString() });
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

  /** Those that stand. */
  alerts(accessionNumber: string): AlertRow[] {
    return this.database
      .prepare(
        `SELECT * FROM ai_alert WHERE accession_number = ? AND id NOT IN (SELECT alert_id FROM ai_alert_withdrawn)
         ORDER BY id`,
      )
      .all(accessionNumber) as AlertRow[];
  }

  /** What is stated as present, in alphabetical order: names for the worklist, keys to be searched in. */
  findings(accessionNumber: string): { ai_findings: string; ai_keys: string } {
    const rows = this.database
      .prepare(
        `SELECT DISTINCT code, meaning FROM ai_abnormality
         WHERE accession_number = ? AND presence = 'present' AND current = 1 ORDER BY meaning`,
      )
      .all(accessionNumber) as { code: string; meaning: string }[];
    return {
      ai_findings: [...new Set(rows.map(({ meaning }) => meaning))].join(', '),
      ai_keys: rows.map(abnormalityKey).join(''),
    };
  }
}

/** As it stands in exam.ai_keys: between separators, so that no key is part of another. */
export function abnormalityKey({ code, meaning }: { code: string; meaning: string }): string {
  // eslint-disable-next-line no-control-regex -- the separators
  const clean = (text: string): string => text.replace(/[\x1e\x1f]/g, ' ');
  return `\x1e${clean(code)}\x1f${clean(meaning)}\x1e`;
}
