import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MllpClient } from '../../../protocols/mllp/client';
import type { Exam } from '../../../model/exam';
import {
  ABSENT,
  FRACTURE,
  HAEMORRHAGE,
  newExam,
  notice,
  openDepartment,
  sendRaw,
  type Department,
  type NoticeOptions,
} from '../testing/department';

let hospital: Department;
let hook: ((accessionNumber: string) => Promise<void>) | undefined;
beforeAll(async () => {
  hospital = await openDepartment({
    beforeAck: async ({ accessionNumber }) => hook?.(accessionNumber),
    beforeAckTimeoutMs: 1000,
  });
});
afterAll(() => hospital.stop());

async function waitingExam(change: Partial<Exam> = {}): Promise<Exam> {
  const exam = newExam(change);
  await hospital.ris.placeOrder(exam);
  await hospital.ris.complete(exam.accessionNumber);
  return exam;
}

const send = (exam: Exam, o?: NoticeOptions): ReturnType<typeof sendRaw> =>
  sendRaw(hospital.ris.mllpAddress, notice(exam, o));

function filed(exam: Exam): string[] {
  return hospital.ris
    .abnormalities(exam.accessionNumber)
    .filter(({ current }) => current === 1)
    .map(({ presence, meaning, alert }) => `${presence} ${meaning}${alert === '' ? '' : ` !${alert}`}`);
}

describe('what a message says', () => {
  it.each<[string, string[], string[], string]>([
    [
      'its own code, or Absent',
      [`1|CE|${HAEMORRHAGE}||${HAEMORRHAGE}|||AA|||P`, `2|CE|${FRACTURE}||${ABSENT}||||||P`],
      ['present Haemorrhage !AA', 'absent Fracture'],
      'Haemorrhage',
    ],
    [
      'words',
      [
        `1|ST|${HAEMORRHAGE}||POSITIVE||||||P`,
        `2|ST|${FRACTURE}||Not detected||||||P`,
        '3|ST|X^Mass^L||Equivocal||||||P',
      ],
      ['present Haemorrhage', 'absent Fracture', 'unclear Mass'],
      'Haemorrhage',
    ],
    [
      'a general question with coded answers, repeated',
      [`1|CWE|FIND^AI finding^L||${HAEMORRHAGE}~${FRACTURE}~M^No midline shift^L||||||P`],
      ['present Haemorrhage', 'present Fracture', 'absent midline shift'],
      'Fracture, Haemorrhage',
    ],
    [
      'plain names, negated or not',
      [
        '1|ST|FIND^AI finding^L||Pleural effusion||||||P',
        '2|ST|FIND^AI finding^L||No evidence of fracture||||||P',
        '3|TX|FIND^AI finding^L||Pneumothorax: absent||||||P',
      ],
      ['present Pleural effusion', 'absent fracture', 'absent Pneumothorax'],
      'Pleural effusion',
    ],
    [
      'escaped delimiters',
      ['1|ST|FIND^AI finding^L||Mass \\T\\ effusion||||||P'],
      ['present Mass & effusion'],
      'Mass & effusion',
    ],
    [
      'not analysed, for one abnormality of two',
      [`1|CE|${HAEMORRHAGE}||${HAEMORRHAGE}||||||P`, `2|CE|${FRACTURE}||NA^bone window missing^L||||||X`],
      ['present Haemorrhage', 'not-analysed Fracture'],
      'Haemorrhage',
    ],
    [
      'nothing: declarations, numbers, prose, deleted and wrong results',
      [
        '1|ST|ALGORITHM^AI algorithm^99AIRW||Finder 1.0||||||O',
        '2|NM|VOL^Volume^L||12|mL^^UCUM|||||P',
        `3|TX|IMP^Impression^L||${'No haemorrhage was seen, but the images are noisy. '.repeat(3)}||||||P`,
        `4|CE|${HAEMORRHAGE}||${HAEMORRHAGE}|||AA|||D`,
        `5|CE|${FRACTURE}||${FRACTURE}|||AA|||W`,
      ],
      [],
      '',
    ],
  ])('reads %s', async (_what, obx, statements, findings) => {
    const exam = await waitingExam();
    expect(await send(exam, { obx })).toMatchObject({ code: 'AA' });
    expect(filed(exam)).toEqual(statements);
    const row = hospital.ris.worklist().find((one) => one.exam.accession_number === exam.accessionNumber)?.exam;
    expect(row).toMatchObject({ ai_findings: findings, ai_status: 'available' });
    expect(hospital.ris.observations(exam.accessionNumber)).toHaveLength(obx.length);
  });

  it.each([
    ['AA', true],
    ['H', true],
    ['LOCAL-CODE', true],
    ['N', false],
    ['U', false],
    ['', false],
  ])('takes OBX-8 "%s" for an alert: %s', async (flag, raises) => {
    const exam = await waitingExam();
    await send(exam, { obx: [`1|CE|${FRACTURE}||${FRACTURE}|||${flag}|||P`] });
    expect(hospital.ris.exam(exam.accessionNumber)).toMatchObject({
      alert: Number(raises),
      priority: raises ? 0 : 2,
      status: 'reporting',
    });
    expect(hospital.ris.alerts(exam.accessionNumber)).toHaveLength(Number(raises));
  });

  it('takes a critical alert code, and a request for expedited reading', async () => {
    const [coded, expedited] = [await waitingExam(), await waitingExam()];
    await send(coded, { obx: ['1|CE|CRITICAL-ALERT^Critical alert code^99AIRW||RCR1^Critical^L||||||P'] });
    await send(expedited, { obx: [], change: { 'ORC-7': '^^^^^S' } });
    expect(hospital.ris.alerts(coded.accessionNumber)).toMatchObject([{ meaning: 'Critical', flag: 'RCR1' }]);
    for (const exam of [coded, expedited])
      expect(hospital.ris.exam(exam.accessionNumber)).toMatchObject({ priority: 0 });
  });

  it('lets a later message correct an earlier one and take its alert back, but lowers no priority', async () => {
    const exam = await waitingExam();
    await send(exam);
    await send(exam, { obx: [`1|CE|${HAEMORRHAGE}||${ABSENT}||||||C`] });
    expect(filed(exam)).toEqual(['absent Fracture', 'absent Haemorrhage']);
    expect(hospital.ris.abnormalities(exam.accessionNumber)).toHaveLength(3);
    expect(hospital.ris.exam(exam.accessionNumber)).toMatchObject({ ai_findings: '', priority: 0, alert: 0 });
  });

  it('honours MSH-18 and passes over segments that it does not know', async () => {
    const exam = await waitingExam();
    const text = notice(exam, {
      obx: ['1|ST|FIND^AI finding^L||Hämatom||||||P'],
      change: { 'MSH-18': '8859/1', 'PV1-3': 'Ambulanz' },
    }).replace('ZDS|', 'ZZ9|whatever^else\rZDS|');
    const answer = await sendRaw(hospital.ris.mllpAddress, Buffer.from(text, 'latin1'));
    expect(answer.code).toBe('AA');
    expect(filed(exam)).toEqual(['present Hämatom']);
  });
});

