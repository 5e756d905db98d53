import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Exam } from '../../../model/exam';
import { find, nCreate, nSet, type DimseClientOptions, type NaturalDataset } from '../../../protocols/dimse/client';
import { MODALITY_PERFORMED_PROCEDURE_STEP, newUid } from '../../../protocols/dimse/uids';
import { newExam, openDepartment, type Department } from '../testing/department';

const run = promisify(execFile);
let hospital: Department;
const [today, other] = [newExam(), newExam({ modality: 'MR', patientName: 'ПУШКИН^АЛЕКСАНДР' })];
/** On which both are ordered; two days, as a range, where midnight comes in between. */
let day = '';
beforeAll(async () => {
  hospital = await openDepartment();
  const before = todaysDate();
  await hospital.ris.placeOrder(today, { priority: 'STAT', stationAeTitle: 'CT1' });
  await hospital.ris.placeOrder(other);
  const after = todaysDate();
  day = before === after ? before : `${before}-${after}`;
});
afterAll(() => hospital.stop());

function todaysDate(): string {
  const at = new Date();
  return `${at.getFullYear()}${String(at.getMonth() + 1).padStart(2, '0')}${String(at.getDate()).padStart(2, '0')}`;
}

const scanner = (): DimseClientOptions => ({
  callingAeTitle: 'MR1',
  peer: { aeTitle: 'RIS', ...hospital.ris.dimseAddress },
  timeoutMs: 20_000,
});

