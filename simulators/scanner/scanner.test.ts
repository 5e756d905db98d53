import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type DimsePeer, silentLogger } from '../../model/actors';
import type { EventBody, EventSink, JournalEvent } from '../../model/events';
import type { Exam } from '../../model/exam';
import { type NaturalDataset, nEventReport } from '../../protocols/dimse/client';
import { nativeAddonFolder } from '../../protocols/dimse/native';
import { natural, toPart10, unwrap } from '../../protocols/dimse/part10';
import { DimseServer, type NormalisedRequest, type ReceivedInstance } from '../../protocols/dimse/server';
import * as uids from '../../protocols/dimse/uids';
import { startPeer } from '../../tests/kit/processes';
import { realFile } from '../../tests/kit/real-files';
import type { ScannerOptions } from './options';
import { Scanner } from './scanner';

const slices = ['ct-3slice/01.dcm', 'ct-3slice/02.dcm', 'ct-3slice/03.dcm'].map((name) => readFileSync(realFile(name)));
const study = {
  instances: slices.map((bytes) => {
    const { sopClassUid, sopInstanceUid } = unwrap(bytes).meta;
    return { sopClassUid, sopInstanceUid, bytes };
  }),
};
const studyInstanceUid = natural(slices[0] as Buffer)['StudyInstanceUID'] as string;

const exam: Exam = {
  caseId: 'case-1',
  kind: 'out-of-scope',
  study: 'ct-3slice',
  patientId: '99000',
  issuerOfPatientId: 'HOSPITAL',
  patientName: 'JANCT000',
  patientBirthDate: '19610412',
  patientSex: 'M',
  accessionNumber: 'A0001',
  placerOrderNumber: 'PO1',
  fillerOrderNumber: 'FO1',
  requestedProcedureId: 'RP1',
  scheduledProcedureStepId: 'SPS1',
  studyInstanceUid,
  modality: 'CT',
  procedure: { value: '1', scheme: '99X', meaning: 'CT abdomen' },
  bodyPartExamined: 'ABDOMEN',
  expectation: { inScope: false, present: [], absent: [], alert: false },
};

const worklistEntry: NaturalDataset = {
  SpecificCharacterSet: 'ISO_IR 192',
  AccessionNumber: exam.accessionNumber,
  PatientName: 'MÜLLER^ÄNNE',
  PatientID: exam.patientId,
  IssuerOfPatientID: exam.issuerOfPatientId,
  PatientBirthDate: exam.patientBirthDate,
  PatientSex: exam.patientSex,
  StudyInstanceUID: studyInstanceUid,
  RequestedProcedureID: exam.requestedProcedureId,
  RequestedProcedureDescription: 'CT abdomen',
  RequestedProcedureCodeSequence: [{ CodeValue: '1', CodingSchemeDesignator: '99X', CodeMeaning: 'CT abdomen' }],
  ScheduledProcedureStepSequence: [
    {
      Modality: 'CT',
      ScheduledStationAETitle: 'SCANNER',
      ScheduledProcedureStepStartDate: '20260101',
      ScheduledProcedureStepStartTime: '0800',
      ScheduledPerformingPhysicianName: 'DOE^JANE',
      ScheduledProcedureStepDescription: 'CT abdomen native',
      ScheduledProcedureStepID: exam.scheduledProcedureStepId,
    },
  ],
};

/** A RIS and a PACS of a few lines each, over real sockets. */
class Hospital {
  readonly steps: { command: 'N-CREATE' | 'N-SET'; request: NormalisedRequest }[] = [];
  readonly stored: ReceivedInstance[] = [];
  readonly log: string[] = [];
  storeStatus = 0;
  mppsStatus = 0;
  commitment: 'all' | 'all-but-first' | 'refuse' | 'silent' = 'all';
  worklist: NaturalDataset[] = [worklistEntry];
  modality: DimsePeer | undefined;
  readonly ris = new DimseServer({
    listen: { host: '127.0.0.1', port: 0 },
    aeTitle: 'RIS',
    handlers: {
      find: ({ identifier }) => {
        this.log.push('C-FIND');
        return Promise.resolve(
          this.worklist.filter((item) => item['AccessionNumber'] === identifier['AccessionNumber']),
        );
      },
      nCreate: (request) => this.#step('N-CREATE', request),
      nSet: (request) => this.#step('N-SET', request),
    },
  });
  readonly pacs = new DimseServer({
    listen: { host: '127.0.0.1', port: 0 },
    aeTitle: 'PACS',
    handlers: {
      store: (instance) => {
        this.log.push('C-STORE');
        this.stored.push(instance);
        return Promise.resolve(this.storeStatus);
      },
      nAction: (request) => {
        this.log.push('N-ACTION');
        if (this.commitment === 'refuse') return Promise.resolve({ status: 0x0110 });
        if (this.commitment !== 'silent') void this.#report(request);
        return Promise.resolve({ status: 0 });
      },
    },
  });

