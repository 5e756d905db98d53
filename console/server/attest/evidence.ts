import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { AttestedEvidence } from '../../../model/events';
import { keepBytes } from '../../../runner/attest/keep-evidence';
import type { Screenshot, SentStudy } from '../../contract';
import type { Db } from '../database';
import { notFound, Refusal } from '../http/refusal';
import { inspectImage } from './image';

type Row = Screenshot & { file: string };
const MOST = 10;

/** What was gathered for steps that are not answered yet; the files lie in the folder of the run. */
export class Evidence {
  constructor(private readonly db: Db) {}

  screenshots(run: string, requirement: string): Screenshot[] {
    return this.#rows(run, requirement).map(({ file: _file, ...shown }) => shown);
  }

  /** @throws Refusal where it is no picture */
  add(run: { id: string; dir: string }, requirement: string, name: string, bytes: Buffer): Screenshot {
    const seen = inspectImage(bytes);
    if (this.#rows(run.id, requirement).length >= MOST)
      throw new Refusal(409, `There are ${MOST} screenshots for this step already.`, 'Remove one first.');
    const id = createHash('sha256').update(bytes).digest('hex');
    const ending = seen.type === 'image/png' ? '.png' : '.jpg';
    const { file } = keepBytes(run.dir, name.replace(/\.(png|jpe?g)$/i, '') + ending, bytes);
    this.db
      .prepare(
        'INSERT OR REPLACE INTO screenshots (run, requirement, id, name, type, bytes, width, height, file) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)',
      )
      .run(run.id, requirement, id, name, seen.type, bytes.length, seen.width, seen.height, file);
    return { id, name, bytes: bytes.length, ...seen };
  }

  /** @throws Refusal where there is none */
  file(run: { id: string; dir: string }, requirement: string, id: string): { path: string; type: string } {
    const row = this.#rows(run.id, requirement).find((each) => each.id === id);
    const path = row && join(run.dir, row.file);
    if (!row || !path || !existsSync(path)) throw notFound('screenshot', 'The step shows those that it has.');
    return { path, type: row.type };
  }

  /** It stays in the folder, where nothing points to it any more: a record is only ever added to. */
  remove(run: string, requirement: string, id: string): void {
    const { changes } = this.db
      .prepare('DELETE FROM screenshots WHERE run = ? AND requirement = ? AND id = ?')
      .run(run, requirement, id);
    if (changes === 0) throw notFound('screenshot', 'The step shows those that it has.');
  }

  sent(run: string, requirement: string): (SentStudy & { evidence: AttestedEvidence[] }) | undefined {
    const row = this.db
      .prepare('SELECT * FROM sent_studies WHERE run = ? AND requirement = ?')
      .get(run, requirement) as { at: string; exams: string; evidence: string } | undefined;
    if (!row) return undefined;
    const { at, exams, evidence } = row;
    return { at, exams: JSON.parse(exams) as SentStudy['exams'], evidence: JSON.parse(evidence) as AttestedEvidence[] };
  }

  keepSent(
    run: string,
    requirement: string,
    { at, exams, evidence }: SentStudy & { evidence: AttestedEvidence[] },
  ): void {
    this.db
      .prepare('INSERT OR REPLACE INTO sent_studies (run, requirement, at, exams, evidence) VALUES (?, ?, ?, ?, ?)')
      .run(run, requirement, at, JSON.stringify(exams), JSON.stringify(evidence));
  }

  /** For the journal: what was sent, and what was attached. */
  all(run: string, requirement: string): AttestedEvidence[] {
    const attached = this.#rows(run, requirement).map(({ file, id }) => ({ file, sha256: id }));
    return [...(this.sent(run, requirement)?.evidence ?? []), ...attached];
  }

  /** Once it is answered, the journal has it. */
  forget(run: string, requirement: string): void {
    for (const table of ['screenshots', 'sent_studies'])
      this.db.prepare(`DELETE FROM ${table} WHERE run = ? AND requirement = ?`).run(run, requirement);
  }

  #rows(run: string, requirement: string): Row[] {
    return this.db
      .prepare(
        'SELECT id, name, type, bytes, width, height, file FROM screenshots WHERE run = ? AND requirement = ? ORDER BY rowid',
      )
      .all(run, requirement) as Row[];
  }
}
