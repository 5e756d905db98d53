import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { parseJson } from '../../../model/json';
import { callerOf } from '../http/access';
import type { RouteParts } from '../http/app';
import { takeBundle } from './bundle';
import { capabilityStatement } from './capability';
import { reportingTask, serviceRequest } from './exam-resources';
import { FhirRefusal, outcome, type Json } from './outcome';
import { CREATABLE, FhirResults } from './results';
import { searchExams } from './search';

const FHIR_JSON = 'application/fhir+json; charset=utf-8';

type Query = Record<string, string | string[]>;

/** FHIR R4 at /fhir: ServiceRequest and Task search over exams; create, transaction and batch for results (RCR l.220-231). */
export function addFhirRoutes(app: FastifyInstance, parts: RouteParts): void {
  const { database, exams, guard, log } = parts;
  const results = new FhirResults(parts, parts.hooks?.fhir);

  app.addContentTypeParser('application/fhir+json', { parseAs: 'buffer' }, (_request, body, done) => {
    try {
      done(null, parseJson(body as Buffer));
    } catch {
      done(Object.assign(new Error('The body is no JSON.'), { statusCode: 400 }), undefined);
    }
  });

  /** Refusals become outcomes; everything else is the application's error handler's. */
  const answering =
    (status: number, act: (request: FastifyRequest, reply: FastifyReply) => Json | undefined) =>
    async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
      try {
        reply.code(status);
        const resource = act(request, reply);
        return resource
          ? send(reply, reply.statusCode, resource)
          : send(reply, 404, outcome(`There is nothing at ${request.url.slice(0, 200)}.`, 404));
      } catch (error) {
        if (!(error instanceof FhirRefusal)) throw error;
        log.warn(`RIS over FHIR: ${error.status}: ${error.message}`);
        parts.audit.note(callerOf(request), `${request.method} ${request.url.slice(0, 100)} refused: ${error.message}`);
        return send(reply, error.status, outcome(error.message, error.status));
      }
    };

  app.get(
    '/fhir/metadata',
    answering(200, () => capabilityStatement()),
  );

  for (const [type, make] of [
    ['ServiceRequest', serviceRequest],
    ['Task', reportingTask],
  ] as const) {
    app.get<{ Querystring: Query }>(
      `/fhir/${type}`,
      { onRequest: guard('search') },
      answering(200, (request) => searchExams(database, type, request.query as Query, isStrict(request))),
    );
    app.get<{ Params: { id: string } }>(
      `/fhir/${type}/:id`,
      { onRequest: guard('search') },
      answering(200, (request) => {
        const { id } = request.params as { id: string };
        const exam = exams.get(type === 'Task' ? id.replace(/^report-/, '') : id);
        return exam && make(exam);
      }),
    );
  }

  for (const type of CREATABLE) {
    app.get<{ Querystring: Query }>(
      `/fhir/${type}`,
      { onRequest: guard('search') },
      answering(200, (request) => {
        const { identifier } = request.query as { identifier?: string };
        const found = results.find(type, identifier);
        const entry = found.map((resource) => ({ fullUrl: `/fhir/${type}/${String(resource['id'])}`, resource }));
        return { resourceType: 'Bundle', type: 'searchset', total: found.length, entry };
      }),
    );
    app.get<{ Params: { id: string } }>(
      `/fhir/${type}/:id`,
      { onRequest: guard('search') },
      answering(200, (request) => results.read(type, (request.params as { id: string }).id)),
    );
    app.post(
      `/fhir/${type}`,
      { onRequest: guard('results') },
      answering(201, (request, reply) => {
        const resource = body(request);
        if (resource['resourceType'] !== type) throw new FhirRefusal(400, `The body is not a ${type}.`);
        const header = request.headers['if-none-exist'];
        const ifNoneExist = typeof header === 'string' ? header : undefined;
        const [created] = results.create([{ resource, ifNoneExist }], callerOf(request));
        if (!created) return undefined;
        if (!created.isNew) reply.code(200);
        reply.header('location', `/fhir/${type}/${created.id}`);
        return results.read(type, created.id);
      }),
    );
  }

  for (const path of ['/fhir', '/fhir/'])
    app.post(
      path,
      { onRequest: guard('results') },
      answering(200, (request) => takeBundle(results, body(request), callerOf(request))),
    );
}

function body(request: FastifyRequest): Json {
  const { body: value } = request;
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new FhirRefusal(400, 'The body must be a FHIR resource as JSON.');
  return value as Json;
}

function isStrict(request: FastifyRequest): boolean {
  return /handling\s*=\s*strict/i.test(String(request.headers['prefer'] ?? ''));
}

function send(reply: FastifyReply, status: number, resource: Json): FastifyReply {
  return reply.code(status).type(FHIR_JSON).send(JSON.stringify(resource));
}
