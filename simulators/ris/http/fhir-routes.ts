import { randomUUID } from 'node:crypto';
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Database } from '../database/database';
import type { ExamTable } from '../database/exams';
import type { ExamRow } from '../database/types';
import { callerOf, type accessGuard } from './access';

type Json = Record<string, unknown>;

const FHIR_JSON = 'application/fhir+json; charset=utf-8';
/** What the AI platform may send (RCR l.223-227). */
const CREATABLE = new Set([
  'DiagnosticReport',
  'Observation',
  'Device',
  'ImagingStudy',
  'Patient',
  'ServiceRequest',
  'Provenance',
  'DocumentReference',
]);

/** FHIR R4 at /fhir: ServiceRequest and Task search over exams, create and transaction for results. */
export function addFhirRoutes(
  app: FastifyInstance,
  { database, exams, guard }: { database: Database; exams: ExamTable; guard: ReturnType<typeof accessGuard> },
): void {
  app.addContentTypeParser(['application/fhir+json'], { parseAs: 'string' }, (_request, body, done) => {
    try {
      done(null, JSON.parse(String(body)));
    } catch (error) {
      done(Object.assign(error as Error, { statusCode: 400 }), undefined);
    }
  });

  app.get('/fhir/metadata', async (_request, reply) => send(reply, 200, capabilityStatement()));

  app.get<{ Querystring: Record<string, string> }>(
    '/fhir/ServiceRequest',
    { preHandler: guard('read') },
    async ({ query }, reply) => send(reply, 200, searchSet(search(exams, query).map(serviceRequest))),
  );

  app.get<{ Querystring: Record<string, string> }>(
    '/fhir/Task',
    { preHandler: guard('read') },
    async ({ query }, reply) => send(reply, 200, searchSet(search(exams, query).map(task))),
  );

  const store = (resource: Json): { id: string } | string => {
    const type = String(resource['resourceType'] ?? '');
    if (!CREATABLE.has(type)) return `resourceType "${type}" is not taken here; taken are ${[...CREATABLE].join(', ')}`;
    const id = randomUUID();
    database
      .prepare('INSERT INTO fhir_resource VALUES (?, ?, ?, ?, ?)')
      .run(
        id,
        type,
        accessionOf(exams, resource) ?? null,
        JSON.stringify({ ...resource, id }),
        new Date().toISOString(),
      );
    return { id };
  };

  /** Conditional create (FHIR R4 3.1.0.8.1): the one that has the identifier already, if there is one. */
  const existing = (type: unknown, condition: string | undefined): string | undefined => {
    const identifier = new URLSearchParams(condition ?? '').get('identifier')?.split('|').pop();
    if (!identifier) return undefined;
    const row = database
      .prepare("SELECT id FROM fhir_resource WHERE type = ? AND json LIKE ? ESCAPE '\\'")
      .get(String(type), `%"value":"${identifier.replace(/[\\%_]/g, '\\$&')}"%`) as { id: string } | undefined;
    return row?.id;
  };

  app.post<{ Body: Json }>('/fhir', { preHandler: guard('results') }, async (request, reply) => {
    const bundle = request.body;
    if (bundle?.['resourceType'] !== 'Bundle' || !['transaction', 'batch'].includes(String(bundle['type']))) {
      return send(reply, 400, outcome('A Bundle of type transaction or batch is expected here.'));
    }
    const entries = (Array.isArray(bundle['entry']) ? bundle['entry'] : []) as {
      resource?: Json;
      request?: { ifNoneExist?: string };
    }[];
    const refused: string[] = [];
    // All or nothing (FHIR R4 3.1.0.11.2).
    const transaction = database.transaction(() =>
      entries.map(({ resource, request: how }) => {
        const known = existing(resource?.['resourceType'], how?.ifNoneExist);
        if (known !== undefined)
          return { response: { status: '200 OK', location: `${String(resource?.['resourceType'])}/${known}` } };
        const stored = store(resource ?? {});
        if (typeof stored === 'string') {
          refused.push(stored);
          throw new Error(stored);
        }
        return { response: { status: '201 Created', location: `${String(resource?.['resourceType'])}/${stored.id}` } };
      }),
    );
    try {
      const entry = transaction();
      exams.audit(callerOf(request), `FHIR transaction of ${entry.length} resources`);
      return send(reply, 200, { resourceType: 'Bundle', type: 'transaction-response', entry });
    } catch (error) {
      return send(reply, refused.length > 0 ? 422 : 500, outcome((error as Error).message));
    }
  });

  app.post<{ Params: { type: string }; Body: Json }>(
    '/fhir/:type',
    { preHandler: guard('results') },
    async (request, reply) => {
      if (request.body?.['resourceType'] !== request.params.type) {
        return send(reply, 400, outcome(`The body is not a ${request.params.type}.`));
      }
      const stored = store(request.body);
      if (typeof stored === 'string') return send(reply, 422, outcome(stored));
      exams.audit(callerOf(request), `FHIR ${request.params.type} ${stored.id}`);
      reply.header('location', `/fhir/${request.params.type}/${stored.id}`);
      return send(reply, 201, { ...request.body, id: stored.id });
    },
  );

  app.get<{ Params: { type: string; id: string } }>(
    '/fhir/:type/:id',
    { preHandler: guard('read') },
    async ({ params }, reply) => {
      const row = database
        .prepare('SELECT json FROM fhir_resource WHERE id = ? AND type = ?')
        .get(params.id, params.type) as { json: string } | undefined;
      return row
        ? send(reply, 200, JSON.parse(row.json) as Json)
        : send(reply, 404, outcome(`There is no ${params.type}/${params.id}.`));
    },
  );
}

