import type { FastifyReply, FastifyRequest } from 'fastify';
import { isFhir, outcome } from '../fhir/outcome';
import type { Role } from '../options';

/** RCR l.64-66: who may do what. AI brings results and sees what it needs to match them; it never reports. */
const RIGHTS = {
  worklist: ['reader', 'reporter', 'admin'],
  search: ['reader', 'reporter', 'admin', 'ai'],
  order: ['admin'],
  report: ['reporter'],
  audit: ['admin'],
  results: ['ai', 'admin'],
} as const satisfies Record<string, readonly Role[]>;
export type Right = keyof typeof RIGHTS;
export type Guard = (right: Right) => (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>;

const LOOPBACK = /^(127\.|::1$|::ffff:127\.)/;
const callers = new WeakMap<FastifyRequest, Role | 'anybody'>();

/**
 * Checks the bearer token against the table of tokens. Without a table everybody on this machine may do everything, and
 * nobody from elsewhere anything. `refused` is for the audit trail.
 */
export function accessGuard(
  tokens: Record<string, Role> | undefined,
  refused: (who: string, what: string) => void,
): Guard {
  return (right) => async (request, reply) => {
    const deny = (status: 401 | 403, who: string, error: string): FastifyReply => {
      refused(`HTTP ${who} ${request.ip}`, `${request.method} ${request.url.slice(0, 200)} refused: ${error}`);
      return reply.code(status).send(isFhir(request.url) ? outcome(error, status) : { error });
    };
    if (tokens === undefined) {
      if (!LOOPBACK.test(request.ip))
        return deny(401, 'nobody', 'No access from other machines without tokens. Set tokens for this RIS.');
      callers.set(request, 'anybody');
      return undefined;
    }
    const token = /^Bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1];
    const role = token !== undefined && Object.hasOwn(tokens, token) ? tokens[token] : undefined;
    if (role === undefined)
      return deny(401, 'nobody', 'Give an access token that is known here: Authorization: Bearer <token>.');
    if (!(RIGHTS[right] as readonly Role[]).includes(role))
      return deny(403, role, `The role ${role} may not do this (${right}).`);
    callers.set(request, role);
    return undefined;
  };
}

/** For the audit trail: `HTTP reporter 127.0.0.1`. */
export function callerOf(request: FastifyRequest): string {
  return `HTTP ${callers.get(request) ?? 'nobody'} ${request.ip}`;
}
