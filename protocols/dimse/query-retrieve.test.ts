import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningPeer, startPeer } from '../../tests/kit/processes';
import { realFile } from '../../tests/kit/real-files';
import { echo, find, get, move, type ReceivedInstance } from './client';
import { natural, toPart10, unwrap } from './part10';
import { DimseServer } from './server';
import { store } from './store';
import * as uids from './uids';

const scratch = mkdtempSync(join(tmpdir(), 'airworthy-test-'));
const slices = ['ct-3slice/01.dcm', 'ct-3slice/02.dcm', 'ct-3slice/03.dcm'].map(realFile);
const studyUid = natural(readFileSync(slices[0] as string))['StudyInstanceUID'] as string;

let dcmqrscp: RunningPeer;
let wlmscpfs: RunningPeer;
const moved: ReceivedInstance[] = [];
const destination = new DimseServer({
  listen: { host: '127.0.0.1', port: 0 },
  aeTitle: 'DESTINATION',
  handlers: {
    store: (instance) => {
      moved.push({ ...instance });
      return Promise.resolve(0);
    },
  },
});

const to = (aeTitle: string, peer: RunningPeer) => ({
  callingAeTitle: 'AIRWORTHY',
  peer: { aeTitle, host: '127.0.0.1', port: peer.port },
  timeoutMs: 20_000,
});

beforeAll(async () => {
  await destination.start();
  const archive = join(scratch, 'archive');
  mkdirSync(archive);
  const configuration = join(scratch, 'dcmqrscp.cfg');
  writeFileSync(
    configuration,
    [
      'MaxPDUSize = 131072',
      'MaxAssociations = 16',
      'HostTable BEGIN',
      `destination = (DESTINATION, 127.0.0.1, ${destination.address.port})`,
      'HostTable END',
      'VendorTable BEGIN',
      'VendorTable END',
      'AETable BEGIN',
      `ARCHIVE ${archive} RW (100, 1024mb) ANY`,
      'AETable END',
    ].join('\n'),
  );
  dcmqrscp = await startPeer('dcmqrscp', (port) => ['-c', configuration, `${port}`]);

  const worklist = join(scratch, 'worklist', 'RIS');
  mkdirSync(worklist, { recursive: true });
  writeFileSync(join(worklist, 'lockfile'), '');
  const item = (accession: string, name: string) =>
    toPart10(
      {
        SOPClassUID: uids.MODALITY_WORKLIST_FIND,
        SOPInstanceUID: uids.newUid(),
        SpecificCharacterSet: 'ISO_IR 192',
        AccessionNumber: accession,
        PatientName: name,
        PatientID: `P${accession}`,
        PatientBirthDate: '19610412',
        PatientSex: 'F',
        StudyInstanceUID: uids.newUid(),
        RequestedProcedureID: `RP${accession}`,
        RequestedProcedureDescription: 'CT Schädel',
        ScheduledProcedureStepSequence: [
          {
            Modality: 'CT',
            ScheduledStationAETitle: 'SCANNER',
            ScheduledProcedureStepStartDate: '20260101',
            ScheduledProcedureStepStartTime: '0800',
            ScheduledPerformingPhysicianName: 'DOE^JANE',
            ScheduledProcedureStepDescription: 'CT',
            ScheduledProcedureStepID: `SPS${accession}`,
          },
        ],
      },
      uids.EXPLICIT_VR_LITTLE_ENDIAN,
    );
  writeFileSync(join(worklist, '1.wl'), item('A1', 'MÜLLER^ÄNNE'));
  writeFileSync(join(worklist, '2.wl'), item('A2', 'SMITH^JOHN'));
  wlmscpfs = await startPeer('wlmscpfs', (port) => ['-csk', '-dfp', join(scratch, 'worklist'), `${port}`]);
});

afterAll(async () => {
  await Promise.all([dcmqrscp.stop(), wlmscpfs.stop(), destination.stop()]);
  rmSync(scratch, { recursive: true, force: true });
});