  #step(command: 'N-CREATE' | 'N-SET', request: NormalisedRequest): Promise<{ status: number; comment?: string }> {
    this.log.push(command);
    this.steps.push({ command, request });
    return Promise.resolve(this.mppsStatus === 0 ? { status: 0 } : { status: this.mppsStatus, comment: 'not today' });
  }

  async #report({ attributes }: NormalisedRequest): Promise<void> {
    const all = attributes['ReferencedSOPSequence'] as NaturalDataset[];
    const failed = this.commitment === 'all-but-first' ? all.slice(0, 1) : [];
    const { status } = await nEventReport(
      { callingAeTitle: 'PACS', peer: this.modality as DimsePeer, timeoutMs: 20_000 },
      uids.STORAGE_COMMITMENT_PUSH_MODEL,
      uids.STORAGE_COMMITMENT_INSTANCE,
      failed.length > 0 ? 2 : 1,
      {
        TransactionUID: attributes['TransactionUID'],
        ReferencedSOPSequence: all.slice(failed.length),
        ...(failed.length > 0 ? { FailedSOPSequence: failed.map((item) => ({ ...item, FailureReason: 0x0112 })) } : {}),
      },
    );
    this.log.push(`N-EVENT-REPORT ${status}`);
  }
}

class Events implements EventSink {
  readonly bodies: EventBody[] = [];
  append(event: EventBody): JournalEvent {
    this.bodies.push(event);
    return { ...event, seq: this.bodies.length, at: '', ms: 0, previous: '', hash: '' };
  }
  of(kind: EventBody['kind']): EventBody[] {
    return this.bodies.filter((body) => body.kind === kind);
  }
}

let hospital: Hospital;
let scanner: Scanner;
let events: Events;

const peer = (aeTitle: string, server: DimseServer): DimsePeer => ({ aeTitle, ...server.address });

async function startScanner(options: Partial<ScannerOptions> = {}): Promise<Scanner> {
  scanner = new Scanner({
    aeTitle: 'SCANNER',
    listen: { host: '127.0.0.1', port: 0 },
    worklist: peer('RIS', hospital.ris),
    mpps: peer('RIS', hospital.ris),
    pacs: peer('PACS', hospital.pacs),
    engine: 'dcmjs',
    timeoutMs: 20_000,
    sink: events,
    log: silentLogger,
    ...options,
  });
  await scanner.start();
  hospital.modality = { aeTitle: 'SCANNER', ...scanner.address };
  return scanner;
}

beforeEach(async () => {
  hospital = new Hospital();
  events = new Events();
  await Promise.all([hospital.ris.start(), hospital.pacs.start()]);
});
afterEach(async () => {
  await scanner.stop();
  await Promise.all([hospital.ris.stop(), hospital.pacs.stop()]);
});

