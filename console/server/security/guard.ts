import type { FastifyInstance, FastifyRequest } from 'fastify';
import { CSRF_HEADER, mayAs } from '../../contract';
import { Refusal } from '../http/refusal';
import { same, type Sessions } from './sessions';

export interface GuardOptions {
  sessions: Sessions;
  cookie: string;
  scheme: 'http' | 'https';
  /** Whether this `Host` header, with its port, is one of ours. */
  isOurs(host: string): boolean;
}

const SAFE_SITES = ['same-origin', 'none'];

/** Stands before every route: names that are not ours (DNS rebinding), other sites' pages, strangers, and too low a role. */
export function guard(app: FastifyInstance, { sessions, cookie, scheme, isOurs }: GuardOptions): void {
  app.addHook('onRequest', async (request) => {
    const { host } = request.headers;
    if (host === undefined || !isOurs(host))
      throw new Refusal(
        421,
        `This console does not answer to the name "${(host ?? '').slice(0, 100)}".`,
        'Open it at the address that "airworthy serve" printed.',
      );
    const { role } = request.routeOptions.config;
    if (role === undefined) return;
    refuseOtherSites(request, `${scheme}://${host}`);
    const session = sessions.find(request.cookies[cookie]);
    if (session) request.who = { name: session.name, role: session.role };
    if (role === 'nobody') return;
    if (!session) throw new Refusal(401, 'You are not signed in, or your session is over.', 'Sign in.');
    if (!['GET', 'HEAD'].includes(request.method)) {
      const given = request.headers[CSRF_HEADER];
      if (typeof given !== 'string' || !same(given, session.csrf))
        throw new Refusal(403, 'The request does not come from a page of this session.', 'Reload the page.');
    }
    if (!mayAs(session.role, role))
      throw new Refusal(403, `This needs the role ${role}; yours is ${session.role}.`, 'Ask an admin of this console.');
  });
}

function refuseOtherSites({ headers }: FastifyRequest, origin: string): void {
  const site = headers['sec-fetch-site'];
  const foreign =
    (headers.origin !== undefined && headers.origin !== origin) ||
    (typeof site === 'string' && !SAFE_SITES.includes(site));
  if (foreign) throw new Refusal(403, 'The request comes from a page of another site.', 'Open the console itself.');
}
