import { randomBytes } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { SutConfig } from '../../../model/sut';
import { ACTOR_NAMES } from '../../../model/actors';
import type { Product, ProductReading, ProductSummary } from '../../contract';
import type { Db } from '../database';
import { notFound, Refusal } from '../http/refusal';
import type { Who } from '../security/sessions';
import { refuseReach } from './policy';
import { readProduct, valueOf } from './reading';

interface Row {
  id: string;
  revision: number;
  yaml: string;
  changed_at: string;
  changed_by: string;
}

const MOST = 1000;

/** The products of the console: a sut.yaml each, and a folder for the files that it names. */
export class Products {
  constructor(
    private readonly db: Db,
    private readonly root: string,
  ) {}

  list(): ProductSummary[] {
    return this.#rows().map((row) => summaryOf(row, this.read(row.yaml, row.id)));
  }

  get(id: string): Product {
    const row = this.#row(id);
    return { ...summaryOf(row, this.read(row.yaml, id)), ...this.read(row.yaml, id), revision: row.revision };
  }

  /** The configuration, paths made absolute. @throws Refusal where it has problems */
  config(id: string): SutConfig {
    const { config, problemList } = readProduct(this.#row(id).yaml, this.#file(id));
    if (config) return config;
    const first = problemList[0];
    throw new Refusal(
      422,
      `The product is not described in full: ${first ? `line ${first.line}: ${first.message}` : 'its sut.yaml cannot be read.'}`,
      'Open the product and correct what is marked there.',
    );
  }

  add(yaml: string, who: Who): Product {
    const { n } = this.db.prepare('SELECT count(*) AS n FROM products').get() as { n: number };
    if (n >= MOST) throw new Refusal(409, `There are ${MOST} products already.`, 'Remove what is no longer needed.');
    const id = randomBytes(8).toString('hex');
    refuseReach(who.role, this.folder(id), undefined, valueOf(yaml));
    mkdirSync(this.folder(id), { recursive: true, mode: 0o700 });
    const now = new Date().toISOString();
    this.db
      .prepare(
        'INSERT INTO products (id, revision, yaml, created_at, changed_at, changed_by) VALUES (?, 1, ?, ?, ?, ?)',
      )
      .run(id, yaml, now, now, who.name);
    return this.get(id);
  }

  change(id: string, revision: number, yaml: string, who: Who): Product {
    const before = this.#row(id);
    refuseReach(who.role, this.folder(id), valueOf(before.yaml), valueOf(yaml));
    const { changes } = this.db
      .prepare(
        'UPDATE products SET yaml = ?, revision = revision + 1, changed_at = ?, changed_by = ? WHERE id = ? AND revision = ?',
      )
      .run(yaml, new Date().toISOString(), who.name, id, revision);
    if (changes === 0)
      throw new Refusal(
        409,
        `${before.changed_by} has changed this product meanwhile.`,
        'Reload it and make your change again.',
      );
    return this.get(id);
  }

  remove(id: string): void {
    this.#row(id);
    this.db.prepare('DELETE FROM products WHERE id = ?').run(id);
    rmSync(this.folder(id), { recursive: true, force: true });
  }

  /** What a text would be as the sut.yaml of that product, or of a new one. @throws Refusal where it reaches beyond the role */
  try(yaml: string, who: Who, id?: string): ProductReading {
    const before = id === undefined ? undefined : valueOf(this.#row(id).yaml);
    // Whether there is a file is found out by reading; of files of the machine only an admin may find that out.
    refuseReach(who.role, this.folder(id ?? 'new'), before, valueOf(yaml));
    return this.read(yaml, id);
  }

  private read(yaml: string, id = 'new'): ProductReading {
    const { value, problemList } = readProduct(yaml, this.#file(id));
    return { yaml, value, problemList };
  }

  /** Where its files are. @throws Refusal where there is no such product */
  folderOf(id: string): string {
    this.#row(id);
    return this.folder(id);
  }

  private folder(id: string): string {
    return join(this.root, id);
  }

  #file(id: string): string {
    return join(this.folder(id), 'sut.yaml');
  }

  #rows(): Row[] {
    return this.db.prepare('SELECT * FROM products ORDER BY changed_at DESC').all() as Row[];
  }

  #row(id: string): Row {
    const row = this.db.prepare('SELECT * FROM products WHERE id = ?').get(id) as Row | undefined;
    if (!row) throw notFound('product', 'It may have been removed; the list of products shows those that are there.');
    return row;
  }
}

function summaryOf(
  { id, changed_at: changedAt, changed_by: changedBy }: Row,
  { value, problemList }: ProductReading,
): ProductSummary {
  const said = (typeof value === 'object' && value !== null ? value : {}) as Record<string, unknown>;
  const word = (key: string) =>
    ['string', 'number'].includes(typeof said[key]) ? String(said[key]).slice(0, 256) : '';
  return {
    id,
    vendor: word('vendor'),
    product: word('product'),
    version: word('version'),
    actor: ACTOR_NAMES.find((actor) => actor === said['actor']) ?? '',
    problems: problemList.length,
    changedAt,
    changedBy,
  };
}
