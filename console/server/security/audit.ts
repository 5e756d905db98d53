import type { FastifyInstance } from 'fastify';
import type { AuditEntry, AuditPage } from '../../contract';
import type { Db } from '../database';

type Row = Omit<AuditEntry, 'from'> & { origin: string };
const MOST_SUBJECT = 200;

/** Who did what, and what came of it. Entries are only ever added. */
export class Audit {
  constructor(private readonly db: Db) {}

  note(entry: Omit<AuditEntry, 'id' | 'at'>): void {
    const { user, role, action, subject, status, from } = entry;
    this.db
      .prepare('INSERT INTO audit (at, user, role, action, subject, status, origin) VALUES (?, ?, ?, ?, ?, ?, ?)')
      .run(new Date().toISOString(), user, role, action, subject.slice(0, MOST_SUBJECT), status, from);
  }

  page(before: number | undefined, limit: number): AuditPage {
    const rows = this.db
      .prepare('SELECT * FROM audit WHERE id < ? ORDER BY id DESC LIMIT ?')
      .all(before ?? Number.MAX_SAFE_INTEGER, limit + 1) as Row[];
    const entries = rows.slice(0, limit).map(({ origin, ...entry }) => ({ ...entry, from: origin }));
    const last = entries.at(-1);
    return { entries, ...(rows.length > limit && last ? { next: last.id } : {}) };
  }
}

/** Notes every change and every download, also those that were refused. */
export function auditRequests(app: FastifyInstance, audit: Audit): void {
  // Before the answer goes out: of one that the other side breaks off no end is told.
  app.addHook('onSend', (request, reply, payload, done) => {
    const { route, audited } = request.routeOptions.config;
    if (route && audited) {
      const { name: user = '', role = '' } = request.who ?? {};
      const subject = request.subject ?? Object.values((request.params ?? {}) as Record<string, unknown>).join(' ');
      audit.note({ user, role, action: route, subject, status: reply.statusCode, from: request.ip });
    }
    done(null, payload);
  });
}
