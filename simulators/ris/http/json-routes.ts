import type { FastifyInstance } from 'fastify';
import type { Exam } from '../../../model/exam';
import type { Database } from '../database/database';
import type { ExamTable, OrderDetails } from '../database/exams';
import type { AbnormalityRow, ExamRow } from '../database/types';
import type { ExamWorkflow } from '../exam-workflow';
import { queryWorklist, SORT_KEYS, type WorklistQuery } from '../reporting-worklist';
import { callerOf, type accessGuard } from './access';

export interface JsonRoutes {
  database: Database;
  exams: ExamTable;
  workflow: ExamWorkflow;
  guard: ReturnType<typeof accessGuard>;
  placeOrder(exam: Exam, details: OrderDetails): Promise<void>;
}

const worklistQuery = {
  type: 'object',
  additionalProperties: false,
  properties: {
    aiAbnormality: { type: 'string', maxLength: 200 },
    alert: { type: 'boolean' },
    referralLocation: { type: 'string', maxLength: 200 },
    modality: { type: 'string', maxLength: 16 },
    specialty: { type: 'string', maxLength: 200 },
    urgency: { type: 'string', maxLength: 16 },
    intendedReporter: { type: 'string', maxLength: 200 },
    completedAfter: { type: 'string', format: 'date-time' },
    completedBefore: { type: 'string', format: 'date-time' },
    reviewNeeded: { type: 'boolean' },
    sort: { enum: [...SORT_KEYS] },
    descending: { type: 'boolean' },
    limit: { type: 'integer', minimum: 1, maximum: 500 },
    offset: { type: 'integer', minimum: 0 },
  },
};

const text = { type: 'string', minLength: 1, maxLength: 64 };
const order = {
  type: 'object',
  required: [
    'patientId',
    'patientName',
    'accessionNumber',
    'studyInstanceUid',
    'modality',
    'bodyPartExamined',
    'procedure',
  ],
  properties: {
    patientId: text,
    patientName: text,
    issuerOfPatientId: text,
    patientBirthDate: { type: 'string', pattern: '^\\d{8}$' },
    patientSex: { enum: ['M', 'F', 'O'] },
    accessionNumber: { type: 'string', minLength: 1, maxLength: 16 },
    placerOrderNumber: text,
    fillerOrderNumber: text,
    requestedProcedureId: { type: 'string', maxLength: 16 },
    scheduledProcedureStepId: { type: 'string', maxLength: 16 },
    studyInstanceUid: { type: 'string', pattern: '^[0-9.]{1,64}$' },
    modality: { type: 'string', maxLength: 16 },
    bodyPartExamined: { type: 'string', maxLength: 16 },
    procedure: {
      type: 'object',
      required: ['value', 'scheme', 'meaning'],
      properties: { value: text, scheme: text, meaning: text },
    },
    urgency: { enum: ['urgent', 'routine'] },
    referralLocation: text,
    specialty: text,
    intendedReporter: text,
  },
};

/** Worklist, exams, orders, reports and audit as JSON. Wrong input is answered 400 with the field and the fix. */
export function addJsonRoutes(
  app: FastifyInstance,
  { database, exams, workflow, guard, placeOrder }: JsonRoutes,
): void {
  app.get<{ Querystring: WorklistQuery }>(
    '/worklist',
    { preHandler: guard('read'), schema: { querystring: worklistQuery } },
    async ({ query }) => queryWorklist(database, query).map(({ exam, abnormalities }) => shown(exam, abnormalities)),
  );

  app.get<{ Params: { accession: string } }>(
    '/exams/:accession',
    { preHandler: guard('read') },
    async (request, reply) => {
      const exam = exams.get(request.params.accession);
      if (!exam) return reply.code(404).send({ error: `There is no exam ${request.params.accession}.` });
      return shown(exam, exams.abnormalities(exam.accession_number));
    },
  );

  app.post<{ Body: Partial<Exam> & OrderDetails & { accessionNumber: string } }>(
    '/orders',
    { preHandler: guard('order'), schema: { body: order } },
    async (request, reply) => {
      const exam = withDefaults(request.body);
      if (exams.get(exam.accessionNumber))
        return reply.code(409).send({ error: `Exam ${exam.accessionNumber} is there already.` });
      exams.audit(callerOf(request), 'order', exam.accessionNumber);
      await placeOrder(exam, request.body);
      return reply.code(201).send({ accessionNumber: exam.accessionNumber });
    },
  );

  app.post<{ Params: { accession: string }; Body: { text: string } }>(
    '/exams/:accession/report',
    {
      preHandler: guard('report'),
      schema: {
        body: {
          type: 'object',
          required: ['text'],
          properties: { text: { type: 'string', minLength: 1, maxLength: 100_000 } },
        },
      },
    },
    async (request, reply) => {
      const { accession } = request.params;
      exams.audit(callerOf(request), 'report', accession);
      if (!workflow.report(accession, request.body.text)) {
        return reply.code(409).send({ error: `Exam ${accession} is not on the reporting worklist.` });
      }
      return reply.code(204).send();
    },
  );

  app.get('/audit', { preHandler: guard('audit') }, async () => exams.auditTrail());
}

function shown(exam: ExamRow, abnormalities: AbnormalityRow[]) {
  return {
    accessionNumber: exam.accession_number,
    placerOrderNumber: exam.placer_order_number,
    fillerOrderNumber: exam.filler_order_number,
    studyInstanceUid: exam.study_instance_uid,
    patientId: exam.patient_id,
    patientName: exam.patient_name,
    modality: exam.modality,
    bodyPartExamined: exam.body_part,
    procedure: { value: exam.procedure_code, scheme: exam.procedure_scheme, meaning: exam.procedure_meaning },
    status: exam.status,
    priority: ['alert', 'urgent', 'routine'][exam.priority] ?? 'routine',
    urgency: exam.urgency,
    referralLocation: exam.referral_location,
    specialty: exam.specialty,
    intendedReporter: exam.intended_reporter,
    orderedAt: exam.ordered_at,
    completedAt: exam.completed_at,
    reportedAt: exam.reported_at,
    report: exam.report,
    reviewNeeded: exam.review_needed === 1,
    ai: {
      status: exam.ai_status,
      text: exam.ai_status_text,
      abnormalities: abnormalities.map(({ code, scheme, meaning, presence, value, alert, sender, received_at }) => ({
        code,
        scheme,
        meaning,
        presence,
        value,
        alert,
        sender,
        receivedAt: received_at,
      })),
    },
  };
}

function withDefaults(body: Partial<Exam> & { accessionNumber: string }): Exam {
  const key = body.accessionNumber;
  return {
    caseId: key,
    kind: 'positive',
    study: '',
    patientId: '',
    issuerOfPatientId: 'AIRWORTHY',
    patientName: '',
    patientBirthDate: '19700101',
    patientSex: 'O',
    placerOrderNumber: `P${key}`.slice(0, 16),
    fillerOrderNumber: `F${key}`.slice(0, 16),
    requestedProcedureId: `RP${key}`.slice(0, 16),
    scheduledProcedureStepId: `SP${key}`.slice(0, 16),
    studyInstanceUid: '',
    modality: '',
    bodyPartExamined: '',
    procedure: { value: '', scheme: '', meaning: '' },
    expectation: { inScope: true, present: [], absent: [], alert: false },
    ...body,
  };
}
