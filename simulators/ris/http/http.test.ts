import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Exam } from '../../../model/exam';
import { newExam, notice, openDepartment, sendRaw, type Department } from '../testing/department';

let open: Department;
let guarded: Department;
beforeAll(async () => {
  open = await openDepartment();
  guarded = await openDepartment({ tokens: { r: 'reader', p: 'reporter', a: 'admin', x: 'ai' } });
});
afterAll(() => Promise.all([open.stop(), guarded.stop()]));

interface Answer {
  status: number;
  body: unknown;
}

async function call(
  { ris }: Department,
  method: 'GET' | 'POST',
  path: string,
  { body, token }: { body?: unknown; token?: string } = {},
): Promise<Answer> {
  const { host, port } = ris.httpAddress;
  const response = await fetch(`http://${host}:${port}${path}`, {
    method,
    headers: {
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, body: text === '' ? undefined : JSON.parse(text) };
}

async function reportable(department: Department): Promise<Exam> {
  const exam = newExam();
  await department.ris.placeOrder(exam);
  await department.ris.complete(exam.accessionNumber);
  await sendRaw(department.ris.mllpAddress, notice(exam));
  return exam;
}

const order = (exam: Exam): Record<string, unknown> => ({
  patientId: exam.patientId,
  patientName: exam.patientName,
  accessionNumber: exam.accessionNumber,
  studyInstanceUid: exam.studyInstanceUid,
  modality: 'CT',
  bodyPartExamined: 'HEAD',
  procedure: exam.procedure,
});

describe('JSON', () => {
  it('takes an exam from order to report and review', async () => {
    const exam = newExam();
    const at = `/exams/${exam.accessionNumber}`;
    const details = { urgency: 'urgent', specialty: 'stroke', referralLocation: 'gp', intendedReporter: 'Dr A' };
    expect((await call(open, 'POST', '/orders', { body: { ...order(exam), ...details } })).status).toBe(201);
    expect((await call(open, 'POST', '/orders', { body: order(exam) })).status).toBe(409);
    expect((await call(open, 'POST', `${at}/report`, { body: { text: 'Early.' } })).status).toBe(409);
    expect((await call(open, 'POST', `${at}/complete`)).status).toBe(204);
    expect((await call(open, 'POST', `${at}/complete`)).status).toBe(409);
    expect((await call(open, 'POST', `${at}/report`, { body: { text: 'Early.' } })).body).toEqual({
      error: `Exam ${exam.accessionNumber} is completed. Only exams on the reporting worklist can be reported.`,
    });
    const sent = notice(exam, {
      change: {
        ...{ 'ORC-2': '', 'ORC-3': '', 'OBR-2': '', 'OBR-3': '' },
        'PID-3': exam.patientId,
      },
    });
    expect((await sendRaw(open.ris.mllpAddress, sent)).code).toBe('AA');
    const query = 'specialty=stroke&referralLocation=gp&intendedReporter=Dr%20A&alert=true&aiAbnormality=haemorr';
    const { body } = await call(open, 'GET', `/worklist?${query}`);
    expect(body).toEqual([
      expect.objectContaining({
        accessionNumber: exam.accessionNumber,
        status: 'reporting',
        priority: 'expedited',
        urgency: 'urgent',
        ai: expect.objectContaining({ status: 'available', findings: 'Haemorrhage', alert: true }),
      }),
    ]);
    expect((await call(open, 'POST', `${at}/report`, { body: { text: 'Bleeding.', by: 'Dr A' } })).status).toBe(204);
    expect((await call(open, 'POST', `${at}/review`, { body: { outcome: 'unchanged' } })).status).toBe(409);
    await sendRaw(open.ris.mllpAddress, sent.replace(/ORM\^O01\|\w+/, 'ORM^O01|LATE1'));
    expect((await call(open, 'POST', `${at}/review`, { body: { outcome: 'amended' } })).status).toBe(400);
    const review = { outcome: 'amended', addendum: 'Also a fracture.', by: 'Dr B' };
    expect((await call(open, 'POST', `${at}/review`, { body: review })).status).toBe(204);
    expect((await call(open, 'GET', at)).body).toMatchObject({
      status: 'reported',
      reviewNeeded: false,
      report: { text: 'Bleeding.', by: 'Dr A' },
      addenda: [{ text: 'Also a fracture.', by: 'Dr B' }],
      review: [{ outcome: 'amended', resolvedBy: 'Dr B' }],
      ai: {
        abnormalities: [{ meaning: 'Haemorrhage', presence: 'present', alert: 'AA' }, { presence: 'absent' }],
        alerts: [{ flag: 'AA' }, { flag: 'AA' }],
        observations: expect.arrayContaining([expect.objectContaining({ resultStatus: 'P', valueType: 'CE' })]),
      },
    });
    const trail = (await call(open, 'GET', `/audit?accessionNumber=${exam.accessionNumber}`)).body as {
      what: string;
    }[];
    expect(trail.map(({ what }) => what)).toEqual(
      expect.arrayContaining(['order placed', 'issues a report', 'reviewed, report amended']),
    );
  });

  it.each<[string, 'GET' | 'POST', string, unknown, number, RegExp]>([
    [
      'an unknown parameter',
      'GET',
      '/worklist?colour=red',
      undefined,
      400,
      /querystring has "colour", which is not known/,
    ],
    ['an unknown order', 'GET', '/worklist?sort=mood', undefined, 400, /querystring.sort must be one of priority, /],
    ['no number', 'GET', '/worklist?limit=many', undefined, 400, /querystring.limit must be integer/],
    ['no time', 'GET', '/worklist?completedAfter=yesterday', undefined, 400, /completedAfter/],
    ['an unknown exam', 'GET', '/exams/NONE', undefined, 404, /There is no exam NONE/],
    ['an unknown exam to report', 'POST', '/exams/NONE/report', { text: 'x' }, 404, /There is no exam NONE/],
    [
      'an order without patient',
      'POST',
      '/orders',
      { accessionNumber: 'A' },
      400,
      /body must have required property 'patientId'/,
    ],
    [
      'a UID that is none',
      'POST',
      '/orders',
      { ...order(newExam()), studyInstanceUid: '1.02' },
      400,
      /body.studyInstanceUid must match/,
    ],
    ['no JSON', 'POST', '/orders', '{"a"', 400, /JSON/],
    ['an unknown path', 'GET', '/nothing', undefined, 404, /There is nothing at GET \/nothing/],
  ])('answers %s plainly', async (_what, method, path, body, status, sentence) => {
    const answer = await call(open, method, path, { body });
    expect(answer.status).toBe(status);
    expect((answer.body as { error: string }).error).toMatch(sentence);
  });
});

describe('access', () => {
  it.each<[string | undefined, 'GET' | 'POST', string, number]>([
    [undefined, 'GET', '/worklist', 401],
    ['wrong', 'GET', '/worklist', 401],
    ['__proto__', 'GET', '/worklist', 401],
    ['r', 'GET', '/worklist', 200],
    ['p', 'GET', '/worklist', 200],
    ['x', 'GET', '/worklist', 403],
    ['r', 'POST', '/exams/NONE/report', 403],
    ['x', 'POST', '/exams/NONE/report', 403],
    ['a', 'POST', '/exams/NONE/report', 403],
    ['p', 'GET', '/audit', 403],
    ['a', 'GET', '/audit', 200],
    ['p', 'POST', '/orders', 403],
    ['x', 'GET', '/fhir/Task', 200],
    ['r', 'POST', '/fhir/Observation', 403],
    [undefined, 'GET', '/fhir/Task', 401],
    [undefined, 'GET', '/fhir/metadata', 200],
  ])('of token %s to %s %s is answered %i', async (token, method, path, status) => {
    const body = method === 'POST' ? { text: 'x' } : undefined;
    expect((await call(guarded, method, path, { token, body })).status).toBe(status);
  });

  it('is in the audit trail, granted and refused, with who it was', async () => {
    const exam = await reportable(guarded);
    const path = `/exams/${exam.accessionNumber}/report`;
    await call(guarded, 'POST', path, { token: 'x', body: { text: 'x' } });
    await call(guarded, 'POST', path, { token: 'p', body: { text: 'x' } });
    const trail = guarded.ris.auditTrail().map(({ who, what }) => `${who}: ${what}`);
    expect(trail).toEqual(
      expect.arrayContaining([
        `HTTP ai 127.0.0.1: POST ${path} refused: The role ai may not do this (report).`,
        'HTTP reporter 127.0.0.1: issues a report',
      ]),
    );
  });
});
