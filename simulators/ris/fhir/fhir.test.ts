import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Exam } from '../../../model/exam';
import { newExam, notice, openDepartment, sendRaw, type Department } from '../testing/department';
import type { Json } from './outcome';

let hospital: Department;
let base = '';
beforeAll(async () => {
  hospital = await openDepartment();
  base = `http://${hospital.ris.httpAddress.host}:${hospital.ris.httpAddress.port}/fhir`;
});
afterAll(() => hospital.stop());

async function get(path: string, headers: Record<string, string> = {}): Promise<{ status: number; body: Json }> {
  const response = await fetch(`${base}${path}`, { headers });
  return { status: response.status, body: (await response.json()) as Json };
}

async function post(
  path: string,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<{ status: number; body: Json; location: string }> {
  const response = await fetch(`${base}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/fhir+json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  return {
    status: response.status,
    body: (await response.json()) as Json,
    location: response.headers.get('location') ?? '',
  };
}

async function ordered(): Promise<Exam> {
  const exam = newExam();
  await hospital.ris.placeOrder(exam);
  return exam;
}

const study = (exam: Exam): Json => ({ system: 'urn:dicom:uid', value: `urn:oid:${exam.studyInstanceUid}` });
const subject = (exam: Exam): Json => ({ type: 'Patient', identifier: { value: exam.patientId } });
const observation = (exam: Exam, change: Json = {}): Json => ({
  resourceType: 'Observation',
  identifier: [{ system: 'urn:test', value: `obs-${exam.accessionNumber}` }],
  status: 'preliminary',
  code: { text: 'Haemorrhage' },
  subject: subject(exam),
  derivedFrom: [{ type: 'ImagingStudy', identifier: study(exam) }],
  ...change,
});
const report = (exam: Exam, change: Json = {}): Json => ({
  resourceType: 'DiagnosticReport',
  identifier: [{ system: 'urn:test', value: `report-${exam.accessionNumber}` }],
  contained: [{ resourceType: 'ImagingStudy', id: 'study', identifier: [study(exam)] }],
  status: 'preliminary',
  code: { text: 'Image analysis' },
  subject: subject(exam),
  basedOn: [{ identifier: { value: exam.accessionNumber } }, { identifier: { value: exam.fillerOrderNumber } }],
  imagingStudy: [{ reference: '#study' }],
  ...change,
});
const entry = (fullUrl: string, resource: Json): Json => {
  const [{ system, value } = {}] = resource['identifier'] as { system?: string; value?: string }[];
  const ifNoneExist = `identifier=${encodeURIComponent(`${system}|${value}`)}`;
  return { fullUrl, resource, request: { method: 'POST', url: resource['resourceType'], ifNoneExist } };
};
const bundle = (type: string, ...entries: Json[]): Json => ({ resourceType: 'Bundle', type, entry: entries });
const diagnostics = (body: Json): string => String((body['issue'] as Json[] | undefined)?.[0]?.['diagnostics']);

describe('results', () => {
  it('are taken as a transaction, linked to the exam and to each other, once', async () => {
    const exam = await ordered();
    const urn = 'urn:uuid:00000000-0000-4000-8000-000000000001';
    const transaction = bundle(
      'transaction',
      entry(urn, observation(exam, { derivedFrom: undefined })),
      entry('urn:uuid:2', report(exam, { result: [{ reference: urn }] })),
    );
    const first = await post('', transaction);
    expect(first.status).toBe(200);
    const answers = (first.body['entry'] as Json[]).map(({ response }) => response as Json);
    expect(answers.map(({ status }) => status)).toEqual(['201 Created', '201 Created']);
    const [observed = '', reported = ''] = answers.map(({ location }) => String(location));
    expect((await get(`/${reported}`)).body).toMatchObject({
      result: [{ reference: observed }],
      status: 'preliminary',
    });
    const again = await post('/', transaction);
    expect((again.body['entry'] as Json[]).map(({ response }) => response)).toEqual([
      { status: '200 OK', location: observed },
      { status: '200 OK', location: reported },
    ]);
    const found = await get(`/DiagnosticReport?identifier=urn:test|report-${exam.accessionNumber}`);
    expect(found.body).toMatchObject({ total: 1, entry: [{ resource: { resourceType: 'DiagnosticReport' } }] });
    const trail = hospital.ris.auditTrail(exam.accessionNumber).map(({ what }) => what);
    expect(trail).toEqual(expect.arrayContaining([`FHIR ${observed} filed`, `FHIR ${reported} filed`]));
    // Only ORC-5 = A opens reporting.
    expect(hospital.ris.exam(exam.accessionNumber)?.status).toBe('scheduled');
  });

  it('are taken one by one', async () => {
    const exam = await ordered();
    const created = await post('/Observation', observation(exam));
    expect(created.status).toBe(201);
    expect(created.location).toBe(`/fhir/Observation/${String(created.body['id'])}`);
    const condition = { 'if-none-exist': `identifier=urn:test|obs-${exam.accessionNumber}` };
    const again = await post('/Observation', observation(exam), condition);
    expect([again.status, again.body['id']]).toEqual([200, created.body['id']]);
  });

  it('flag a reported exam for review', async () => {
    const exam = await ordered();
    await hospital.ris.complete(exam.accessionNumber);
    await sendRaw(hospital.ris.mllpAddress, notice(exam));
    hospital.ris.issueReport(exam.accessionNumber, 'Done.');
    await post('/DiagnosticReport', report(exam));
    expect(hospital.ris.exam(exam.accessionNumber)).toMatchObject({ review_needed: 1, report: 'Done.' });
  });

  it('of a batch stand alone, those of a transaction together', async () => {
    const exam = await ordered();
    const bad = observation(exam, { status: 'done', identifier: [{ system: 'urn:test', value: 'bad' }] });
    const entries = [entry('urn:uuid:1', observation(exam)), entry('urn:uuid:2', bad)];
    const together = await post('', bundle('transaction', ...entries));
    expect([together.status, diagnostics(together.body)]).toEqual([
      422,
      expect.stringMatching(/^Observation.status must be one of/),
    ]);
    expect((await get(`/Observation?identifier=obs-${exam.accessionNumber}`)).body['total']).toBe(0);
    const alone = await post('', bundle('batch', ...entries));
    const statuses = (alone.body['entry'] as Json[]).map(({ response }) => (response as Json)['status']);
    expect(statuses).toEqual(['201 Created', '422']);
  });

  it.each<[string, (exam: Exam, other: Exam) => unknown, number, RegExp]>([
    [
      'of another patient',
      (exam) => report(exam, { subject: { identifier: { value: 'SOMEONE' } } }),
      422,
      /subject is not the patient of exam/,
    ],
    ['of nobody', (exam) => report(exam, { subject: undefined }), 422, /subject is missing/],
    [
      'of somebody unknown',
      (exam) => report(exam, { subject: { reference: 'Patient/9' } }),
      422,
      /no identifier that is known/,
    ],
    [
      'of two exams',
      (exam, other) => report(exam, { basedOn: [{ identifier: { value: other.accessionNumber } }] }),
      422,
      /different exams/,
    ],
    ['of no exam', (exam) => report(exam, { basedOn: undefined, imagingStudy: undefined }), 422, /refers to no exam/],
    [
      'of an unknown exam',
      (exam) => report(exam, { basedOn: [{ identifier: { value: 'NOPE' } }], imagingStudy: undefined }),
      422,
      /no exam with NOPE/,
    ],
    [
      'with one wrong number',
      (exam) => report(exam, { basedOn: [{ identifier: { value: 'NOPE' } }] }),
      422,
      /NOPE is not of exam/,
    ],
    ['without code', (exam) => report(exam, { code: undefined }), 422, /DiagnosticReport.code is missing/],
    ['of another type', (exam) => observation(exam), 400, /The body is not a DiagnosticReport/],
    ['that are no object', () => [], 400, /must be a FHIR resource/],
    ['that are no JSON', () => '{', 400, /no JSON/],
  ])('%s are refused', async (_what, make, status, sentence) => {
    const answer = await post('/DiagnosticReport', make(await ordered(), await ordered()));
    expect(answer.status).toBe(status);
    expect(answer.body['resourceType']).toBe('OperationOutcome');
    expect(diagnostics(answer.body)).toMatch(sentence);
  });

  it.each<[string, unknown, number, RegExp]>([
    ['no bundle', { resourceType: 'Patient' }, 400, /Bundle of type transaction or batch/],
    ['a deletion', bundle('transaction', { resource: {}, request: { method: 'DELETE' } }), 422, /must be POST/],
    ['an entry without resource', bundle('transaction', {}), 400, /entry\[0\] has no resource/],
    [
      'a type that is not taken',
      bundle('transaction', { resource: { resourceType: 'Medication' } }),
      422,
      /"Medication" is not taken/,
    ],
  ])('as %s are refused', async (_what, body, status, sentence) => {
    const answer = await post('', body);
    expect([answer.status, diagnostics(answer.body)]).toEqual([status, expect.stringMatching(sentence)]);
  });
});

describe('search', () => {
  it('shows an exam as ServiceRequest and its reporting as Task', async () => {
    const exam = await ordered();
    const one = `identifier=${exam.accessionNumber}`;
    expect((await get(`/Task?${one}&status=draft`)).body['total']).toBe(1);
    await hospital.ris.complete(exam.accessionNumber);
    expect((await get(`/Task?${one}&status=on-hold`)).body['total']).toBe(1);
    await sendRaw(hospital.ris.mllpAddress, notice(exam));
    const { body } = await get(`/Task?${one}&status=ready,draft&priority=stat&patient.identifier=${exam.patientId}`);
    expect(body).toMatchObject({
      resourceType: 'Bundle',
      type: 'searchset',
      total: 1,
      entry: [
        {
          search: { mode: 'match' },
          resource: {
            resourceType: 'Task',
            status: 'ready',
            priority: 'stat',
            focus: { reference: `ServiceRequest/${exam.accessionNumber}` },
            for: { identifier: { value: exam.patientId } },
            input: expect.arrayContaining([{ type: { text: 'AI findings' }, valueString: 'Haemorrhage' }]),
          },
        },
      ],
    });
    const uid = encodeURIComponent(`urn:dicom:uid|urn:oid:${exam.studyInstanceUid}`);
    expect((await get(`/ServiceRequest?identifier=${uid}&status=active`)).body['total']).toBe(1);
    expect((await get(`/ServiceRequest/${exam.accessionNumber}`)).body).toMatchObject({ intent: 'order' });
    expect((await get(`/Task/report-${exam.accessionNumber}`)).body).toMatchObject({ status: 'ready' });
    hospital.ris.issueReport(exam.accessionNumber, 'Done.');
    expect((await get(`/ServiceRequest?${one}&status=completed`)).body['total']).toBe(1);
  });

  it('pages, sorts, and says what it passes over', async () => {
    for (let i = 0; i < 3; i++) await ordered();
    const seen: string[] = [];
    let next: string | undefined = '/ServiceRequest?_count=2&_sort=-authored';
    while (next !== undefined) {
      const { body }: { body: Json } = await get(next);
      for (const { resource } of body['entry'] as { resource: Json }[]) seen.push(String(resource['id']));
      const links = body['link'] as { relation: string; url: string }[];
      next = links.find(({ relation }) => relation === 'next')?.url.replace(/^\/fhir/, '');
      if (next === undefined) expect(seen).toHaveLength(body['total'] as number);
    }
    expect(new Set(seen).size).toBe(seen.length);
    const odd = await get('/Task?colour=red&_count=1');
    expect(odd.body['entry']).toEqual(
      expect.arrayContaining([expect.objectContaining({ search: { mode: 'outcome' } })]),
    );
    expect((odd.body['link'] as Json[])[0]).toEqual({ relation: 'self', url: '/fhir/Task?_count=1' });
    expect((await get('/Task?colour=red', { prefer: 'handling=strict' })).status).toBe(400);
    expect((await get('/Task?_count=many')).status).toBe(400);
    expect((await get('/Task?_sort=mood')).status).toBe(400);
    expect((await get("/Task?identifier=' OR 1=1 --")).body['total']).toBe(0);
  });

  it('is declared', async () => {
    const { body } = await get('/metadata');
    expect(body).toMatchObject({ resourceType: 'CapabilityStatement', fhirVersion: '4.0.1', kind: 'instance' });
    const [rest] = body['rest'] as { resource: { type: string }[] }[];
    expect(rest?.resource.map(({ type }) => type)).toEqual(
      expect.arrayContaining(['ServiceRequest', 'Task', 'DiagnosticReport', 'Observation']),
    );
    const nowhere = await get('/Medication/1');
    expect([nowhere.status, nowhere.body['resourceType']]).toEqual([404, 'OperationOutcome']);
  });
});
