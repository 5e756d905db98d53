import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import type { RisOptions } from './options';
import { Ris } from './ris';
import {
  BarePlatform,
  Events,
  newExam,
  notice,
  openDepartment,
  risOptions,
  sendRaw,
  type Department,
} from './testing/department';

const scratch = mkdtempSync(join(tmpdir(), 'airworthy-test-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));
const cleanUp: (() => unknown)[] = [];
afterEach(async () => {
  for (const clean of cleanUp.splice(0).reverse()) await clean();
});

async function department(options: Partial<RisOptions> = {}): Promise<Department> {
  const opened = await openDepartment(options);
  cleanUp.push(() => opened.stop());
  return opened;
}

describe('orders and status to the AI platform', () => {
  it('tells of the order, then of completion, with everything that identifies the exam', async () => {
    const { ris, platform, events } = await department();
    const exam = newExam();
    await ris.placeOrder(exam, { priority: 'STAT', referralLocation: 'emergency' });
    await ris.complete(exam.accessionNumber);
    expect(platform.received).toHaveLength(2);
    const [order = '', status = ''] = platform.received;
    expect(order).toMatch(/\rORC\|NW\|PLC\d+\|FIL\d+\|\|SC\|\|\^\^\^\^\^S\|/);
    expect(status).toMatch(/\rORC\|SC\|PLC\d+\|FIL\d+\|\|CM\|/);
    for (const text of [order, status]) {
      expect(text).toContain(`\rPID|1||${exam.patientId}^^^HOSP^MR||MÜLLER^ANNA||19500102|F\r`);
      expect(text).toContain('\rPV1|1|E|emergency\r');
      expect(text).toMatch(
        new RegExp(`\\rOBR\\|1\\|PLC\\d+\\|FIL\\d+\\|CTHEAD\\^CT head\\^99AIRW\\|{14}${exam.accessionNumber}\\|`),
      );
      expect(
        text
          .split('\r')
          .find((line) => line.startsWith('OBR'))
          ?.split('|')[24],
      ).toBe('CT');
      expect(text).toContain(`\rZDS|${exam.studyInstanceUid}^RIS^Application^DICOM\r`);
    }
    expect(events.moves(exam.accessionNumber)).toEqual(['none>scheduled', 'scheduled>completed']);
  });

  it('sends the same bytes again until they are taken, in order, and goes on after AR', async () => {
    const { ris, platform } = await department();
    const exam = newExam();
    platform.answers = ['cut', 'AE', 'AA', 'AR'];
    await ris.placeOrder(exam);
    await ris.complete(exam.accessionNumber);
    await platform.until('ORC|SC', '|CM|');
    const controlIds = platform.received.map((text) => text.split('|')[9]);
    expect(new Set(controlIds.slice(0, 3)).size).toBe(1);
    expect(controlIds[3]).not.toBe(controlIds[0]);
    const refused = expect.stringMatching(/ORC-5 CM refused for good.*AR: because/);
    await expect
      .poll(() => ris.auditTrail(exam.accessionNumber).map(({ what }) => what))
      .toEqual(expect.arrayContaining([refused]));
    expect((await ris.sendStatus(exam.accessionNumber, 'IP')).code).toBe('AA');
    expect(platform.received).toHaveLength(5);
  });

  it('says what is wrong with an order', async () => {
    const { ris } = await department();
    const exam = newExam();
    await ris.placeOrder(exam);
    await expect(ris.placeOrder(exam)).rejects.toThrow(/There is an exam with accession number ACC\d+ already/);
    await expect(ris.placeOrder(newExam({ studyInstanceUid: exam.studyInstanceUid }))).rejects.toThrow(
      /Study Instance UID .* already/,
    );
    await expect(ris.placeOrder(newExam(), { priority: 'soonish' })).rejects.toThrow(/"soonish" is not known/);
    await expect(ris.complete('NONE')).rejects.toThrow('The RIS has no exam NONE.');
  });

  it('keeps a cancelled exam off every list', async () => {
    const { ris, platform } = await department();
    const exam = newExam();
    await ris.placeOrder(exam);
    await ris.complete(exam.accessionNumber);
    expect(await ris.cancel(exam.accessionNumber)).toBe(true);
    await platform.until('ORC|CA');
    expect((await sendRaw(ris.mllpAddress, notice(exam))).code).toBe('AA');
    expect(ris.exam(exam.accessionNumber)?.status).toBe('cancelled');
    expect(ris.worklist()).toEqual([]);
    expect(await ris.cancel(exam.accessionNumber)).toBe(false);
  });
});

describe('from completion to the reporting worklist', () => {
  it('is opened by ORC-5 = A, expedited by an alert, and closed by the report', async () => {
    const { ris, events } = await department();
    const [routine, alerted] = [newExam(), newExam()];
    for (const exam of [routine, alerted]) {
      await ris.placeOrder(exam);
      await ris.complete(exam.accessionNumber);
    }
    expect(ris.worklist()).toEqual([]);
    expect(
      (await sendRaw(ris.mllpAddress, notice(routine, { obx: ['1|CE|F^Fracture^X||F^Fracture^X||||||P'] }))).code,
    ).toBe('AA');
    expect((await sendRaw(ris.mllpAddress, notice(alerted, { controlId: 'N1' }))).code).toBe('AA');
    expect(ris.worklist().map(({ exam }) => [exam.accession_number, exam.priority, exam.alert])).toEqual([
      [alerted.accessionNumber, 0, 1],
      [routine.accessionNumber, 2, 0],
    ]);
    const moved = await events.until(alerted.accessionNumber, 'reporting');
    expect(moved).toMatchObject({ from: 'completed', cause: 'AI result with an alert: expedited', controlId: 'N1' });
    expect(ris.issueReport(alerted.accessionNumber, 'Bleeding.')).toBe(true);
    expect(ris.issueReport(alerted.accessionNumber, 'Again.')).toBe(false);
    expect(ris.worklist()).toHaveLength(1);
  });

  it('is opened without AI when time is over, which is said; the late result is filed', async () => {
    const { ris, events } = await department({ aiTimeoutMs: 40 });
    const exam = newExam();
    await ris.placeOrder(exam);
    await ris.complete(exam.accessionNumber);
    const moved = await events.until(exam.accessionNumber, 'reporting');
    expect(moved.cause).toMatch(/^AI result outstanding: none within 0 s; opened without it/);
    expect(ris.worklist()[0]?.exam).toMatchObject({ ai_status: 'outstanding', priority: 2 });
    expect((await sendRaw(ris.mllpAddress, notice(exam))).code).toBe('AA');
    expect(ris.worklist()[0]?.exam).toMatchObject({ ai_status: 'available', ai_status_text: '', priority: 0 });
  });

  it('keeps a notice that comes before completion, and releases then', async () => {
    const { ris, events, platform } = await department();
    const exam = newExam();
    await ris.placeOrder(exam);
    expect((await sendRaw(ris.mllpAddress, notice(exam))).code).toBe('AA');
    expect(ris.exam(exam.accessionNumber)?.status).toBe('scheduled');
    expect(ris.worklist()).toEqual([]);
    await ris.complete(exam.accessionNumber);
    await platform.until('|CM|');
    expect(events.moves(exam.accessionNumber)).toEqual([
      'none>scheduled',
      'scheduled>scheduled',
      'scheduled>completed',
      'completed>reporting',
    ]);
  });

  it('flags a result after the report for review, and leaves the report', async () => {
    const { ris } = await department({ aiTimeoutMs: 1 });
    const exam = newExam();
    await ris.placeOrder(exam);
    await ris.complete(exam.accessionNumber);
    await expect.poll(() => ris.issueReport(exam.accessionNumber, 'Normal.', 'Dr A')).toBe(true);
    expect((await sendRaw(ris.mllpAddress, notice(exam))).code).toBe('AA');
    expect(ris.exam(exam.accessionNumber)).toMatchObject({ status: 'reported', report: 'Normal.', review_needed: 1 });
    expect(ris.reviewFlags(exam.accessionNumber)).toEqual([
      expect.objectContaining({ reason: 'after the report: AI result with an alert: expedited', resolved_at: null }),
    ]);
    expect(ris.worklist({ reviewNeeded: true })).toHaveLength(1);
  });

  it.each([
    [
      'SC',
      'A',
      ['1|CE|AI-STATUS^s^99AIRW||NOT-ANALYSED^Not analysed: no head^99AIRW||||||X'],
      'not-analysed',
      'no head',
    ],
    ['SC', 'A', ['1|CE|AI-STATUS^s^99AIRW||FAILED^Analysis failed: no pixels^99AIRW||||||X'], 'failed', 'no pixels'],
    ['SC', 'CA', [], 'not-analysed', 'order control SC, status CA'],
    ['UA', '', [], 'not-analysed', 'order control UA, status empty'],
  ])('opens reporting when AI says %s, %s: not analysed', async (control, status, obx, aiStatus, reason) => {
    const { ris, events } = await department();
    const exam = newExam();
    await ris.placeOrder(exam);
    await ris.complete(exam.accessionNumber);
    expect((await sendRaw(ris.mllpAddress, notice(exam, { control, status, obx }))).code).toBe('AA');
    expect((await events.until(exam.accessionNumber, 'reporting')).cause).toContain('not analysed by AI: ');
    const row = ris.exam(exam.accessionNumber);
    expect(row?.ai_status).toBe(aiStatus);
    expect(row?.ai_status_text).toContain(reason);
    expect(ris.abnormalities(exam.accessionNumber)).toEqual([]);
  });

  it.each(['IP', 'CM', 'SC', ''])('is not opened by ORC-5 = "%s"', async (status) => {
    const { ris } = await department();
    const exam = newExam();
    await ris.placeOrder(exam);
    await ris.complete(exam.accessionNumber);
    expect((await sendRaw(ris.mllpAddress, notice(exam, { status }))).code).toBe('AA');
    expect(ris.exam(exam.accessionNumber)?.status).toBe('completed');
  });
});

describe('a restart', () => {
  it('keeps exams, what must be sent, and the time left for AI', async () => {
    const databaseFile = join(scratch, 'restart.sqlite');
    const platform = new BarePlatform();
    const address = await platform.start();
    await platform.stop();
    const before = new Events();
    const first = new Ris(risOptions(before, { databaseFile, aiPlatform: address, aiTimeoutMs: 60_000 }));
    await first.start();
    const exam = newExam();
    await first.placeOrder(exam, { specialty: 'stroke' });
    await first.complete(exam.accessionNumber);
    await first.stop();

    await platform.start(address.port);
    cleanUp.push(() => platform.stop());
    const after = new Events();
    const second = new Ris(risOptions(after, { databaseFile, aiPlatform: address, aiTimeoutMs: 300 }));
    cleanUp.push(() => second.stop());
    await second.start();
    expect(second.exam(exam.accessionNumber)).toMatchObject({ specialty: 'stroke' });
    await platform.until('|CM|');
    expect(platform.received.map((text) => /ORC\|(..)/.exec(text)?.[1])).toEqual(['NW', 'SC']);
    expect(await after.until(exam.accessionNumber, 'reporting')).toMatchObject({ from: 'completed' });
    expect(second.auditTrail(exam.accessionNumber).map(({ what }) => what)).toContain('order placed');
  });

  it('says plainly that a database cannot be opened or a port cannot be had, and leaves nothing listening', async () => {
    expect(() => new Ris(risOptions(new Events(), { databaseFile: join(scratch, 'none', 'x.sqlite') }))).toThrow(
      /^The RIS database .*x\.sqlite cannot be opened: .*Check the path\.$/,
    );
    const { ris } = await department();
    const taken = ris.httpAddress;
    const second = new Ris(risOptions(new Events(), { http: taken }));
    await expect(second.start()).rejects.toThrow(/^Port \d+ on 127\.0\.0\.1 \(RIS over HTTP\) is in use/);
    expect(() => second.mllpAddress).toThrow(/does not listen/);
  });
});
