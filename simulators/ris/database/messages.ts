import { createHash } from 'node:crypto';
import type { Database } from './database';

export interface FiledMessage {
  sender: string;
  controlId: string;
  accessionNumber: string;
  text: string;
}

/** Messages that were filed, so that none is filed twice. */
export class MessageTable {
  constructor(private readonly database: Database) {}

  /** `other`: the sender used this control ID before, for another content. */
  seen({ sender, controlId, text }: Omit<FiledMessage, 'accessionNumber'>): 'new' | 'same' | 'other' {
    const row = this.database
      .prepare('SELECT digest FROM message WHERE sender = ? AND control_id = ?')
      .get(sender, controlId) as { digest: string } | undefined;
    if (!row) return 'new';
    return row.digest === digest(text) ? 'same' : 'other';
  }

  keep({ sender, controlId, accessionNumber, text }: FiledMessage): void {
    this.database
      .prepare('INSERT INTO message VALUES (?, ?, ?, ?, ?, ?)')
      .run(sender, controlId, accessionNumber, digest(text), text, new Date().toISOString());
  }

  texts(accessionNumber: string): string[] {
    const rows = this.database
      .prepare('SELECT text FROM message WHERE accession_number = ? ORDER BY received_at')
      .all(accessionNumber) as { text: string }[];
    return rows.map(({ text }) => text);
  }
}

/** Of the content without MSH-7: a message sent again may carry the time of its sending. */
function digest(text: string): string {
  const [header = '', ...rest] = text.split(/[\r\n]+/).filter((line) => line !== '');
  const fields = header.split(header.charAt(3));
  fields[6] = '';
  return createHash('sha256')
    .update([fields.join('\n'), ...rest].join('\r'))
    .digest('hex');
}
