import fastify, { type FastifyInstance } from 'fastify';
import type { Listen, Logger } from '../../../model/actors';
import { serverTls } from '../../../protocols/dimse/tls';
import type { Role } from '../options';
import { accessGuard } from './access';
import { addFhirRoutes } from './fhir-routes';
import { addJsonRoutes, type JsonRoutes } from './json-routes';

const MAX_BODY_BYTES = 16 * 1024 * 1024;

/** The RIS over HTTP: JSON and FHIR on one listener. */
export function createHttpApp(
  o: Omit<JsonRoutes, 'guard'> & { listen: Listen; tokens?: Record<string, Role>; log: Logger },
): FastifyInstance {
  const app = fastify({
    bodyLimit: MAX_BODY_BYTES,
    forceCloseConnections: true,
    ajv: { customOptions: { coerceTypes: 'array', removeAdditional: false } },
    ...(o.listen.tls ? { https: serverTls(o.listen.tls) } : {}),
  }) as unknown as FastifyInstance;
  app.setErrorHandler((error: Error & { statusCode?: number }, _request, reply) => {
    const status = error.statusCode ?? 500;
    if (status >= 500) o.log.error(`RIS over HTTP: ${error.message}`);
    // What went wrong inside is for the log, not for a peer.
    return reply.code(status).send({ error: status >= 500 ? 'The request could not be handled.' : error.message });
  });
  app.setNotFoundHandler((request, reply) =>
    reply.code(404).send({
      error: `There is nothing at ${request.method} ${request.url.slice(0, 200)}. See simulators/ris/README.md.`,
    }),
  );
  const guard = accessGuard(o.tokens);
  addJsonRoutes(app, { ...o, guard });
  addFhirRoutes(app, { ...o, guard });
  return app;
}
