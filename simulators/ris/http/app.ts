import fastify, { type FastifyError, type FastifyInstance } from 'fastify';
import type { Listen, Logger } from '../../../model/actors';
import { serverTls } from '../../../protocols/dimse/tls';
import { addFhirRoutes } from '../fhir/routes';
import { isFhir, outcome } from '../fhir/outcome';
import { answersInTurn } from '../../../protocols/answers-in-turn';
import { lingerAfterRefusals } from '../../../protocols/linger';
import type { RisHooks } from '../hooks';
import type { OrderDesk } from '../order-desk';
import type { Role } from '../options';
import type { Records } from '../records';
import { accessGuard, type Guard } from './access';
import { addChangeRoutes } from './change-routes';
import { addReadRoutes } from './read-routes';

const MAX_BODY_BYTES = 16 * 1024 * 1024;
const REQUEST_TIMEOUT_MS = 30_000;
const IDLE_TIMEOUT_MS = 120_000;

export interface RouteParts extends Records {
  desk: OrderDesk;
  guard: Guard;
  log: Logger;
  hooks?: RisHooks;
}

/** The RIS over HTTP: JSON and FHIR on one listener. */
export function createHttpApp(
  o: Omit<RouteParts, 'guard'> & { listen: Listen; idleTimeoutMs?: number; tokens?: Record<string, Role> },
): FastifyInstance {
  const { idleTimeoutMs = IDLE_TIMEOUT_MS } = o;
  const app = fastify({
    bodyLimit: MAX_BODY_BYTES,
    forceCloseConnections: true,
    connectionTimeout: idleTimeoutMs,
    requestTimeout: REQUEST_TIMEOUT_MS,
    ajv: { customOptions: { removeAdditional: false } },
    ...(o.listen.tls ? { https: serverTls(o.listen.tls) } : {}),
  }) as unknown as FastifyInstance;
  lingerAfterRefusals(app);
  answersInTurn(app, idleTimeoutMs);
  app.setErrorHandler((error: FastifyError, request, reply) => {
    const status = error.statusCode ?? 500;
    if (status >= 500) o.log.error(`RIS over HTTP: ${error.message}`);
    // What went wrong inside is for the log, not for a peer.
    const text = status >= 500 ? 'The request could not be handled.' : problem(error);
    return reply.code(status).send(isFhir(request.url) ? outcome(text, status) : { error: text });
  });
  app.setNotFoundHandler((request, reply) => {
    const text = `There is nothing at ${request.method} ${request.url.slice(0, 200)}. See simulators/ris/README.md.`;
    return reply.code(404).send(isFhir(request.url) ? outcome(text, 404) : { error: text });
  });
  const guard = accessGuard(o.tokens, (who, what) => o.audit.note(who, what));
  const parts: RouteParts = { ...o, guard };
  addReadRoutes(app, parts);
  addChangeRoutes(app, parts);
  addFhirRoutes(app, parts);
  return app;
}

/** Names the member that is wrong, and what may stand there. */
function problem(error: FastifyError): string {
  const [first] = error.validation ?? [];
  if (!first) return error.message;
  const where = `${error.validationContext ?? 'request'}${first.instancePath.replaceAll('/', '.')}`;
  const allowed = first.params['allowedValues'];
  const extra = first.params['additionalProperty'];
  if (Array.isArray(allowed)) return `${where} must be one of ${allowed.join(', ')}.`;
  if (typeof extra === 'string') return `${where} has "${extra}", which is not known here.`;
  return `${where} ${first.message ?? 'is not valid'}.`;
}
