import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { run } from '../../tests/kit/processes';
import { realFile } from '../../tests/kit/real-files';
import { find } from './client';
import { IMPLEMENTATION_CLASS_UID, IMPLEMENTATION_VERSION_NAME } from './identity';
import { natural, unwrap } from './part10';
import { DimseServer, type MoveRequest, type QueryRequest, type ReceivedInstance } from './server';
import { store } from './store';
import * as uids from './uids';

const scratch = mkdtempSync(join(tmpdir(), 'airworthy-test-'));
const slices = ['ct-3slice/01.dcm', 'ct-3slice/02.dcm', 'ct-3slice/03.dcm'].map(realFile);
const received: ReceivedInstance[] = [];
const queries: QueryRequest[] = [];
const moves: MoveRequest[] = [];

const server = new DimseServer({
  listen: { host: '127.0.0.1', port: 0 },
  aeTitle: 'AIRWORTHY',
  handlers: {
    store: (instance) => {
      received.push({ ...instance });
      return Promise.resolve(0);
    },
    find: (query) => {
      queries.push(query);
      if (query.identifier['PatientID'] === 'BROKEN') return Promise.reject(new Error('the database is away'));
      return Promise.resolve([
        { PatientName: 'МЮЛЛЕР^АННА', PatientID: 'P1', StudyInstanceUID: '1.2.3' },
        { PatientName: 'SMITH^JOHN', PatientID: 'P2', StudyInstanceUID: '1.2.4' },
      ]);
    },
    move: async function* (request) {
      moves.push(request);
      if (request.destination === 'NOBODY') {
        yield { status: 0xa801, completed: 0, failed: 0, warning: 0 };
        return;
      }
      for (let done = 0; done < slices.length; done++)
        yield { status: 0xff00, completed: done, failed: 0, warning: 0, remaining: slices.length - done };
      const sources = slices.map((file) => ({ file }));
      const o = { callingAeTitle: 'AIRWORTHY', peer: { aeTitle: 'AIRWORTHY', ...server.address }, timeoutMs: 20_000 };
      const outcomes = await store(o, sources);
      yield { status: 0, completed: outcomes.length, failed: 0, warning: 0 };
    },
    get: () => Promise.resolve([...slices.map((file) => ({ file })), { file: realFile('pydicom/JPEG2000.dcm') }]),
  },
});

const target = (...before: string[]): string[] => [...before, '127.0.0.1', String(server.address.port)];

beforeAll(() => server.start());
beforeEach(() => {
  received.length = 0;
  queries.length = 0;
  moves.length = 0;
});
afterAll(async () => {
  await server.stop();
  rmSync(scratch, { recursive: true, force: true });
});

