import type { FastifyInstance } from 'fastify';
import { PRIORITIES, queryWorklist, SORT_KEYS, type WorklistQuery } from '../reporting-worklist';
import type { RouteParts } from './app';
import { shownReading } from '../consumer/show-reading';
import { shownOnWorklist, shownWhole } from './show';

const name = { type: 'string', maxLength: 200 };
const worklistQuery = {
  type: 'object',
  additionalProperties: false,
  properties: {
    aiAbnormality: { ...name, minLength: 1 },
    alert: { type: 'boolean' },
    referralLocation: name,
    modality: { type: 'string', maxLength: 16 },
    specialty: name,
    urgency: { enum: ['urgent', 'routine'] },
    priority: { enum: [...PRIORITIES] },
    intendedReporter: name,
    completedAfter: { type: 'string', format: 'iso-date-time' },
    completedBefore: { type: 'string', format: 'iso-date-time' },
    reviewNeeded: { type: 'boolean' },
    sort: { enum: [...SORT_KEYS] },
    descending: { type: 'boolean' },
    limit: { type: 'integer', minimum: 1, maximum: 500 },
    offset: { type: 'integer', minimum: 0 },
  },
};
const auditQuery = {
  type: 'object',
  additionalProperties: false,
  properties: { accessionNumber: name, limit: { type: 'integer', minimum: 1, maximum: 10_000 } },
};

/** Worklist, exams and audit trail as JSON. Wrong input is answered 400 with the field and the fix. */
export function addReadRoutes(app: FastifyInstance, parts: RouteParts): void {
  const { database, exams, readings, audit, guard, hooks } = parts;

  app.get<{ Querystring: WorklistQuery }>(
    '/worklist',
    { onRequest: guard('worklist'), schema: { querystring: worklistQuery } },
    async ({ query }) =>
      queryWorklist(database, hooks?.worklist?.(query) ?? query).map(({ exam, abnormalities }) =>
        shownOnWorklist(exam, abnormalities),
      ),
  );

  app.get<{ Params: { accession: string } }>(
    '/exams/:accession',
    { onRequest: guard('worklist') },
    async ({ params }, reply) => {
      const exam = exams.get(params.accession);
      if (!exam) return reply.code(404).send({ error: `There is no exam ${params.accession}.` });
      return shownWhole(parts, exam);
    },
  );

  app.get<{ Params: { accession: string } }>(
    '/exams/:accession/ai-results',
    { onRequest: guard('worklist') },
    async ({ params }, reply) => {
      const exam = exams.get(params.accession);
      if (!exam) return reply.code(404).send({ error: `There is no exam ${params.accession}.` });
      return shownReading(exam.accession_number, readings.of(exam.accession_number));
    },
  );

  app.get<{ Querystring: { accessionNumber?: string; limit?: number } }>(
    '/audit',
    { onRequest: guard('audit'), schema: { querystring: auditQuery } },
    async ({ query }) =>
      audit.read(query).map(({ at, who, what, accession_number }) => ({
        at,
        who,
        what,
        accessionNumber: accession_number,
      })),
  );
}