describe('what is not taken', () => {
  const elsewhere = newExam();
  beforeAll(() => hospital.ris.placeOrder(elsewhere));

  it.each<[string, NoticeOptions['change'], string, RegExp]>([
    ['an unknown accession number', { 'OBR-18': 'NOWHERE' }, 'AE', /^OBR-18 NOWHERE is not that of the exam/],
    [
      'nothing that is known',
      { 'OBR-18': 'N1', 'ORC-2': 'N2', 'ORC-3': 'N3', 'OBR-2': '', 'OBR-3': '', 'ZDS-1': '1.2' },
      'AE',
      /^No exam has OBR-18 N1, ORC-2 N2/,
    ],
    [
      'no identifier of an exam',
      { 'OBR-18': '', 'ORC-2': '', 'ORC-3': '', 'OBR-2': '', 'OBR-3': '', 'ZDS-1': '' },
      'AE',
      /^No exam is identified/,
    ],
    ['another patient', { 'PID-3': 'SOMEONE^^^HOSP' }, 'AE', /^PID-3 is not the patient/],
    ['another issuer', { 'PID-3': 'THIS^^^OTHER' }, 'AE', /^PID-3 is not the patient/],
    ['no patient', { 'PID-3': '' }, 'AE', /^PID-3 is empty/],
    [
      "another exam's order number",
      { 'ORC-2': elsewhere.placerOrderNumber },
      'AE',
      /^The identifiers belong to different exams/,
    ],
    [
      "another exam's study",
      { 'ZDS-1': elsewhere.studyInstanceUid },
      'AE',
      /^The identifiers belong to different exams/,
    ],
    ['OBR-3 other than ORC-3', { 'OBR-3': 'X' }, 'AE', /^OBR-3 X is not that/],
    ['another birth date', { 'PID-7': '20200101' }, 'AE', /^PID-7 is not the birth date/],
    ['the other sex', { 'PID-8': 'M' }, 'AE', /^PID-8 is not the sex/],
    ['another name', { 'PID-5': 'SMITH^ANNA' }, 'AE', /^PID-5 is not the name/],
    ['another message type', { 'MSH-9': 'ADT^A01' }, 'AR', /^Message type ADT\^A01|^Message type ADT/],
    ['no control ID', { 'MSH-10': '' }, 'AR', /^MSH-10 is empty/],
    ['no version', { 'MSH-12': '' }, 'AR', /^MSH-12 is ""/],
    ['bytes outside the character set', { 'MSH-18': 'ASCII' }, 'AR', /^The text is not in the character set of MSH-18/],
  ])('refuses %s', async (_what, change, code, reason) => {
    const exam = await waitingExam();
    const changed = Object.fromEntries(
      Object.entries(change ?? {}).map(([path, value]) => [path, value.replace('THIS', exam.patientId)]),
    );
    const answer = await send(exam, { change: changed });
    expect(answer.code).toBe(code);
    expect(answer.reason.replaceAll('\\S\\', '^')).toMatch(reason);
    expect(answer.text).toMatch(/\rERR\|[A-Z0-9]{3}\^1\^\d+\^\d{3}&/);
    for (const one of [exam, elsewhere]) expect(filed(one)).toEqual([]);
    expect(hospital.ris.exam(exam.accessionNumber)?.status).toBe('completed');
    expect(hospital.ris.auditTrail()[0]?.what).toMatch(new RegExp(`refused with ${code}`));
  });

  it.each<[string, string]>([
    ['no HL7', 'hello'],
    ['nothing', ''],
    ['two orders', notice(elsewhere).replace('ZDS|', 'ORC|SC|A|B||A\rZDS|')],
    ['two patients', notice(elsewhere).replace('PV1|', 'PID|2||OTHER\rPV1|')],
    ['no order', notice(elsewhere).replace(/ORC\|[^\r]*\r/, '')],
    ['a second header', `${notice(elsewhere)}${notice(elsewhere)}`],
    ['binary', 'MSH|^~\\&|A|B|||2026||ORM^O01|C1|P|2.4\r\x01\x02|x\r'],
  ])('refuses %s as malformed', async (_what, text) => {
    expect((await sendRaw(hospital.ris.mllpAddress, text)).code).toBe('AR');
    expect(filed(elsewhere)).toEqual([]);
  });
});

