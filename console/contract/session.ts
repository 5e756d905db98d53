import type { Role } from './roles';

/** Header that every request but GET must bear, with `Session.csrf`. */
export const CSRF_HEADER = 'x-airworthy-csrf';
/** GET with `?token=`: exchanges the one-time token of the printed address for a cookie, and leads on to `/`. */
export const ENTER_PATH = '/enter';
/** Where ENTER_PATH leads with a token that does not count: `/?problem=token`. */
export const TOKEN_PROBLEM = 'token';

/** `local`: one person on this machine, let in by the printed address. `users`: people with names and passwords. */
export type Mode = 'local' | 'users';

export interface Session {
  mode: Mode;
  airworthy: string;
  /** Absent where nobody is signed in. */
  user?: { name: string; role: Role };
  /** For {@link CSRF_HEADER}; absent where nobody is signed in. */
  csrf?: string;
}

export interface SignIn {
  name: string;
  password: string;
}

export interface User {
  name: string;
  role: Role;
  /** ISO 8601. */
  createdAt: string;
  lastSeenAt?: string;
}

export interface NewUser {
  name: string;
  role: Role;
  /** At least 12 characters. */
  password: string;
}

/** What is left out stays as it is. */
export interface ChangedUser {
  role?: Role;
  password?: string;
}

export interface AuditEntry {
  id: number;
  /** ISO 8601. */
  at: string;
  user: string;
  role: Role | '';
  /** Name of the route in {@link ROUTES}, or `session.enter`, `session.refused`. */
  action: string;
  /** What it was done to: name of a run, a product, a requirement, a user. */
  subject: string;
  /** HTTP status that the person got. */
  status: number;
  from: string;
}

export interface AuditPage {
  /** Newest first. */
  entries: AuditEntry[];
  /** For `before`; absent on the last page. */
  next?: number;
}

/** What this server can do and takes. */
export interface About {
  airworthy: string;
  mode: Mode;
  /** A signing key was configured at the start. */
  signingKey: boolean;
  /** Reports can be printed to PDF with pictures. */
  chromium: boolean;
  limits: { screenshotBytes: number; packBytes: number; studySetBytes: number; productBytes: number };
}
