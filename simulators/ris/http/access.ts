import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Role } from '../options';

/** RCR l.64-65: who may do what. */
const RIGHTS = {
  read: ['reader', 'reporter', 'admin', 'ai'],
  order: ['admin'],
  report: ['reporter'],
  audit: ['admin'],
  results: ['ai', 'admin'],
} as const satisfies Record<string, readonly Role[]>;
export type Right = keyof typeof RIGHTS;

export interface Caller {
  name: string;
}

/** Checks the bearer token; without a token table everybody may do everything (a listener on loopback). */
export function accessGuard(tokens: Record<string, Role> | undefined) {
  return (right: Right) => async (request: FastifyRequest, reply: FastifyReply) => {
    if (tokens === undefined) return;
    const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
    const role = token === undefined ? undefined : Object.hasOwn(tokens, token) ? tokens[token] : undefined;
    if (role === undefined)
      return reply.code(401).send({ error: 'Give an access token: Authorization: Bearer <token>.' });
    if (!(RIGHTS[right] as readonly Role[]).includes(role)) {
      return reply.code(403).send({ error: `The role ${role} may not do this (${right}).` });
    }
    request.headers['x-caller'] = role;
  };
}

/** For the audit trail. */
export function callerOf(request: FastifyRequest): string {
  const role = request.headers['x-caller'];
  return `http ${typeof role === 'string' ? role : 'unauthenticated'} ${request.ip}`;
}