describe('the same message', () => {
  it('is acknowledged again and filed once', async () => {
    const exam = await waitingExam();
    const text = notice(exam, { controlId: 'SAME1' });
    const again = text.replace('20260101120000', '20260101120500');
    const answers = await Promise.all([text, text, again].map((one) => sendRaw(hospital.ris.mllpAddress, one)));
    expect(answers.map(({ code }) => code)).toEqual(['AA', 'AA', 'AA']);
    expect(hospital.ris.abnormalities(exam.accessionNumber)).toHaveLength(2);
    expect(hospital.ris.observations(exam.accessionNumber)).toHaveLength(2);
    expect(hospital.events.moves(exam.accessionNumber).filter((move) => move.endsWith('>reporting'))).toHaveLength(1);
  });

  it('is refused where its control ID was another one of the same sender', async () => {
    const [one, other] = [await waitingExam(), await waitingExam()];
    await send(one, { controlId: 'TWICE' });
    expect(await send(other, { controlId: 'TWICE' })).toMatchObject({
      code: 'AE',
      reason: 'MSH-10 TWICE was used before, for another message',
    });
    expect(filed(other)).toEqual([]);
    expect(await send(other, { controlId: 'TWICE', change: { 'MSH-3': 'OTHER-AI' } })).toMatchObject({ code: 'AA' });
  });

  it('is filed when it comes again after a refusal', async () => {
    const exam = newExam();
    const text = notice(exam, { controlId: 'EARLY' });
    expect((await sendRaw(hospital.ris.mllpAddress, text)).code).toBe('AE');
    await hospital.ris.placeOrder(exam);
    expect((await sendRaw(hospital.ris.mllpAddress, text)).code).toBe('AA');
    expect(filed(exam)).toHaveLength(2);
  });
});

describe('before the acknowledgement', () => {
  it('everything is stored, and the hook has run', async () => {
    const exam = await waitingExam();
    const seen: unknown[] = [];
    hook = async (accessionNumber) => {
      await new Promise((resolve) => setImmediate(resolve));
      seen.push([accessionNumber, hospital.ris.exam(accessionNumber)?.status]);
    };
    const answer = await send(exam);
    hook = undefined;
    expect(answer.code).toBe('AA');
    expect(seen).toEqual([[exam.accessionNumber, 'reporting']]);
  });

  it.each([
    ['hangs', () => new Promise<void>(() => {})],
    ['fails', () => Promise.reject(new Error('no PACS'))],
  ])('a hook that %s does not keep it back', async (_what, bad) => {
    const exam = await waitingExam();
    hook = bad;
    expect((await send(exam)).code).toBe('AA');
    hook = undefined;
  });

  it('can be made to refuse, or to be silent, for so many messages', async () => {
    const exam = await waitingExam();
    hospital.ris.answerWith({ ack: 'AE', times: 2, text: 'Refused on purpose' });
    for (let i = 0; i < 2; i++) expect(await send(exam)).toMatchObject({ code: 'AE', reason: 'Refused on purpose' });
    expect(filed(exam)).toEqual([]);
    hospital.ris.answerWith({ ack: 'none', times: 1 });
    const { host, port } = hospital.ris.mllpAddress;
    const client = new MllpClient({ peer: { host, port }, timeoutMs: 500 });
    await expect(client.send(notice(exam))).rejects.toMatchObject({ code: 'timeout' });
    await client.close();
    hospital.ris.answerWith({ ack: 'AR' });
    hospital.ris.answerWith(undefined);
    expect((await send(exam)).code).toBe('AA');
    expect(filed(exam)).toHaveLength(2);
  });
});
