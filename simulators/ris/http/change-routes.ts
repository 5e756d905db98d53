import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Exam } from '../../../model/exam';
import type { OrderDetails } from '../database/exams';
import type { ExamRow } from '../database/types';
import { callerOf } from './access';
import type { RouteParts } from './app';
import { orderBody, type OrderBody, toExam } from './order-body';

interface OfExam {
  Params: { accession: string };
}

const prose = { type: 'string', minLength: 1, maxLength: 100_000 };
const reportBody = {
  type: 'object',
  required: ['text'],
  additionalProperties: false,
  properties: { text: prose, by: { type: 'string', minLength: 1, maxLength: 64 } },
};
const reviewBody = {
  type: 'object',
  required: ['outcome'],
  additionalProperties: false,
  properties: {
    outcome: { enum: ['unchanged', 'amended'] },
    addendum: prose,
    by: { type: 'string', minLength: 1, maxLength: 64 },
  },
};
const reporterBody = {
  type: 'object',
  required: ['intendedReporter'],
  additionalProperties: false,
  properties: { intendedReporter: { type: 'string', maxLength: 64 } },
};

/** Orders, reports and reviews. Every change is in the audit trail with who made it. */
export function addChangeRoutes(app: FastifyInstance, parts: RouteParts): void {
  const { exams, audit, unit, workflow, reviews, desk, guard } = parts;
  const known = (accession: string, reply: FastifyReply): ExamRow | undefined => {
    const exam = exams.get(accession);
    if (!exam) reply.code(404).send({ error: `There is no exam ${accession}.` });
    return exam;
  };
  const conflict = (reply: FastifyReply, exam: ExamRow, why: string): FastifyReply =>
    reply.code(409).send({ error: `Exam ${exam.accession_number} is ${exam.status}. ${why}` });

  app.post<{ Body: OrderBody }>(
    '/orders',
    { onRequest: guard('order'), schema: { body: orderBody } },
    async (request, reply) => {
      const exam: Exam = toExam(request.body);
      const details: OrderDetails = request.body;
      if (exams.findBy({ accessionNumber: exam.accessionNumber, study: exam.studyInstanceUid }).length > 0)
        return reply.code(409).send({ error: 'There is an exam with that accession number or study already.' });
      await desk.placeOrder(exam, details, callerOf(request));
      return reply
        .code(201)
        .header('location', `/exams/${encodeURIComponent(exam.accessionNumber)}`)
        .send({ accessionNumber: exam.accessionNumber });
    },
  );

  for (const [path, act, why] of [
    ['complete', (key: string, by: string) => desk.complete(key, `completed by ${by}`), 'It cannot be completed.'],
    ['cancel', (key: string, by: string) => desk.cancel(key, `cancelled by ${by}`), 'It cannot be cancelled.'],
  ] as const) {
    app.post<OfExam>(`/exams/:accession/${path}`, { onRequest: guard('order') }, async (request, reply) => {
      const exam = known(request.params.accession, reply);
      if (!exam) return reply;
      const told = act(exam.accession_number, callerOf(request));
      if (!told) return conflict(reply, exam, why);
      await told;
      return reply.code(204).send();
    });
  }

  app.post<OfExam & { Body: { text: string; by?: string } }>(
    '/exams/:accession/report',
    { onRequest: guard('report'), schema: { body: reportBody } },
    async (request, reply) => {
      const exam = known(request.params.accession, reply);
      if (!exam) return reply;
      const { text, by = callerOf(request) } = request.body;
      audit.note(callerOf(request), 'issues a report', exam.accession_number);
      if (!workflow.report(exam.accession_number, text, by))
        return conflict(reply, exam, 'Only exams on the reporting worklist can be reported.');
      return reply.code(204).send();
    },
  );

  app.post<OfExam & { Body: { outcome: 'unchanged' | 'amended'; addendum?: string; by?: string } }>(
    '/exams/:accession/review',
    { onRequest: guard('report'), schema: { body: reviewBody } },
    async (request, reply) => {
      const exam = known(request.params.accession, reply);
      if (!exam) return reply;
      const { outcome, addendum, by = callerOf(request) } = request.body;
      if ((outcome === 'amended') !== (addendum !== undefined))
        return reply.code(400).send({ error: 'body.addendum must be given with outcome amended, and only then.' });
      if (exam.review_needed === 0) return conflict(reply, exam, 'It is not flagged for review.');
      unit.run(() => {
        if (addendum !== undefined) reviews.addAddendum(exam.accession_number, addendum, by);
        reviews.resolve(exam.accession_number, by, outcome);
        audit.note(callerOf(request), `reviewed, report ${outcome}`, exam.accession_number);
      });
      return reply.code(204).send();
    },
  );

  app.post<OfExam & { Body: { intendedReporter: string } }>(
    '/exams/:accession/reporter',
    { onRequest: guard('report'), schema: { body: reporterBody } },
    async (request, reply) => {
      const exam = known(request.params.accession, reply);
      if (!exam) return reply;
      const { intendedReporter } = request.body;
      unit.run(() => {
        exams.update(exam.accession_number, { intended_reporter: intendedReporter });
        audit.note(callerOf(request), `intended reporter: ${intendedReporter || 'nobody'}`, exam.accession_number);
      });
      return reply.code(204).send();
    },
  );
}