describe('the scanner', () => {
  it('does the scheduled workflow in order', async () => {
    await startScanner();
    const result = await scanner.acquire(exam, study);
    expect(result).toMatchObject({ committed: true });
    expect(result.stored.map((outcome) => outcome.status)).toEqual([0, 0, 0]);
    expect(hospital.log.filter((entry) => !entry.startsWith('N-EVENT'))).toEqual([
      ...['C-FIND', 'N-CREATE', 'C-STORE', 'C-STORE', 'C-STORE', 'N-SET', 'N-ACTION'],
    ]);
    expect(hospital.stored.map((instance) => instance.sopInstanceUid)).toEqual(
      study.instances.map((instance) => instance.sopInstanceUid),
    );
    expect(events.of('scanner.acquired')).toEqual([
      {
        kind: 'scanner.acquired',
        accessionNumber: 'A0001',
        studyInstanceUid,
        instances: 3,
        engine: 'dcmjs',
      },
    ]);
    expect(events.of('scanner.commitment')).toMatchObject([
      { committed: study.instances.map((instance) => instance.sopInstanceUid), failed: [] },
    ]);
  });

  it('fills the procedure step from the worklist entry and lists what it made', async () => {
    await startScanner();
    const { mppsUid } = await scanner.acquire(exam, study);
    const [created, ended] = hospital.steps.map((step) => step.request);
    expect(created).toMatchObject({ sopClassUid: uids.MODALITY_PERFORMED_PROCEDURE_STEP, sopInstanceUid: mppsUid });
    expect(created?.attributes).toMatchObject({
      PatientName: 'MÜLLER^ÄNNE',
      PatientID: '99000',
      PerformedProcedureStepStatus: 'IN PROGRESS',
      PerformedStationAETitle: 'SCANNER',
      Modality: 'CT',
      PerformedSeriesSequence: [],
      PerformedProcedureStepEndDate: '',
      ScheduledStepAttributesSequence: [
        {
          StudyInstanceUID: studyInstanceUid,
          AccessionNumber: 'A0001',
          RequestedProcedureID: 'RP1',
          ScheduledProcedureStepID: 'SPS1',
        },
      ],
    });
    expect(created?.attributes['PerformedProcedureStepStartDate']).toMatch(/^\d{8}$/);
    expect(String(created?.attributes['PerformedProcedureStepID']).length).toBeLessThanOrEqual(16);
    expect(ended).toMatchObject({ sopInstanceUid: mppsUid });
    expect(ended?.attributes).toMatchObject({
      PerformedProcedureStepStatus: 'COMPLETED',
      PerformedSeriesSequence: [
        {
          RetrieveAETitle: 'PACS',
          ReferencedImageSequence: study.instances.map((instance) => ({
            ReferencedSOPClassUID: instance.sopClassUid,
            ReferencedSOPInstanceUID: instance.sopInstanceUid,
          })),
        },
      ],
    });
    const [series] = ended?.attributes['PerformedSeriesSequence'] as NaturalDataset[];
    expect(series?.['ProtocolName']).not.toBe('');
  });

  const title = nativeAddonFolder() ? '' : ' (skipped: dicom-dimse-native is not built on this machine)';
  it.skipIf(!nativeAddonFolder())(`sends with the native engine${title}`, async () => {
    await startScanner({ engine: 'auto' });
    const result = await scanner.acquire(exam, study);
    expect(result).toMatchObject({ committed: true });
    expect(new Set(hospital.stored.map((instance) => instance.sopInstanceUid)).size).toBe(3);
    expect(events.of('scanner.acquired')).toMatchObject([{ engine: 'native', instances: 3 }]);
  });

  it('breaks off when told: half of the images, DISCONTINUED', async () => {
    await startScanner();
    const result = await scanner.acquire(exam, study, { discontinue: true, commitment: false });
    expect(result.stored).toHaveLength(2);
    expect(result.committed).toBeUndefined();
    expect(hospital.steps[1]?.request.attributes).toMatchObject({ PerformedProcedureStepStatus: 'DISCONTINUED' });
    expect(hospital.log).not.toContain('N-ACTION');
  });

  it('leaves out MPPS and commitment when told', async () => {
    await startScanner();
    expect(await scanner.acquire(exam, study, { mpps: false, commitment: false })).toEqual({
      stored: expect.anything() as unknown,
    });
    expect(hospital.log).toEqual(['C-FIND', 'C-STORE', 'C-STORE', 'C-STORE']);
  });

  it('says why the PACS did not commit', async () => {
    await startScanner();
    const pacs = `PACS at 127.0.0.1:${hospital.pacs.address.port}`;
    hospital.commitment = 'all-but-first';
    expect(await scanner.acquire(exam, study)).toMatchObject({
      committed: false,
      commitmentProblem: `${pacs} did not commit to 1 of 3 images of SCANNER.`,
    });
    expect(events.of('scanner.commitment')).toMatchObject([{ failed: [{ reason: 0x0112 }] }]);
    hospital.commitment = 'refuse';
    expect((await scanner.acquire(exam, study)).commitmentProblem).toBe(
      `${pacs} refused the storage commitment request of SCANNER: 0110H (processing failure).`,
    );
    await scanner.stop();
    await startScanner({ timeoutMs: 1000 });
    hospital.commitment = 'silent';
    expect((await scanner.acquire(exam, study)).commitmentProblem).toBe(
      `${pacs} sent no storage commitment report to SCANNER at 127.0.0.1:${scanner.address.port} within 1 s. Check that the PACS knows this address.`,
    );
  });

  it('refuses a report that it did not ask for', async () => {
    await startScanner();
    const report = await nEventReport(
      { callingAeTitle: 'PACS', peer: { aeTitle: 'SCANNER', ...scanner.address }, timeoutMs: 20_000 },
      uids.STORAGE_COMMITMENT_PUSH_MODEL,
      uids.STORAGE_COMMITMENT_INSTANCE,
      1,
      { TransactionUID: '1.2.3', ReferencedSOPSequence: [] },
    );
    expect(report).toEqual({ status: 0x0115, comment: 'Transaction UID is not waited for' });
  });

  it('says plainly what is missing or refused before the images', async () => {
    await startScanner();
    const ris = `RIS at 127.0.0.1:${hospital.ris.address.port}`;
    await expect(scanner.acquire({ ...exam, accessionNumber: 'NONE' }, study)).rejects.toThrow(
      `SCANNER found no worklist entry for accession number NONE at ${ris}.`,
    );
    await expect(scanner.acquire({ ...exam, studyInstanceUid: '1.2' }, study)).rejects.toThrow(
      `The worklist entry of ${ris} for accession number A0001 has Study Instance UID ${studyInstanceUid}, but the images that SCANNER is to send have 1.2.`,
    );
    hospital.mppsStatus = 0x0110;
    await expect(scanner.acquire(exam, study)).rejects.toThrow(
      `${ris} answered the MPPS N-CREATE of SCANNER with status 0110H (processing failure): not today.`,
    );
    expect(hospital.stored).toEqual([]);
  });

  it('discontinues the step when the PACS is away, and counts what it refuses', async () => {
    await startScanner();
    hospital.storeStatus = 0xa700;
    const refused = await scanner.acquire(exam, study);
    expect(refused.stored.map((outcome) => outcome.status)).toEqual([0xa700, 0xa700, 0xa700]);
    expect(refused.committed).toBeUndefined();
    expect(events.of('scanner.acquired')).toMatchObject([{ instances: 0 }]);
    await hospital.pacs.stop();
    await expect(scanner.acquire(exam, study)).rejects.toMatchObject({ code: 'unreachable' });
    expect(hospital.steps.at(-1)?.request.attributes['PerformedProcedureStepStatus']).toBe('DISCONTINUED');
  });

  it('reads the worklist of wlmscpfs', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'airworthy-test-'));
    mkdirSync(join(folder, 'RIS'));
    writeFileSync(join(folder, 'RIS', 'lockfile'), '');
    const entry = { ...worklistEntry, SOPClassUID: uids.MODALITY_WORKLIST_FIND, SOPInstanceUID: uids.newUid() };
    writeFileSync(join(folder, 'RIS', '1.wl'), toPart10(entry, uids.EXPLICIT_VR_LITTLE_ENDIAN));
    const wlmscpfs = await startPeer('wlmscpfs', (port) => ['-csk', '-dfp', folder, `${port}`]);
    try {
      await startScanner({ worklist: { aeTitle: 'RIS', host: '127.0.0.1', port: wlmscpfs.port } });
      const items = await scanner.queryWorklist({ modality: 'CT', accessionNumber: 'A0001' });
      expect(items).toMatchObject([{ PatientName: 'MÜLLER^ÄNNE', StudyInstanceUID: studyInstanceUid }]);
      expect(await scanner.queryWorklist({ modality: 'MR' })).toEqual([]);
      expect(await scanner.acquire(exam, study)).toMatchObject({ committed: true });
    } finally {
      await wlmscpfs.stop();
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