function search(exams: ExamTable, query: Record<string, string>): ExamRow[] {
  const identifier = query['identifier']?.split('|').pop();
  if (identifier !== undefined) {
    return exams.findBy({
      accessionNumber: identifier,
      placer: identifier,
      filler: identifier,
      study: identifier.replace('urn:oid:', ''),
    });
  }
  return exams
    .byStatus('scheduled', 'in-progress', 'completed', 'reporting', 'reported', 'cancelled')
    .filter(
      (exam) =>
        query['status'] === undefined ||
        serviceRequest(exam).status === query['status'] ||
        task(exam).status === query['status'],
    );
}

const SERVICE_STATUS: Record<string, string> = { reported: 'completed', cancelled: 'revoked' };

function serviceRequest(exam: ExamRow) {
  return {
    resourceType: 'ServiceRequest',
    id: exam.accession_number,
    identifier: [
      {
        type: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v2-0203', code: 'ACSN' }] },
        value: exam.accession_number,
      },
      {
        type: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v2-0203', code: 'PLAC' }] },
        value: exam.placer_order_number,
      },
      {
        type: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v2-0203', code: 'FILL' }] },
        value: exam.filler_order_number,
      },
    ],
    status: SERVICE_STATUS[exam.status] ?? 'active',
    intent: 'order',
    priority: exam.priority === 0 ? 'stat' : exam.urgency === 'urgent' ? 'urgent' : 'routine',
    code: { coding: [{ code: exam.procedure_code, display: exam.procedure_meaning }] },
    subject: { identifier: { value: exam.patient_id } },
    authoredOn: exam.ordered_at,
  };
}

const TASK_STATUS: Record<string, string> = {
  scheduled: 'draft',
  'in-progress': 'draft',
  completed: 'on-hold',
  reporting: 'ready',
  reported: 'completed',
  cancelled: 'cancelled',
};

/** The task of reporting: `ready` means that the study is on the reporting worklist. */
function task(exam: ExamRow) {
  return {
    resourceType: 'Task',
    id: `report-${exam.accession_number}`,
    status: TASK_STATUS[exam.status] ?? 'draft',
    businessStatus: { text: exam.ai_status_text || exam.ai_status },
    intent: 'order',
    priority: exam.priority === 0 ? 'stat' : exam.urgency === 'urgent' ? 'urgent' : 'routine',
    code: { text: 'Report imaging study' },
    focus: { reference: `ServiceRequest/${exam.accession_number}` },
    identifier: [{ value: exam.accession_number }],
  };
}

/** The exam a result is about: by any identifier in it that is one of ours. */
function accessionOf(exams: ExamTable, resource: Json): string | undefined {
  const text = JSON.stringify(resource);
  const candidates = new Set(
    [...text.matchAll(/"value":"(?:urn:oid:)?([^"]{1,64})"/g)].map(([, value]) => value ?? ''),
  );
  for (const id of candidates) {
    const [exam] = exams.findBy({ accessionNumber: id, placer: id, filler: id, study: id });
    if (exam) return exam.accession_number;
  }
  return undefined;
}

function searchSet(resources: Json[]): Json {
  return {
    resourceType: 'Bundle',
    type: 'searchset',
    total: resources.length,
    entry: resources.map((resource) => ({ resource })),
  };
}

function outcome(diagnostics: string): Json {
  return { resourceType: 'OperationOutcome', issue: [{ severity: 'error', code: 'invalid', diagnostics }] };
}

function capabilityStatement(): Json {
  const interaction = (...codes: string[]) => codes.map((code) => ({ code }));
  return {
    resourceType: 'CapabilityStatement',
    status: 'active',
    date: '2026-11-24',
    kind: 'instance',
    fhirVersion: '4.0.1',
    format: ['application/fhir+json'],
    rest: [
      {
        mode: 'server',
        interaction: [{ code: 'transaction' }, { code: 'batch' }],
        resource: [
          {
            type: 'ServiceRequest',
            interaction: interaction('search-type', 'create'),
            searchParam: [
              { name: 'identifier', type: 'token' },
              { name: 'status', type: 'token' },
            ],
          },
          {
            type: 'Task',
            interaction: interaction('search-type'),
            searchParam: [
              { name: 'identifier', type: 'token' },
              { name: 'status', type: 'token' },
            ],
          },
          { type: 'DiagnosticReport', interaction: interaction('create', 'read') },
          { type: 'Observation', interaction: interaction('create', 'read') },
        ],
      },
    ],
  };
}

function send(reply: FastifyReply, status: number, resource: Json): FastifyReply {
  return reply.code(status).type(FHIR_JSON).send(JSON.stringify(resource));
}
