import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DimsePeer, silentLogger } from '../../model/actors';
import { readDicom } from '../../model/dicom/reader';
import type { EventBody, EventSink, JournalEvent } from '../../model/events';
import { DicomWebClient } from '../../protocols/dicomweb/client';
import { jsonString, jsonStrings } from '../../protocols/dicomweb/dicom-json';
import { move, nAction } from '../../protocols/dimse/client';
import { unwrap } from '../../protocols/dimse/part10';
import { DimseServer, type NormalisedRequest } from '../../protocols/dimse/server';
import { newUid, STORAGE_COMMITMENT_INSTANCE, STORAGE_COMMITMENT_PUSH_MODEL } from '../../protocols/dimse/uids';
import { LaunchError } from '../../simulators/pacs/launch-error';
import type { LaunchOptions, Pacs } from '../../simulators/pacs/pacs';
import { dcmtk, findscu, storescu } from './dcmtk';
import { testStudy } from './instances';

export interface Expected {
  launcher: Pacs['launcher'];
  /** Whether what it stored is there after a restart. */
  keepsStorage: boolean;
}

/** What is in common of every PACS we start, whoever wrote it. */
export function behavesLikeAPacs(
  launch: (options: LaunchOptions) => Promise<Pacs>,
  { launcher, keepsStorage }: Expected,
  more: Partial<LaunchOptions> = {},
): void {
  const storageDir = mkdtempSync(join(tmpdir(), 'airworthy-pacs-test-'));
  const events: EventBody[] = [];
  const sink: EventSink = { append: (event) => (events.push(event), event as JournalEvent) };
  const received = { uids: [] as string[], reports: [] as NormalisedRequest[], room: Infinity };
  let onReport: () => void = () => undefined;
  let pacs: Pacs;
  let web: DicomWebClient;
  let peer: DimsePeer;
  const peerServer = new DimseServer({
    listen: { host: '127.0.0.1', port: 0 },
    aeTitle: 'TEST_PEER',
    storageSopClasses: 'all',
    handlers: {
      echo: true,
      store: async (instance) => {
        if (received.room-- <= 0) return 0xa700;
        received.uids.push(instance.sopInstanceUid);
        return 0;
      },
      nEventReport: async (report) => {
        received.reports.push(report);
        onReport();
        return { status: 0 };
      },
    },
  });
  const options: LaunchOptions = {
    launcher,
    aeTitle: 'TEST_PACS',
    host: '127.0.0.1',
    peers: [],
    storageDir,
    sink,
    log: silentLogger,
    notice: () => undefined,
    ...more,
  };
  const query = (keys: Record<string, string>): ReturnType<typeof findscu> => findscu(pacs.dimse, keys);

  beforeAll(async () => {
    await peerServer.start();
    peer = { aeTitle: 'TEST_PEER', ...peerServer.address };
    pacs = await launch({ ...options, peers: [peer] });
    web = client();
  });

  afterAll(async () => {
    await pacs?.stop();
    await peerServer.stop();
    rmSync(storageDir, { recursive: true, force: true });
  });

  function client(): DicomWebClient {
    const { host, port } = pacs.http ?? { host: '', port: 0 };
    return new DicomWebClient({ peer: { baseUrl: `http://${host}:${port}${pacs.dicomWebPath}` }, timeoutMs: 20_000 });
  }

  it('says that it has started, and what it is', () => {
    expect(pacs.launcher).toBe(launcher);
    expect(events).toContainEqual({ kind: 'actor.started', actor: 'pacs', description: pacs.describe() });
  });

  it('answers to its AE title and to no other', async () => {
    const { host, port } = pacs.dimse;
    expect((await dcmtk('echoscu', '-aec', 'TEST_PACS', host, String(port))).code).toBe(0);
    const other = await dcmtk('echoscu', '-aec', 'OTHER', host, String(port));
    expect(other.code).not.toBe(0);
    expect(other.output).toContain('Called AE Title Not Recognized');
  });

  describe('query', () => {
    const study = testStudy();
    beforeAll(async () => expect((await storescu(pacs.dimse, study.all)).code).toBe(0));

    it('finds a study by accession number and counts what is in it', async () => {
      const { found } = await query({
        QueryRetrieveLevel: 'STUDY',
        AccessionNumber: study.accessionNumber,
        StudyInstanceUID: '',
        PatientName: '',
        ModalitiesInStudy: '',
        NumberOfStudyRelatedSeries: '',
        NumberOfStudyRelatedInstances: '',
      });
      expect(found).toHaveLength(1);
      expect(found[0]).toMatchObject({
        StudyInstanceUID: study.studyInstanceUid,
        PatientName: 'Grün^Test^Ä.',
        NumberOfStudyRelatedSeries: '2',
        NumberOfStudyRelatedInstances: '4',
      });
      expect(found[0]?.['ModalitiesInStudy']?.split('\\').sort()).toEqual(['CT', 'SR']);
    });

    it.each([
      ['a wild card', { PatientID: 'PACS-*' }, 1],
      ['a name in another case', { PatientName: 'gr*TEST*' }, 1],
      ['a date range', { StudyDate: '20260101-20260131' }, 1],
      ['another date range', { StudyDate: '20260116-' }, 0],
      ['a modality in the study', { ModalitiesInStudy: 'SR' }, 1],
      ['a modality that is not in it', { ModalitiesInStudy: 'MR' }, 0],
    ])('restricts by %s', async (_what, keys, expected) => {
      const { found } = await query({
        QueryRetrieveLevel: 'STUDY',
        StudyInstanceUID: study.studyInstanceUid,
        ...keys,
      });
      expect(found).toHaveLength(expected);
    });

    it('lists series and instances, and takes lists of UIDs', async () => {
      const series = await query({
        QueryRetrieveLevel: 'SERIES',
        StudyInstanceUID: study.studyInstanceUid,
        SeriesInstanceUID: '',
        Modality: 'CT',
        NumberOfSeriesRelatedInstances: '',
      });
      expect(series.found).toHaveLength(1);
      expect(series.found[0]).toMatchObject({ Modality: 'CT', NumberOfSeriesRelatedInstances: '3' });
      const [first, second] = study.ct;
      const images = await query({
        QueryRetrieveLevel: 'IMAGE',
        StudyInstanceUID: study.studyInstanceUid,
        SeriesInstanceUID: first?.seriesInstanceUid ?? '',
        SOPInstanceUID: `${first?.sopInstanceUid}\\${second?.sopInstanceUid}`,
        InstanceNumber: '',
      });
      expect(images.found.map((each) => each['InstanceNumber']).sort()).toEqual(['1', '2']);
    });

    it('lists all instances of a study for the harness', async () => {
      const uids = study.all.map(({ sopInstanceUid }) => sopInstanceUid);
      expect((await pacs.instancesOf(study.studyInstanceUid)).sort()).toEqual([...uids].sort());
      expect(await pacs.instancesOf(newUid())).toEqual([]);
    });
  });

  describe('retrieve', () => {
    const study = testStudy();
    beforeAll(async () => expect((await storescu(pacs.dimse, study.all)).code).toBe(0));

    it('moves a study to a peer that it knows, and to no other', async () => {
      received.uids.length = 0;
      const moving = (destination: string): ReturnType<typeof dcmtk> =>
        dcmtk(
          'movescu',
          ...['-S', '-aec', 'TEST_PACS', '-aem', destination, '-k', 'QueryRetrieveLevel=STUDY'],
          ...['-k', `StudyInstanceUID=${study.studyInstanceUid}`, pacs.dimse.host, String(pacs.dimse.port)],
        );
      expect((await moving('TEST_PEER')).code).toBe(0);
      expect([...received.uids].sort()).toEqual(study.all.map(({ sopInstanceUid }) => sopInstanceUid).sort());
      expect((await moving('NOBODY')).code).not.toBe(0);
    });

    it('tells after each instance how far a move has come', async () => {
      const asked = { callingAeTitle: 'TEST_SCU', peer: pacs.dimse, timeoutMs: 20_000 };
      const told: (number | undefined)[] = [];
      const outcome = await move(asked, 'STUDY', { StudyInstanceUID: study.studyInstanceUid }, 'TEST_PEER', {
        onProgress: ({ remaining }) => told.push(remaining),
      });
      expect(outcome).toMatchObject({ status: 0, completed: 4 });
      // Whether there is one before the first and after the last is left open.
      expect(told.filter((remaining) => remaining !== 4 && remaining !== 0)).toEqual([3, 2, 1]);
    });

    it.runIf(launcher === 'embedded')('names what could not be moved', async () => {
      received.uids.length = 0;
      received.room = 1;
      const { output } = await dcmtk(
        'movescu',
        ...['-S', '-d', '-aec', 'TEST_PACS', '-aem', 'TEST_PEER', '-k', 'QueryRetrieveLevel=STUDY'],
        ...['-k', `StudyInstanceUID=${study.studyInstanceUid}`, pacs.dimse.host, String(pacs.dimse.port)],
      );
      received.room = Infinity;
      const failed = study.all.map((each) => each.sopInstanceUid).filter((uid) => !received.uids.includes(uid));
      expect(failed).toHaveLength(3);
      const list = /FailedSOPInstanceUIDList[^]*?UI \[([^\]]*)\]|UI \[([^\]]*)\][^\n]*FailedSOPInstanceUIDList/.exec(
        output,
      );
      expect((list?.[1] ?? list?.[2] ?? output).split('\\').sort()).toEqual(failed.sort());
      expect(output).toMatch(/0xb000/);
    });

    it('gives a series back on the same association, with every attribute', async () => {
      const folder = mkdtempSync(join(tmpdir(), 'airworthy-get-'));
      const { code, output } = await dcmtk(
        'getscu',
        ...['-S', '-B', '-od', folder, '-aec', 'TEST_PACS', '-k', 'QueryRetrieveLevel=SERIES'],
        ...[
          '-k',
          `StudyInstanceUID=${study.studyInstanceUid}`,
          '-k',
          `SeriesInstanceUID=${study.ct[0]?.seriesInstanceUid}`,
        ],
        ...[pacs.dimse.host, String(pacs.dimse.port)],
      );
      expect(code, output).toBe(0);
      const files = readdirSync(folder).map((name) => readFileSync(join(folder, name)));
      expect(files).toHaveLength(3);
      for (const bytes of files) {
        const uid = readDicom(bytes).sopInstanceUid;
        const sent = study.ct.find(({ sopInstanceUid }) => sopInstanceUid === uid);
        expect(contentOf(bytes)).toEqual(contentOf(sent?.bytes ?? Buffer.alloc(0)));
      }
    });

    it('forwards a study and counts what came of it', async () => {
      received.uids.length = 0;
      expect(await pacs.forwardStudy(study.studyInstanceUid, 'TEST_PEER')).toEqual({ sent: 4, failed: 0 });
      expect(received.uids).toHaveLength(4);
      await expect(pacs.forwardStudy(newUid(), 'TEST_PEER')).rejects.toThrow(LaunchError);
      await expect(pacs.forwardStudy(study.studyInstanceUid, 'NOBODY')).rejects.toThrow('called NOBODY');
    });

    it('counts as failed what a peer refuses', async () => {
      received.room = 3;
      const outcome = await pacs.forwardStudy(study.studyInstanceUid, 'TEST_PEER');
      received.room = Infinity;
      expect(outcome).toMatchObject({ sent: 3, failed: 1 });
    });

    it('counts as failed what a peer that is away does not take', async () => {
      await pacs.setPeers([peer, { aeTitle: 'AWAY', host: '127.0.0.1', port: 1 }]);
      const outcome = await pacs.forwardStudy(study.studyInstanceUid, 'AWAY');
      expect(outcome).toMatchObject({ sent: 0, failed: 4 });
      expect(outcome.reason).toMatch(/AWAY/);
      await pacs.setPeers([peer]);
      await expect(pacs.forwardStudy(study.studyInstanceUid, 'AWAY')).rejects.toThrow(LaunchError);
    });
  });

  it('answers success when an instance is sent again, and keeps the first', async () => {
    const study = testStudy();
    expect((await storescu(pacs.dimse, study.ct)).code).toBe(0);
    const [first] = study.ct as [(typeof study.ct)[0]];
    const changed = Buffer.from(first.bytes);
    changed.fill(0x7f, changed.length - 16);
    expect((await storescu(pacs.dimse, [{ ...first, bytes: changed }])).code).toBe(0);
    expect(await pacs.instancesOf(study.studyInstanceUid)).toHaveLength(3);
    const path = { studyInstanceUid: study.studyInstanceUid, ...first };
    await web.retrieve({ ...path, sopInstanceUid: first.sopInstanceUid }, (bytes) =>
      expect(contentOf(bytes)).toEqual(contentOf(first.bytes)),
    );
  });

  describe('storage commitment', () => {
    const study = testStudy();
    beforeAll(async () => expect((await storescu(pacs.dimse, study.all)).code).toBe(0));

    async function commitmentOf(references: { sopClassUid: string; sopInstanceUid: string }[]) {
      const TransactionUID = newUid();
      const arrived = new Promise<void>((resolve) => (onReport = resolve));
      const answer = await nAction(
        { callingAeTitle: 'TEST_PEER', peer: pacs.dimse, timeoutMs: 10_000 },
        STORAGE_COMMITMENT_PUSH_MODEL,
        STORAGE_COMMITMENT_INSTANCE,
        1,
        {
          TransactionUID,
          ReferencedSOPSequence: references.map(({ sopClassUid, sopInstanceUid }) => ({
            ReferencedSOPClassUID: sopClassUid,
            ReferencedSOPInstanceUID: sopInstanceUid,
          })),
        },
      );
      expect(answer.status).toBe(0);
      await arrived;
      const report = received.reports.at(-1);
      expect(report?.attributes['TransactionUID']).toBe(TransactionUID);
      return report;
    }

    it('reports success for what it holds, on an association of its own', async () => {
      const report = await commitmentOf(study.all);
      expect(report).toMatchObject({ eventTypeId: 1, callingAeTitle: 'TEST_PACS' });
      expect(report?.attributes['ReferencedSOPSequence']).toHaveLength(4);
      expect(report?.attributes['FailedSOPSequence'] ?? []).toEqual([]);
    });

    it('reports what it does not hold, and what it holds as another class, each with its reason', async () => {
      const missing = { sopClassUid: study.sr.sopClassUid, sopInstanceUid: newUid() };
      const confused = { ...study.sr, sopClassUid: study.ct[0]?.sopClassUid ?? '' };
      const report = await commitmentOf([...study.ct, missing, confused]);
      expect(report?.eventTypeId).toBe(2);
      expect(report?.attributes['ReferencedSOPSequence']).toHaveLength(3);
      const failed = report?.attributes['FailedSOPSequence'] as Record<string, unknown>[];
      const reasons = new Map(failed.map((item) => [item['ReferencedSOPInstanceUID'], Number(item['FailureReason'])]));
      expect(reasons.get(missing.sopInstanceUid)).toBe(0x0112);
      expect(reasons.get(confused.sopInstanceUid)).toBe(0x0119);
    });
  });

  describe('DICOMweb', () => {
    const study = testStudy();
    const uid = study.studyInstanceUid;

    it('stores, and says so of each instance', async () => {
      const outcome = await web.store(study.all.map(({ bytes }) => bytes));
      expect(outcome.status).toBe(200);
      expect(outcome.failed).toEqual([]);
      expect(outcome.stored.map(({ sopInstanceUid }) => sopInstanceUid).sort()).toEqual(
        study.all.map(({ sopInstanceUid }) => sopInstanceUid).sort(),
      );
    });

    it('refuses what belongs to another study, and what is not DICOM', async () => {
      const stray = testStudy();
      const outcome = await web.store([stray.sr.bytes], uid);
      expect(outcome.status).toBe(409);
      expect(outcome.stored).toEqual([]);
      expect(await pacs.instancesOf(stray.studyInstanceUid)).toEqual([]);
    });

    it('searches', async () => {
      const [found] = await web.searchForStudies({ StudyInstanceUID: uid, includefield: 'StudyDescription' });
      expect(found && jsonString(found, 'PatientID')).toBe(study.patientId);
      expect(found && jsonStrings(found, 'ModalitiesInStudy').sort()).toEqual(['CT', 'SR']);
      expect(found && jsonString(found, 'NumberOfStudyRelatedInstances')).toBe('4');
      expect(found && jsonString(found, 'StudyDescription')).toBe('Head [plain]');
      expect(await web.searchForSeries(uid)).toHaveLength(2);
      expect(await web.searchForInstances({ studyInstanceUid: uid })).toHaveLength(4);
      expect(
        await web.searchForInstances({ studyInstanceUid: uid }, { SOPClassUID: study.sr.sopClassUid }),
      ).toHaveLength(1);
      expect(await web.searchForStudies({ PatientID: 'no such patient' })).toEqual([]);
    });

    it('gives a study, a series and an instance back', async () => {
      const retrieved: Buffer[] = [];
      expect(await web.retrieve({ studyInstanceUid: uid }, (bytes) => void retrieved.push(bytes))).toBe(4);
      const sent = new Map(study.all.map(({ sopInstanceUid, bytes }) => [sopInstanceUid, contentOf(bytes)]));
      for (const bytes of retrieved) expect(contentOf(bytes)).toEqual(sent.get(readDicom(bytes).sopInstanceUid));
      const { seriesInstanceUid, sopInstanceUid } = study.sr;
      const path = { studyInstanceUid: uid, seriesInstanceUid };
      expect(await web.retrieve(path, () => undefined)).toBe(1);
      expect(await web.retrieve({ ...path, sopInstanceUid }, () => undefined)).toBe(1);
    });

    it('gives metadata', async () => {
      const sets = await web.retrieveMetadata({ studyInstanceUid: uid });
      expect(sets).toHaveLength(4);
      expect(sets.map((set) => jsonString(set, 'PatientName'))).toContain('Grün^Test^Ä.');
    });

    it('answers 404 for what it does not have', async () => {
      await expect(web.retrieve({ studyInstanceUid: newUid() }, () => undefined)).rejects.toMatchObject({
        status: 404,
      });
    });
  });

  it(`${keepsStorage ? 'has everything still' : 'has forgotten everything'} after a restart, at the same address`, async () => {
    const study = testStudy();
    await storescu(pacs.dimse, study.all);
    const before = { dimse: pacs.dimse, http: pacs.http };
    await pacs.stop();
    expect(await listens(before.dimse)).toBe(false);
    expect(await listens(before.http ?? before.dimse)).toBe(false);
    await pacs.start();
    expect({ dimse: pacs.dimse, http: pacs.http }).toEqual(before);
    expect(await pacs.instancesOf(study.studyInstanceUid)).toHaveLength(keepsStorage ? 4 : 0);
    await storescu(pacs.dimse, study.all);
    expect(await pacs.forwardStudy(study.studyInstanceUid, 'TEST_PEER')).toEqual({ sent: 4, failed: 0 });
  });
}

/** All elements of the data set, in order; group lengths and how sequences end are encoding and not content. */
export function contentOf(part10: Buffer): unknown {
  const { dataset } = readDicom(part10);
  const read = (set: typeof dataset): unknown[] =>
    set.elements
      .filter(({ tag }) => !tag.endsWith('0000'))
      .map((each) => [each.tag, each.items ? each.items.map(read) : Buffer.from(each.bytes).toString('hex')]);
  return read(dataset);
}

export function sameDatasetBytes(a: Buffer, b: Buffer): boolean {
  return unwrap(a).datasetBytes.equals(unwrap(b).datasetBytes);
}

/** Whether somebody accepts connections there. */
export function listens({ host, port }: { host: string; port: number }): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, host);
    socket.on('connect', () => (socket.destroy(), resolve(true)));
    socket.on('error', () => resolve(false));
  });
}
