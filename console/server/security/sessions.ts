import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Role } from '../../contract';

export interface Who {
  name: string;
  role: Role;
}

interface Kept extends Who {
  csrf: string;
  openedAt: number;
  seenAt: number;
}

const IDLE_MS = 8 * 60 * 60 * 1000;
const LONGEST_MS = 24 * 60 * 60 * 1000;
const MOST = 1000;

/** Who is signed in. Kept in memory, by a hash of the cookie: what leaks from here opens no session. */
export class Sessions {
  readonly #kept = new Map<string, Kept>();

  /** The cookie's value. */
  open(who: Who): string {
    this.#sweep();
    const secret = randomBytes(32).toString('base64url');
    const now = Date.now();
    this.#kept.set(hash(secret), { ...who, csrf: randomBytes(24).toString('base64url'), openedAt: now, seenAt: now });
    return secret;
  }

  find(secret: string | undefined): (Who & { csrf: string }) | undefined {
    const kept = secret === undefined ? undefined : this.#kept.get(hash(secret));
    if (!kept || isOver(kept)) return undefined;
    kept.seenAt = Date.now();
    return kept;
  }

  close(secret: string | undefined): void {
    if (secret !== undefined) this.#kept.delete(hash(secret));
  }

  /** When a user was removed, or has another password or role. */
  closeAllOf(name: string): void {
    for (const [key, kept] of this.#kept) if (sameName(kept.name, name)) this.#kept.delete(key);
  }

  #sweep(): void {
    for (const [key, kept] of this.#kept) if (isOver(kept)) this.#kept.delete(key);
    for (const key of this.#kept.keys()) {
      if (this.#kept.size < MOST) break;
      this.#kept.delete(key);
    }
  }
}

/** A token that lets in once. */
export class OneTimeToken {
  #hash: string | undefined;

  /** The one before no longer counts. */
  renew(): string {
    const token = randomBytes(24).toString('base64url');
    this.#hash = hash(token);
    return token;
  }

  use(token: string): boolean {
    const counts = this.#hash !== undefined && same(this.#hash, hash(token));
    if (counts) this.#hash = undefined;
    return counts;
  }
}

export function same(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}

function isOver({ openedAt, seenAt }: Kept): boolean {
  const now = Date.now();
  return now - seenAt > IDLE_MS || now - openedAt > LONGEST_MS;
}

const sameName = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

function hash(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}