describe('our server and DCMTK', () => {
  it('answers echoscu and says who it is', async () => {
    const { code, output } = await run('echoscu', target('-d', '-aec', 'AIRWORTHY'));
    expect(code, output).toBe(0);
    expect(output).toMatch(new RegExp(`Their Implementation Class UID: *${IMPLEMENTATION_CLASS_UID}`));
    expect(output).toMatch(new RegExp(`Their Implementation Version Name: *${IMPLEMENTATION_VERSION_NAME}`));
  });

  const transferSyntaxes: [title: string, convert: string | undefined, file: string, propose: string, uid: string][] = [
    ['implicit VR', '+ti', 'ct-3slice/01.dcm', '-xi', uids.IMPLICIT_VR_LITTLE_ENDIAN],
    ['explicit VR little endian', '+te', 'ct-3slice/02.dcm', '-xe', uids.EXPLICIT_VR_LITTLE_ENDIAN],
    ['explicit VR big endian', '+tb', 'ct-3slice/03.dcm', '-xb', uids.EXPLICIT_VR_BIG_ENDIAN],
    ['deflated', '+td', 'pydicom/CT_small.dcm', '-xd', uids.DEFLATED_EXPLICIT_VR_LITTLE_ENDIAN],
    ['JPEG 2000', undefined, 'pydicom/JPEG2000.dcm', '-xw', uids.JPEG_2000],
  ];
  it.each(transferSyntaxes)('takes %s from storescu', async (_, convert, file, propose, uid) => {
    const source = convert ? join(scratch, `${uid}.dcm`) : realFile(file);
    if (convert) expect((await run('dcmconv', [convert, realFile(file), source])).code).toBe(0);
    const { code, output } = await run('storescu', [...target('-aec', 'AIRWORTHY', propose), source]);
    expect(code, output).toBe(0);
    expect(received).toHaveLength(1);
    const [instance] = received;
    expect(instance).toMatchObject({ transferSyntaxUid: uid, callingAeTitle: 'STORESCU' });
    const original = natural(readFileSync(source));
    expect(instance?.sopInstanceUid).toBe(original['SOPInstanceUID']);
    // storescu leaves trailing padding out.
    delete original['DataSetTrailingPadding'];
    expect(Object.keys(instance?.dataset() ?? {})).toEqual(Object.keys(original));
    expect(unwrap(instance?.bytes as Buffer).meta).toMatchObject({ transferSyntaxUid: uid, sourceAeTitle: 'STORESCU' });
  });

  it('hands over the bytes of a data set exactly as they came, many fragments or one', async () => {
    for (const pdu of ['4096', '131072']) {
      received.length = 0;
      const file = realFile('highdicom/dx_image.dcm');
      // storescu rewrites what it reads; what it writes with the same options is a fixed point.
      const fixed = join(scratch, 'fixed.dcm');
      await run('dcmconv', [file, fixed]);
      await run('storescu', [...target('-aec', 'AIRWORTHY', '-pdu', pdu), fixed]);
      const sent = unwrap(readFileSync(fixed)).datasetBytes;
      expect(unwrap(received[0]?.bytes as Buffer).datasetBytes.equals(sent)).toBe(true);
    }
  });

  it('answers findscu for study root and worklist, in UTF-8', async () => {
    const study = ['-S', '-k', 'QueryRetrieveLevel=STUDY', '-k', 'PatientName', '-k', 'StudyInstanceUID'];
    const found = await run('findscu', target('-v', '-aec', 'AIRWORTHY', ...study));
    expect(found.code, found.output).toBe(0);
    expect(found.output).toContain('МЮЛЛЕР^АННА');
    expect(found.output).toContain('ISO_IR 192');
    expect(found.output).toContain('SMITH^JOHN');
    expect(queries[0]).toMatchObject({ level: 'STUDY', callingAeTitle: 'FINDSCU', sopClassUid: uids.STUDY_ROOT_FIND });
    const worklist = ['-W', '-k', 'PatientName', '-k', 'ScheduledProcedureStepSequence[0].Modality=CT'];
    expect((await run('findscu', target('-aec', 'AIRWORTHY', ...worklist))).code).toBe(0);
    expect(queries[1]?.identifier).toMatchObject({ ScheduledProcedureStepSequence: [{ Modality: 'CT' }] });
    expect(queries[1]?.level).toBeUndefined();
  });

  it('answers a failing handler with a failure status and goes on', async () => {
    const o = { callingAeTitle: 'TEST', peer: { aeTitle: 'AIRWORTHY', ...server.address }, timeoutMs: 20_000 };
    await expect(find(o, 'STUDY', { PatientID: 'BROKEN' })).rejects.toMatchObject({
      code: 'status',
      status: 0xc001,
      message: `AIRWORTHY at 127.0.0.1:${server.address.port} answered the C-FIND of TEST with status C001H (cannot understand or unable to process).`,
    });
    expect(await find(o, 'STUDY', { PatientID: 'P1' })).toHaveLength(2);
  });

  it('answers movescu, progress first', async () => {
    const keys = ['-S', '-k', 'QueryRetrieveLevel=STUDY', '-k', 'StudyInstanceUID=1.2.3'];
    const { code, output } = await run('movescu', target('-d', '-aec', 'AIRWORTHY', '-aem', 'SOMEBODY', ...keys));
    expect(code, output).toBe(0);
    expect(moves[0]).toMatchObject({ destination: 'SOMEBODY', identifier: { StudyInstanceUID: '1.2.3' } });
    expect(output).toMatch(/Number of Completed Suboperations *: 3|Completed Suboperations *: 3/);
    expect(output).toMatch(/0xff00: Pending/);
    expect(received).toHaveLength(3);
    const nobody = await run('movescu', target('-v', '-aec', 'AIRWORTHY', '-aem', 'NOBODY', ...keys));
    expect(nobody.output).toMatch(/a801|MoveDestinationUnknown|Refused/i);
  });

  it('answers getscu on the same association, compressed where it is proposed', async () => {
    const folder = join(scratch, 'got');
    mkdirSync(folder);
    const keys = ['-S', '-k', 'QueryRetrieveLevel=STUDY', '-k', 'StudyInstanceUID=1.2.3'];
    const plain = await run('getscu', target('-d', '-aec', 'AIRWORTHY', '-od', folder, '+B', ...keys));
    // The JPEG 2000 instance cannot go where only uncompressed transfer syntaxes are proposed: a warning, not silence.
    expect(plain.output).toMatch(/Number of Failed Suboperations *: 1|Failed Suboperations *: 1/);
    expect(plain.output).toMatch(/b000/i);
    const wanted = new Map(slices.map((file) => [unwrap(readFileSync(file)).meta.sopInstanceUid, file]));
    const got = readdirSync(folder).map((name) => readFileSync(join(folder, name)));
    expect(got.length).toBe(3);
    for (const bytes of got) {
      // getscu proposes explicit VR first, the files are in implicit VR.
      expect(unwrap(bytes).meta.transferSyntaxUid).toBe(uids.EXPLICIT_VR_LITTLE_ENDIAN);
      const original = natural(readFileSync(wanted.get(unwrap(bytes).meta.sopInstanceUid) as string));
      const { PixelData, ...rest } = natural(bytes);
      expect((PixelData as Buffer).equals(original['PixelData'] as Buffer)).toBe(true);
      expect(rest).toMatchObject({
        PatientName: original['PatientName'],
        ImagePositionPatient: original['ImagePositionPatient'],
      });
    }
  });
});
