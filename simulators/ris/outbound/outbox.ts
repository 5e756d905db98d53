import type { Logger, MllpPeer } from '../../../model/actors';
import { MllpClient, type AckResult } from '../../../protocols/mllp/client';
import type { AuditTrail } from '../database/audit';
import type { Database } from '../database/database';

export interface OutboxParts {
  database: Database;
  audit: AuditTrail;
  log: Logger;
  peer: MllpPeer;
  timeoutMs: number;
  retry: { firstMs: number; maxMs: number };
}

interface WaitingRow {
  id: number;
  accession_number: string;
  what: string;
  text: string;
  attempts: number;
}

/**
 * What the AI platform must be told. Each message is kept in the database until it was accepted (AA) or refused for good
 * (AR), over restarts too; those of one exam go in order, and the same bytes are sent again with growing waits.
 */
export class Outbox {
  private readonly client: MllpClient;
  private readonly working = new Map<string, Promise<void>>();
  private readonly firstAttempts = new Map<number, { accessionNumber: string; resolve: () => void }>();
  private readonly stopping = new AbortController();

  constructor(private readonly parts: OutboxParts) {
    this.client = new MllpClient({ peer: parts.peer, timeoutMs: parts.timeoutMs, log: parts.log });
  }

  /** Keeps a message. Within a transaction; `send` is for after it. */
  add(accessionNumber: string, what: string, text: string): number {
    const { lastInsertRowid } = this.parts.database
      .prepare('INSERT INTO outbox (accession_number, what, text, created_at) VALUES (?, ?, ?, ?)')
      .run(accessionNumber, what, text, new Date().toISOString());
    return Number(lastInsertRowid);
  }

  /**
   * Resolves when the message was sent once, whatever came of it, or when one before it, which it has to wait for, was not
   * taken. Sending goes on in the background.
   */
  send(accessionNumber: string, id: number): Promise<void> {
    if (this.stopping.signal.aborted) return Promise.resolve();
    const attempted = new Promise<void>((resolve) => this.firstAttempts.set(id, { accessionNumber, resolve }));
    this.work(accessionNumber);
    return attempted;
  }

  /** What was waiting when the RIS went down. */
  resume(): void {
    const rows = this.parts.database
      .prepare("SELECT DISTINCT accession_number FROM outbox WHERE state = 'waiting'")
      .all() as { accession_number: string }[];
    for (const { accession_number } of rows) this.work(accession_number);
  }

  /** Resolves when all that is kept for the exam was taken, or after `timeoutMs`. */
  async settled(accessionNumber: string, timeoutMs: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, timeoutMs)));
    await Promise.race([this.working.get(accessionNumber), late]);
    clearTimeout(timer);
  }

  /** One attempt, not kept. Rejects with MllpError. */
  sendOnce(text: string): Promise<AckResult> {
    return this.client.send(text);
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.client.close();
    await Promise.all(this.working.values());
    this.attempted(() => true);
  }

  private work(accessionNumber: string): void {
    if (this.working.has(accessionNumber)) return;
    const done = this.deliver(accessionNumber)
      .catch((error: Error) => this.parts.log.error(`RIS: ${error.message}`))
      .finally(() => {
        this.working.delete(accessionNumber);
        // What was added between the last look and now.
        if (!this.stopping.signal.aborted && this.next(accessionNumber)) this.work(accessionNumber);
      });
    this.working.set(accessionNumber, done);
  }

  private async deliver(accessionNumber: string): Promise<void> {
    const { firstMs, maxMs } = this.parts.retry;
    let wait = firstMs;
    for (let row = this.next(accessionNumber); row; row = this.next(accessionNumber)) {
      const done = await this.attempt(row);
      this.attempted((id) => !done || id === row.id, accessionNumber);
      if (done) wait = firstMs;
      else {
        await this.pause(wait);
        wait = Math.min(maxMs, wait * 2);
      }
      if (this.stopping.signal.aborted) return;
    }
  }

  private attempted(which: (id: number) => boolean, ofExam?: string): void {
    for (const [id, { accessionNumber, resolve }] of this.firstAttempts) {
      if ((ofExam !== undefined && ofExam !== accessionNumber) || !which(id)) continue;
      this.firstAttempts.delete(id);
      resolve();
    }
  }

  private next(accessionNumber: string): WaitingRow | undefined {
    return this.parts.database
      .prepare("SELECT * FROM outbox WHERE state = 'waiting' AND accession_number = ? ORDER BY id LIMIT 1")
      .get(accessionNumber) as WaitingRow | undefined;
  }

  /** True when nothing more is to be done about it. */
  private async attempt({ id, accession_number, what, text, attempts }: WaitingRow): Promise<boolean> {
    const { database, audit, log } = this.parts;
    let problem: string;
    let state = 'waiting';
    try {
      const { code, ackText } = await this.client.send(text);
      if (code === 'AA' || code === 'CA') state = 'accepted';
      else if (code === 'AR' || code === 'CR') state = 'refused';
      problem = state === 'accepted' ? '' : `The AI platform answered ${code}${said(ackText)}.`;
    } catch (error) {
      if (this.stopping.signal.aborted) return true;
      problem = (error as Error).message;
    }
    database
      .prepare('UPDATE outbox SET state = ?, attempts = ?, last_problem = ?, done_at = ? WHERE id = ?')
      .run(state, attempts + 1, problem, state === 'waiting' ? null : new Date().toISOString(), id);
    if (problem !== '') log.warn(`RIS: ${what} for exam ${accession_number} was not taken. ${problem}`);
    if (state === 'accepted') audit.note('RIS', `${what} accepted by the AI platform`, accession_number);
    else if (state === 'refused') audit.note('RIS', `${what} refused for good. ${problem}`, accession_number);
    else if (attempts === 0)
      audit.note('RIS', `${what} not delivered yet, is tried again. ${problem}`, accession_number);
    return state !== 'waiting';
  }

  private pause(ms: number): Promise<void> {
    const { signal } = this.stopping;
    if (signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const end = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', end);
        resolve();
      };
      const timer = setTimeout(end, ms);
      signal.addEventListener('abort', end);
    });
  }
}

/** MSA-3, for the log. */
function said(ackText: string): string {
  const msa = ackText.split(/[\r\n]+/).find((line) => line.startsWith('MSA'));
  const text = msa?.split(msa.charAt(3))[3] ?? '';
  return text === '' ? '' : `: ${text.slice(0, 200)}`;
}
