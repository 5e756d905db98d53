import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { FileSource } from '../../../evidence/file-source';
import { removeAbandoned, scratchFolder } from '../../../evidence/scratch-folder';
import type { Pack } from '../../contract';
import type { Db } from '../database';
import { notFound, Refusal } from '../http/refusal';
import { saveBody } from '../http/raw-body';
import { LIMITS } from '../options';
import type { Who } from '../security/sessions';

interface Row {
  id: string;
  name: string;
  bytes: number;
  added_at: string;
  added_by: string;
  origin: Pack['origin'];
  run: string | null;
  redacted: number;
  signed_by: string;
}

type About = Pick<Pack, 'name' | 'origin' | 'run' | 'redacted'>;

const MOST = 500;

/** Packs that were made here or uploaded, in a folder of the console. */
export class Packs {
  constructor(
    private readonly db: Db,
    private readonly root: string,
  ) {
    removeAbandoned(root);
  }

  list(): Pack[] {
    return (this.db.prepare('SELECT * FROM packs ORDER BY added_at DESC').all() as Row[]).map(shown);
  }

  /** @throws Refusal where there is none */
  find(id: string): Pack & { file: string } {
    const row = this.db.prepare('SELECT * FROM packs WHERE id = ?').get(id) as Row | undefined;
    const file = join(this.root, `${id}.zip`);
    if (!row || !existsSync(file))
      throw notFound('pack', 'It may have been removed; the list of packs shows those that are there.');
    return { ...shown(row), file };
  }

  /** Has a new one made, and keeps it; nothing stays of one that was not made to its end. */
  async make(write: (file: string) => Promise<unknown>, about: About, who: Who): Promise<Pack> {
    if (this.list().length >= MOST)
      throw new Refusal(409, `There are ${MOST} packs already.`, 'Remove those that are no longer needed.');
    mkdirSync(this.root, { recursive: true, mode: 0o700 });
    const scratch = scratchFolder('airworthy-pack', this.root);
    try {
      const file = join(scratch, 'pack.zip');
      await write(file);
      return this.#keep(file, about, who);
    } finally {
      rmSync(scratch, { recursive: true, force: true });
    }
  }

  #keep(made: string, about: About, who: Who): Pack {
    const id = randomBytes(8).toString('hex');
    const file = join(this.root, `${id}.zip`);
    renameSync(made, file);
    const { name, origin, run, redacted } = about;
    this.db
      .prepare(
        'INSERT INTO packs (id, name, bytes, added_at, added_by, origin, run, redacted, signed_by) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)',
      )
      .run(
        id,
        name,
        statSync(file).size,
        new Date().toISOString(),
        who.name,
        origin,
        run ?? null,
        Number(redacted),
        '[]',
      );
    return this.find(id);
  }

  upload(name: string, body: unknown, who: Who): Promise<Pack> {
    const save = async (file: string): Promise<void> => {
      await saveBody(body, file, LIMITS.packBytes);
      if (!isZip(file))
        throw new Refusal(
          415,
          'This is no pack: a pack is a zip file.',
          'Send the file that "airworthy pack" or this console made.',
        );
    };
    return this.make(save, { name, origin: 'uploaded', redacted: false }, who);
  }

  /** Puts what `sign` makes of a pack in its place. */
  async sign(
    id: string,
    sign: (pack: Pack & { file: string }, out: string) => Promise<{ keyId: string }>,
  ): Promise<Pack> {
    const pack = this.find(id);
    const scratch = scratchFolder('airworthy-pack', this.root);
    try {
      const out = join(scratch, 'signed.zip');
      const { keyId } = await sign(pack, out);
      const { signedBy, file } = this.find(id);
      renameSync(out, file);
      this.db
        .prepare('UPDATE packs SET signed_by = ?, bytes = ? WHERE id = ?')
        .run(JSON.stringify([...signedBy, keyId]), statSync(file).size, id);
      return shown(this.db.prepare('SELECT * FROM packs WHERE id = ?').get(id) as Row);
    } finally {
      rmSync(scratch, { recursive: true, force: true });
    }
  }

  remove(id: string): void {
    const { file } = this.find(id);
    this.db.prepare('DELETE FROM packs WHERE id = ?').run(id);
    rmSync(file, { force: true });
  }
}

function isZip(file: string): boolean {
  const source = new FileSource(file);
  try {
    return source.read(0, 4).toString('latin1') === 'PK\x03\x04';
  } finally {
    source.close();
  }
}

function shown(row: Row): Pack {
  const { id, name, bytes, added_at: addedAt, added_by: addedBy, origin, run, redacted, signed_by: signedBy } = row;
  return {
    id,
    name,
    bytes,
    addedAt,
    addedBy,
    origin,
    ...(run === null ? {} : { run }),
    redacted: redacted === 1,
    signedBy: JSON.parse(signedBy) as string[],
  };
}
