import { randomBytes } from 'node:crypto';
import { mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { removeAbandoned, scratchFolder } from '../../../evidence/scratch-folder';
import { SYNTHETIC_STUDIES } from '../../../fixtures/studies/catalogue';
import type { StudySet } from '../../contract';
import type { Db } from '../database';
import { notFound, Refusal } from '../http/refusal';
import { saveBody } from '../http/raw-body';
import { LIMITS } from '../options';
import type { Who } from '../security/sessions';
import type { BenchHand } from '../worker/bench-hand';

interface Row {
  id: string;
  name: string;
  objects: number;
  bytes: number;
  added_at: string;
  added_by: string;
}

const MOST = 100;

/** What runs can send: synthetic studies, and those that were uploaded. */
export class StudySets {
  constructor(
    private readonly db: Db,
    private readonly root: string,
    private readonly benchHand: BenchHand,
  ) {
    removeAbandoned(root);
  }

  list(): StudySet[] {
    const synthetic = SYNTHETIC_STUDIES.map(({ name, title, kind }): StudySet => ({
      id: `synthetic:${name}`,
      name: title,
      kind: 'synthetic',
      for: kind,
    }));
    return [...synthetic, ...this.#rows().map(shown)];
  }

  /** As sut.yaml names it. @throws Refusal */
  sourceOf(id: string): string {
    const found = this.list().find((set) => set.id === id);
    if (!found) throw notFound('study set', 'The list of studies shows those that are there.');
    return found.kind === 'synthetic' ? found.id : join(this.root, found.id);
  }

  async add(name: string, body: unknown, who: Who): Promise<StudySet> {
    if (this.#rows().length >= MOST)
      throw new Refusal(409, `There are ${MOST} study sets already.`, 'Remove one that is no longer needed.');
    mkdirSync(this.root, { recursive: true, mode: 0o700 });
    const id = randomBytes(8).toString('hex');
    const scratch = scratchFolder('airworthy-studies', this.root);
    const [zip, folder] = [join(scratch, 'upload.zip'), join(scratch, 'objects')];
    try {
      await saveBody(body, zip, LIMITS.studySetBytes);
      const ask = { zip, folder, scratch: join(scratch, 'large') };
      const { objects, bytes } = await this.benchHand.do('unpack-studies', ask);
      renameSync(folder, join(this.root, id));
      this.db
        .prepare('INSERT INTO study_sets (id, name, objects, bytes, added_at, added_by) VALUES (?, ?, ?, ?, ?, ?)')
        .run(id, name, objects, bytes, new Date().toISOString(), who.name);
    } finally {
      rmSync(scratch, { recursive: true, force: true });
    }
    return shown(this.#rows().find((row) => row.id === id) as Row);
  }

  remove(id: string): void {
    if (!this.#rows().some((row) => row.id === id))
      throw notFound('study set', 'The list of studies shows those that are there.');
    this.db.prepare('DELETE FROM study_sets WHERE id = ?').run(id);
    rmSync(join(this.root, id), { recursive: true, force: true });
  }

  #rows(): Row[] {
    return this.db.prepare('SELECT * FROM study_sets ORDER BY added_at DESC').all() as Row[];
  }
}

function shown({ id, name, objects, bytes, added_at: addedAt, added_by: addedBy }: Row): StudySet {
  return { id, name, kind: 'uploaded', objects, bytes, addedAt, addedBy };
}
