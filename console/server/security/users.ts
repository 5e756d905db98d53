import type { Role, User } from '../../contract';
import type { Db } from '../database';
import { Refusal } from '../http/refusal';
import { hashPassword, isPassword, LONGEST_PASSWORD, SHORTEST_PASSWORD } from './passwords';

interface Row {
  name: string;
  role: Role;
  password: string;
  created_at: string;
  last_seen_at: string | null;
}

/** People who may sign in. */
export class Users {
  /** A try at an unknown name must take as long as one at a known name. */
  readonly #decoy = hashPassword('nobody has this password');

  constructor(private readonly db: Db) {}

  list(): User[] {
    return (this.db.prepare('SELECT * FROM users ORDER BY name').all() as Row[]).map(shown);
  }

  /** @throws Refusal */
  async add(name: string, role: Role, password: string): Promise<User> {
    checkName(name);
    checkPassword(password);
    const hash = await hashPassword(password);
    if (this.#row(name)) throw new Refusal(409, `There is a user called ${name} already.`, 'Choose another name.');
    this.db
      .prepare('INSERT INTO users (name, role, password, created_at) VALUES (?, ?, ?, ?)')
      .run(name, role, hash, new Date().toISOString());
    return this.#get(name);
  }

  /** @throws Refusal */
  async change(name: string, { role, password }: { role?: Role; password?: string }): Promise<User> {
    this.#get(name);
    if (role !== undefined && role !== 'admin') this.#keepAnAdmin(name);
    if (password !== undefined) {
      checkPassword(password);
      this.db.prepare('UPDATE users SET password = ? WHERE name = ?').run(await hashPassword(password), name);
    }
    if (role !== undefined) this.db.prepare('UPDATE users SET role = ? WHERE name = ?').run(role, name);
    return this.#get(name);
  }

  /** @throws Refusal */
  remove(name: string): void {
    this.#get(name);
    this.#keepAnAdmin(name);
    this.db.prepare('DELETE FROM users WHERE name = ?').run(name);
  }

  /** The user whose name and password these are. */
  async find(name: string, password: string): Promise<User | undefined> {
    const row = this.#row(name);
    const fits = await isPassword(password, row?.password ?? (await this.#decoy));
    if (!row || !fits) return undefined;
    this.db.prepare('UPDATE users SET last_seen_at = ? WHERE name = ?').run(new Date().toISOString(), row.name);
    return shown(row);
  }

  get none(): boolean {
    return this.db.prepare('SELECT 1 FROM users LIMIT 1').get() === undefined;
  }

  #row(name: string): Row | undefined {
    return this.db.prepare('SELECT * FROM users WHERE name = ?').get(name) as Row | undefined;
  }

  #get(name: string): User {
    const row = this.#row(name);
    if (!row) throw new Refusal(404, `There is no user called ${name}.`, 'The list of users shows who there is.');
    return shown(row);
  }

  #keepAnAdmin(name: string): void {
    const others = this.db.prepare("SELECT 1 FROM users WHERE role = 'admin' AND name <> ? LIMIT 1").get(name);
    const { role } = this.#get(name);
    if (role === 'admin' && others === undefined)
      throw new Refusal(409, `${name} is the only admin.`, 'Make somebody else an admin first.');
  }
}

function shown({ name, role, created_at: createdAt, last_seen_at: seen }: Row): User {
  return { name, role, createdAt, ...(seen === null ? {} : { lastSeenAt: seen }) };
}

function checkName(name: string): void {
  if (!/^[\p{L}\p{N}][\p{L}\p{N} ._@-]{0,63}$/u.test(name))
    throw new Refusal(400, `"${name}" cannot be a name.`, 'Use up to 64 letters, digits, spaces and the signs . _ @ -');
}

function checkPassword(password: string): void {
  if (password.length < SHORTEST_PASSWORD || password.length > LONGEST_PASSWORD)
    throw new Refusal(
      400,
      `A password has ${SHORTEST_PASSWORD} to ${LONGEST_PASSWORD} characters; this one has ${password.length}.`,
      'Several words in a row are easy to remember.',
    );
}
