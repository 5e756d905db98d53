import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type Api, type Role, type Route, type RouteName, ROUTES } from '../../contract';
import type { Who } from '../security/sessions';
import { type Schema, object, PARAMS } from './schemas';

type Member<N extends RouteName, K extends string> = Api[N] extends Record<K, infer V> ? V : undefined;

/** One call of a route, with what the contract says that it brings. */
export interface Call<N extends RouteName> {
  params: Member<N, 'params'>;
  query: Member<N, 'query'>;
  body: Member<N, 'body'>;
  /** Who calls; of routes for nobody in particular possibly nobody. */
  who: Who;
  request: FastifyRequest;
  reply: FastifyReply;
}

/** JSON as the contract has it; files, pages, pictures and streams are sent through the reply. */
type Answer<N extends RouteName> = Api[N] extends { answer: infer A }
  ? A
  : (typeof ROUTES)[N] extends { answers: 'none' }
    ? unknown
    : FastifyReply | undefined;

interface Shape {
  query?: Schema;
  body?: Schema;
  /** Most bytes of the body; a raw one is streamed and held to its limit by whoever takes it. */
  bodyLimit?: number;
  rateLimit?: { max: number; timeWindow: string };
}

declare module 'fastify' {
  interface FastifyContextConfig {
    route?: RouteName;
    role?: Role | 'nobody';
    audited?: boolean;
    raw?: readonly string[];
  }
  interface FastifyRequest {
    who?: Who;
    /** What the audit log says that was acted on, where the path does not. */
    subject?: string;
  }
}

const NOBODY: Who = { name: '', role: 'viewer' };

/** Serves one route of the contract. */
export function serve<N extends RouteName>(
  app: FastifyInstance,
  name: N,
  shape: Shape,
  handler: (call: Call<N>) => Answer<N> | Promise<Answer<N>>,
): void {
  const route: Route = ROUTES[name];
  const names = [...route.path.matchAll(/:(\w+)/g)].map((match) => match[1] ?? '');
  const params = Object.fromEntries(names.map((each) => [each, PARAMS[each] ?? { type: 'string', maxLength: 0 }]));
  app.route({
    method: route.method,
    url: route.path,
    schema: {
      params: object(params, names),
      querystring: shape.query ?? object({}),
      ...(shape.body ? { body: shape.body } : {}),
    },
    ...(shape.bodyLimit === undefined ? {} : { bodyLimit: shape.bodyLimit }),
    config: {
      route: name,
      role: route.role,
      audited: route.method !== 'GET' || route.answers === 'file',
      raw: route.takes ?? [],
      ...(shape.rateLimit ? { rateLimit: shape.rateLimit } : {}),
    },
    async handler(request, reply) {
      const { params: given, query, body, who = NOBODY } = request;
      const answer = await handler({ params: given, query, body, who, request, reply } as Call<N>);
      if (reply.sent) return reply;
      if (route.answers === 'none') return reply.status(204).send();
      return answer;
    },
  });
}