describe('modality worklist', () => {
  it('is answered to findscu with what was asked for', async () => {
    const { port } = hospital.ris.dimseAddress;
    const keys = [
      ['PatientName', 'PatientID', `AccessionNumber=${other.accessionNumber}`, 'StudyInstanceUID', 'Occupation'],
      ['Modality', 'ScheduledStationAETitle', 'ScheduledProcedureStepStartDate'].map(
        (name) => `ScheduledProcedureStepSequence[0].${name}`,
      ),
    ].flat();
    const { stderr, stdout } = await run(
      'findscu',
      ['-v', '-W', '-aet', 'MR1', '-aec', 'RIS', ...keys.flatMap((key) => ['-k', key]), '127.0.0.1', String(port)],
      { env: { ...process.env, TCP_NODELAY: '1' } },
    );
    const said = stderr + stdout;
    const answers = said.slice(said.indexOf('Find Response'));
    expect(answers.match(/Find Response: \d+ \(Pending\)/g)).toHaveLength(1);
    expect(answers).toContain('[ПУШКИН^АЛЕКСАНДР');
    expect(answers).toContain('[ISO_IR 192]');
    expect(answers).toContain(`[${other.studyInstanceUid}`);
    expect(answers).toMatch(/CS \[MR\]/);
    expect(answers).toMatch(/AE \[MR1 ?\]/);
    expect(answers).toMatch(/SH \(no value available\)\s+#\s+0, 0 Occupation/);
    expect(answers).not.toContain('IssuerOfPatientID');
    expect(said).toContain('Received Final Find Response (Success)');
  });

  const step = (keys: NaturalDataset): NaturalDataset => ({ ScheduledProcedureStepSequence: [keys] });
  it.each<[string, NaturalDataset | (() => NaturalDataset), Exam[]]>([
    ['everything', {}, [today, other]],
    ['wild cards in names, without case', { PatientName: 'm?ller*' }, [today]],
    ['a family name alone', { PatientName: 'ПУШКИН' }, [other]],
    ['a patient', { PatientID: today.patientId }, [today]],
    ['one of several studies', { StudyInstanceUID: [today.studyInstanceUid, '1.2.3'] }, [today]],
    ['wild cards are not for UIDs', { StudyInstanceUID: '1.2.*' }, []],
    ['a modality', step({ Modality: 'MR' }), [other]],
    ['a station', step({ ScheduledStationAETitle: 'CT1' }), [today]],
    ['any station of the caller', step({ ScheduledStationAETitle: 'MR1' }), [other]],
    ['a day', () => step({ ScheduledProcedureStepStartDate: day }), [today, other]],
    ['a range that is over', step({ ScheduledProcedureStepStartDate: '-20200101' }), []],
    ['a range with an open end', step({ ScheduledProcedureStepStartDate: '20200101-' }), [today, other]],
    ['several keys at once', { PatientID: today.patientId, ...step({ Modality: 'MR' }) }, []],
    ['a code', { RequestedProcedureCodeSequence: [{ CodeValue: 'CTHEAD' }] }, [today, other]],
    ['nothing with characters of regular expressions', { PatientID: '.*(' }, []],
  ])('finds %s', async (_what, keys, exams) => {
    const asked = typeof keys === 'function' ? keys() : keys;
    const found = await find(scanner(), 'WORKLIST', { AccessionNumber: '', ...asked });
    expect(found.map(({ AccessionNumber }) => AccessionNumber)).toEqual(exams.map((exam) => exam.accessionNumber));
  });

  it('has only exams that are scheduled', async () => {
    const exam = newExam();
    await hospital.ris.placeOrder(exam);
    const ask = (): Promise<NaturalDataset[]> => find(scanner(), 'WORKLIST', { AccessionNumber: exam.accessionNumber });
    expect(await ask()).toHaveLength(1);
    await hospital.ris.complete(exam.accessionNumber);
    expect(await ask()).toHaveLength(0);
  });
});

describe('MPPS', () => {
  const begun = (exam: Exam, change: NaturalDataset = {}): NaturalDataset => ({
    ScheduledStepAttributesSequence: [
      { StudyInstanceUID: exam.studyInstanceUid, AccessionNumber: exam.accessionNumber },
    ],
    PatientName: exam.patientName,
    PatientID: exam.patientId,
    PerformedProcedureStepID: 'PPS1',
    PerformedStationAETitle: 'MR1',
    PerformedProcedureStepStartDate: '20260101',
    PerformedProcedureStepStartTime: '120000',
    PerformedProcedureStepStatus: 'IN PROGRESS',
    Modality: exam.modality,
    PerformedSeriesSequence: [],
    ...change,
  });
  const ended = (status: string, change: NaturalDataset = {}): NaturalDataset => ({
    PerformedProcedureStepStatus: status,
    PerformedProcedureStepEndDate: '20260101',
    PerformedProcedureStepEndTime: '121000',
    PerformedSeriesSequence: [{ SeriesInstanceUID: '1.2.3.4', ProtocolName: 'HEAD', ReferencedImageSequence: [] }],
    ...change,
  });
  const create = async (uid: string, attributes: NaturalDataset): Promise<number> =>
    (await nCreate(scanner(), MODALITY_PERFORMED_PROCEDURE_STEP, uid, attributes)).status;
  const set = async (uid: string, attributes: NaturalDataset): Promise<number> =>
    (await nSet(scanner(), MODALITY_PERFORMED_PROCEDURE_STEP, uid, attributes)).status;
  const ordered = async (): Promise<Exam> => {
    const exam = newExam();
    await hospital.ris.placeOrder(exam);
    return exam;
  };

  it('takes an exam from the worklist to completion, and ORC-5 = CM goes out', async () => {
    const exam = await ordered();
    const uid = newUid();
    expect(await create(uid, begun(exam))).toBe(0);
    expect(hospital.ris.exam(exam.accessionNumber)?.status).toBe('in-progress');
    expect(await set(uid, { PerformedProcedureStepDescription: 'halfway' })).toBe(0);
    expect(await set(uid, ended('COMPLETED'))).toBe(0);
    await hospital.platform.until(exam.accessionNumber, '|CM|');
    expect(hospital.events.moves(exam.accessionNumber)).toEqual([
      'none>scheduled',
      'scheduled>in-progress',
      'in-progress>completed',
    ]);
    expect(await set(uid, ended('DISCONTINUED'))).toBe(0x0110);
    expect(hospital.ris.exam(exam.accessionNumber)?.status).toBe('completed');
  });

  it('puts an exam back on the worklist when it is discontinued', async () => {
    const exam = await ordered();
    const [first, second] = [newUid(), newUid()];
    await create(first, begun(exam));
    expect(await set(first, ended('DISCONTINUED', { PerformedSeriesSequence: [] }))).toBe(0);
    expect(hospital.ris.exam(exam.accessionNumber)?.status).toBe('scheduled');
    expect(await create(second, begun(exam))).toBe(0);
    expect(await set(second, ended('COMPLETED'))).toBe(0);
    expect(hospital.ris.exam(exam.accessionNumber)?.status).toBe('completed');
  });

  it('waits for every step of an exam', async () => {
    const exam = await ordered();
    const [first, second] = [newUid(), newUid()];
    await create(first, begun(exam));
    await create(second, begun(exam));
    await set(first, ended('COMPLETED'));
    expect(hospital.ris.exam(exam.accessionNumber)?.status).toBe('in-progress');
    await set(second, ended('DISCONTINUED'));
    expect(hospital.ris.exam(exam.accessionNumber)?.status).toBe('completed');
  });

  it('keeps to the state rules of PS3.4 F.7', async () => {
    const exam = await ordered();
    const uid = newUid();
    expect(await create(uid, begun(exam, { PerformedProcedureStepStatus: 'COMPLETED' }))).toBe(0x0106);
    expect(await create(uid, begun(exam, { PerformedProcedureStepID: '' }))).toBe(0x0120);
    expect(await create(uid, begun(exam, { PatientID: 'SOMEONE' }))).toBe(0x0106);
    expect(hospital.ris.exam(exam.accessionNumber)?.status).toBe('scheduled');
    expect(await set(uid, ended('COMPLETED'))).toBe(0x0112);
    expect(await create(uid, begun(exam))).toBe(0);
    expect(await create(uid, begun(exam))).toBe(0x0111);
    expect(await set(uid, { PatientID: 'SOMEONE' })).toBe(0x0105);
    expect(await set(uid, ended('FINISHED'))).toBe(0x0106);
    expect(await set(uid, ended('COMPLETED', { PerformedSeriesSequence: [] }))).toBe(0x0120);
    expect(await set(uid, ended('COMPLETED', { PerformedProcedureStepEndTime: '' }))).toBe(0x0120);
    expect(hospital.ris.exam(exam.accessionNumber)?.status).toBe('in-progress');
    expect(await set(uid, ended('COMPLETED'))).toBe(0);
  });

  it('takes an unscheduled step and says so in the audit trail', async () => {
    const uid = newUid();
    const walkIn = begun(newExam(), { ScheduledStepAttributesSequence: [{ StudyInstanceUID: '1.9.9' }] });
    expect(await create(uid, walkIn)).toBe(0);
    expect(hospital.ris.auditTrail()[0]).toMatchObject({
      who: 'scanner MR1',
      what: expect.stringMatching(/unscheduled/),
    });
    expect(await set(uid, ended('COMPLETED'))).toBe(0);
  });
});