describe('our client and dcmqrscp', () => {
  it('verifies, stores and finds at each level', async () => {
    const o = to('ARCHIVE', dcmqrscp);
    await echo(o);
    const outcomes = await store(
      o,
      slices.map((file) => ({ file })),
    );
    expect(outcomes.map((outcome) => outcome.status)).toEqual([0, 0, 0]);
    const studies = await find(o, 'STUDY', { StudyInstanceUID: studyUid, PatientName: '', PatientID: '' });
    expect(studies).toEqual([expect.objectContaining({ StudyInstanceUID: studyUid, PatientName: 'JANCT000' })]);
    const images = await find(o, 'IMAGE', {
      StudyInstanceUID: studyUid,
      SeriesInstanceUID: natural(readFileSync(slices[0] as string))['SeriesInstanceUID'],
      SOPInstanceUID: '',
    });
    expect(images.map((image) => image['SOPInstanceUID']).sort()).toEqual(
      outcomes.map((outcome) => outcome.sopInstanceUid).sort(),
    );
    expect(await find(o, 'STUDY', { StudyInstanceUID: '1.2.3.4' })).toEqual([]);
    expect((await find(o, 'PATIENT', { PatientID: '99000', PatientName: '' }))[0]).toMatchObject({
      PatientID: '99000',
    });
  });

  it('has a study moved to our server', async () => {
    const progress: number[] = [];
    const result = await move(to('ARCHIVE', dcmqrscp), 'STUDY', { StudyInstanceUID: studyUid }, 'DESTINATION', {
      onProgress: (s) => void progress.push(s.completed),
    });
    expect(result).toMatchObject({ status: 0, completed: 3, failed: 0, warning: 0 });
    expect(progress.length).toBeGreaterThan(0);
    expect(moved.map((instance) => instance.callingAeTitle)).toEqual(['ARCHIVE', 'ARCHIVE', 'ARCHIVE']);
    expect(moved[0]?.dataset()['StudyInstanceUID']).toBe(studyUid);
  });

  it('tells the status when the move destination is unknown', async () => {
    const result = await move(to('ARCHIVE', dcmqrscp), 'STUDY', { StudyInstanceUID: studyUid }, 'NOBODY');
    expect(result).toMatchObject({ status: 0xa801, completed: 0 });
  });

  it('gets a study on its own association, and passes each refusal on', async () => {
    const got: ReceivedInstance[] = [];
    const result = await get(to('ARCHIVE', dcmqrscp), 'STUDY', { StudyInstanceUID: studyUid }, (instance) => {
      got.push({ ...instance });
      return Promise.resolve(got.length === 2 ? 0xa700 : 0);
    });
    expect(result).toMatchObject({ completed: 2, failed: 1 });
    const original = new Map(slices.map((file) => [unwrap(readFileSync(file)).meta.sopInstanceUid, file]));
    for (const instance of got) {
      const sent = natural(readFileSync(original.get(instance.sopInstanceUid) as string));
      expect((instance.dataset()['PixelData'] as Buffer).equals(sent['PixelData'] as Buffer)).toBe(true);
    }
  });
});

describe('our client and wlmscpfs', () => {
  it('finds a worklist entry with its nested attributes and umlauts', async () => {
    const items = await find(to('RIS', wlmscpfs), 'WORKLIST', {
      SpecificCharacterSet: '',
      AccessionNumber: 'A1',
      PatientName: '',
      PatientID: '',
      StudyInstanceUID: '',
      RequestedProcedureDescription: '',
      ScheduledProcedureStepSequence: [{ Modality: 'CT', ScheduledStationAETitle: '', ScheduledProcedureStepID: '' }],
    });
    expect(items).toHaveLength(1);
    expect(items[0]).toMatchObject({
      PatientName: 'MÜLLER^ÄNNE',
      PatientID: 'PA1',
      RequestedProcedureDescription: 'CT Schädel',
      ScheduledProcedureStepSequence: [
        { Modality: 'CT', ScheduledStationAETitle: 'SCANNER', ScheduledProcedureStepID: 'SPSA1' },
      ],
    });
  });

  it('finds all, or none', async () => {
    const keys = (accession: string) => ({
      AccessionNumber: accession,
      ScheduledProcedureStepSequence: [{ Modality: 'CT' }],
    });
    expect(await find(to('RIS', wlmscpfs), 'WORKLIST', keys(''))).toHaveLength(2);
    expect(await find(to('RIS', wlmscpfs), 'WORKLIST', keys('A3'))).toEqual([]);
  });
});
