import { connect, type Socket } from 'node:net';
import { existsSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { deflateRawSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Address } from '../../model/actors';
import { find } from '../../protocols/dimse/client';
import * as uids from '../../protocols/dimse/uids';
import { associateAccept, associateRequest, commandSet, data, fragment, storeRequest } from '../kit/pdus';
import { encodeDataset } from '../kit/dicom-bytes';
import { stillServes } from './kit/conversations';
import { openHospital, type Hospital, type ListenerName } from './kit/hospital';
import { flood, hearPdus, throwAt, typesOf } from './kit/wire';

const CT = uids.CT_IMAGE_STORAGE;
const [A_ASSOCIATE_AC, A_ASSOCIATE_RJ, P_DATA_TF] = [2, 3, 4];
const CLOSED_WITHIN_MS = 30_000;
/** The same where much is unpacked before: on a slow machine that takes long. */
const UNPACKED_WITHIN_MS = 300_000;
const MIB = 1024 * 1024;

const opening = (called: string, abstractSyntax: string, transferSyntax: string = uids.EXPLICIT_VR_LITTLE_ENDIAN) =>
  associateRequest([{ id: 1, abstractSyntax, transferSyntaxes: [transferSyntax] }], { called, calling: 'ATTACKER' });

/** C-STORE of a data set, in one P-DATA-TF each. */
const storing = (instance: string, dataset: Buffer): Buffer =>
  Buffer.concat([data(fragment(1, 3, storeRequest(1, CT, instance))), data(fragment(1, 2, dataset))]);

/** A sequence in a sequence in a sequence, none of them ended. */
const nested = (levels: number): Buffer => {
  const begin = Buffer.from('40004a0153510000fffffffffeff00e0ffffffff'.replace('40004a01', '08001511'), 'hex');
  return Buffer.concat(Array.from({ length: levels }, () => begin));
};

/** Each connection to a listener of this process takes two; Node raises its own limit as far as the system lets it. */
function openFiles(): number {
  const { userLimits } = process.report.getReport() as unknown as {
    userLimits: { open_files: { soft: number | string } };
  };
  const { soft } = userLimits.open_files;
  return typeof soft === 'number' ? soft : Infinity;
}

const connected = (socket: Socket): Promise<unknown> =>
  socket.connecting
    ? new Promise((resolve) => socket.once('connect', resolve).once('close', resolve))
    : Promise.resolve();

describe('attacks, through the recording tap', () => {
  let hospital: Hospital;
  beforeAll(async () => {
    hospital = await openHospital();
  });
  afterEach(() => stillServes(hospital));
  afterAll(() => hospital.stop());
  const attack = (name: ListenerName, bytes: Buffer, withinMs = CLOSED_WITHIN_MS): Promise<Buffer> =>
    throwAt(hospital.taps[name], bytes, 3, withinMs);

  it.each([
    ['PACS DIMSE', 'PACS', CT],
    ['AI DIMSE', 'AI', CT],
    ['RIS DIMSE', 'RIS', uids.MODALITY_WORKLIST_FIND],
  ] as const)('%s aborts on a command set whose fragments never end', async (name, title, sopClass) => {
    const piece = data(fragment(1, 1, Buffer.alloc(16_000)));
    expect(await flood(hospital.taps[name], opening(title, sopClass), piece, 64 * MIB)).toBeLessThan(64 * MIB);
    expect(hospital.said.join('\n')).toContain('a command set is longer than 65536 bytes');
    const reason = expect.stringContaining('a command set of more than 65536 bytes') as string;
    const link = expect.stringContaining(`>${{ PACS: 'pacs', AI: 'ai-platform', RIS: 'ris' }[title]}:`) as string;
    expect(hospital.recording.events).toContainEqual(
      expect.objectContaining({ kind: 'connection.undecodable', link, sender: 'client', reason }),
    );
  });

  it.each([
    ['PACS DIMSE', 'PACS', CT],
    ['AI DIMSE', 'AI', CT],
  ] as const)('%s answers an instance of 10,000 nested sequences', async (name, title, sopClass) => {
    const bytes = Buffer.concat([opening(title, sopClass), storing('1.2.3.4', nested(10_000))]);
    expect(await hearPdus(hospital.taps[name], bytes, 2, CLOSED_WITHIN_MS)).toEqual([A_ASSOCIATE_AC, P_DATA_TF]);
  });

  it('answers queries of 10,000 nested sequences', async () => {
    for (const [name, title, sopClass] of [
      ['PACS DIMSE', 'PACS', uids.STUDY_ROOT_FIND],
      ['RIS DIMSE', 'RIS', uids.MODALITY_WORKLIST_FIND],
    ] as const) {
      const request = commandSet({ 0x0002: sopClass, 0x0100: 0x20, 0x0110: 1, 0x0700: 0, 0x0800: 0 });
      const query = Buffer.concat([data(fragment(1, 3, request)), data(fragment(1, 2, nested(10_000)))]);
      const heard = await hearPdus(
        hospital.taps[name],
        Buffer.concat([opening(title, sopClass), query]),
        2,
        CLOSED_WITHIN_MS,
      );
      expect(heard, name).toEqual([A_ASSOCIATE_AC, P_DATA_TF]);
    }
  });

  it('takes no memory for a data set that unpacks to gigabytes', async () => {
    const bomb = deflateRawSync(Buffer.alloc(300 * MIB), { level: 1 });
    const before = process.memoryUsage.rss();
    for (const [name, title] of [
      ['PACS DIMSE', 'PACS'],
      ['AI DIMSE', 'AI'],
    ] as const) {
      const bytes = Buffer.concat([opening(title, CT, '1.2.840.10008.1.2.1.99'), storing('1.2.3.5', bomb)]);
      await attack(name, bytes, UNPACKED_WITHIN_MS);
    }
    expect((process.memoryUsage.rss() - before) / MIB).toBeLessThan(600);
  });

  it.each([
    '../../../../tmp/airworthy-escaped',
    '/tmp/airworthy-escaped',
    '..',
    'C:\\airworthy-escaped',
    'a\0b',
    '%2e%2e%2f',
  ])('writes nothing outside its folder for an instance called %j', async (instance) => {
    const dataset = encodeDataset({
      SOPClassUID: CT,
      SOPInstanceUID: instance,
      StudyInstanceUID: instance,
      SeriesInstanceUID: instance,
      PatientID: instance,
      Modality: 'CT',
    });
    const before = readdirSync(tmpdir());
    for (const [name, title] of [
      ['PACS DIMSE', 'PACS'],
      ['AI DIMSE', 'AI'],
    ] as const) {
      const bytes = Buffer.concat([opening(title, CT), storing(instance, dataset)]);
      expect(await hearPdus(hospital.taps[name], bytes, 2, CLOSED_WITHIN_MS)).toContain(A_ASSOCIATE_AC);
    }
    const web = ['/dicom-web/studies/', '/dicom-web/studies/1.2/series/'].map(
      (path) => path + encodeURIComponent(instance),
    );
    for (const path of web) {
      const request = `GET ${path} HTTP/1.1\r\nHost: x\r\nAccept: */*\r\nConnection: close\r\n\r\n`;
      expect(String(await attack('PACS DICOMweb', Buffer.from(request)))).toMatch(/^HTTP\/1\.1 [24]\d\d /);
    }
    expect(existsSync('/tmp/airworthy-escaped')).toBe(false);
    expect(readdirSync(tmpdir())).toEqual(before);
  });

  // What spoilt conversations brought to light once.
  it.each([
    ['nothing at all', Buffer.alloc(0), ''],
    ['an answer to no request', associateAccept([]), 'an unexpected PDU of type 2 (A-ASSOCIATE-AC) came'],
    [
      'a release without its fields',
      Buffer.from([5, 0, 0, 0, 0, 0]),
      'type 5 (A-RELEASE-RQ) ends before its fields do',
    ],
  ])('closes on %s, and says why', async (_, bytes, why) => {
    for (const name of ['PACS DIMSE', 'AI DIMSE', 'RIS DIMSE'] as const) {
      hospital.said.length = 0;
      await attack(name, bytes);
      expect(hospital.said.join('\n')).toContain(why);
    }
  });

  it('refuses an AE title that is a path, without a trace of it in the file system', async () => {
    const bytes = associateRequest(
      [{ id: 1, abstractSyntax: CT, transferSyntaxes: [uids.EXPLICIT_VR_LITTLE_ENDIAN] }],
      {
        called: '../../../etc/x',
        calling: '../airworthy',
      },
    );
    expect(typesOf(await attack('PACS DIMSE', bytes))).toEqual([A_ASSOCIATE_RJ]);
  });

  it.each(['AI MLLP', 'RIS MLLP'] as const)('%s closes on a field of 100 MB', async (name) => {
    const before = process.memoryUsage.rss();
    const begin = Buffer.from('\x0bMSH|^~\\&|A|B|C|D|20260101||ORM^O01|1|P|2.4\rOBX|1|TX|');
    const sent = await flood(hospital.taps[name], begin, Buffer.alloc(MIB, 'A'), 400 * MIB);
    expect(sent).toBeLessThan(400 * MIB);
    expect(hospital.said.join('\n')).toContain('a message is longer than 16777216 bytes');
    expect((process.memoryUsage.rss() - before) / MIB).toBeLessThan(300);
  });

  it.each([
    ['AI MLLP', '\x0bMSH|^~\\&|A|B|C|D|20260101||ORM^O01|1|P|2.4\r'],
    ['RIS MLLP', `\x0bMSH|^~\\&|A|B|C|D|20260101||ORM^O01|1|P|2.4\rPID|${'\0'.repeat(2000)}\r\x1c\r`],
    ['RIS MLLP', `\x0b${'\x0b'.repeat(5000)}\x1c\x1c\x1c\r`],
    ['AI MLLP', `\x0bMSH${'|^~\\&'.repeat(20_000)}\r\x1c\r`],
    ['RIS MLLP', `\x0bMSH|^~\\&|A|B|C|D|20260101||ORM^O01|1|P|2.4\r${'OBX|1|TX\r'.repeat(100_000)}\x1c\r`],
    ['AI MLLP', `\x0bMSH|^~\\&|A|B|C|D|20260101||ORM^O01|1|P|2.4\rPID|1||${'~X^^^Y'.repeat(50_000)}\r\x1c\r`],
  ] as const)('%s answers or closes on messages that are none', async (name, message) => {
    await attack(name, Buffer.from(message));
  });

  it.each(['PACS DICOMweb', 'RIS HTTP'] as const)('%s refuses requests that are none', async (name) => {
    for (const request of [
      `GET /${'a'.repeat(100_000)} HTTP/1.1\r\nHost: x\r\n\r\n`,
      `GET / HTTP/1.1\r\n${'X: y\r\n'.repeat(20_000)}\r\n`,
      'POST /dicom-web/studies HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999\r\n\r\n',
      'POST /orders HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET / HTTP/1.1\r\n\r\n',
      'POST /orders HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFF\r\n',
      'GET /../../../../etc/passwd HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
      'GET /dicom-web/studies?%00=%ff&limit=-1&offset=1e99 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
      `POST /fhir HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/fhir+json\r\nContent-Length: 200000\r\n\r\n${'['.repeat(100_000)}${']'.repeat(100_000)}`,
    ]) {
      expect(String(await attack(name, Buffer.from(request))).slice(9, 12), request.slice(0, 80)).toMatch(/^(4\d\d)?$/);
    }
  });

  it('serves others while a thousand connections say nothing', async () => {
    const idle: Socket[] = [];
    try {
      for (const address of Object.values(hospital.taps)) {
        for (let n = 0; n < 150; n++) {
          const socket = connect(address);
          socket.on('error', () => undefined);
          idle.push(socket);
        }
      }
      await stillServes(hospital);
    } finally {
      for (const socket of idle) socket.destroy();
    }
  });

  it.skipIf(openFiles() < 12_000)(
    'serves others while five thousand connections at the listeners themselves say nothing',
    async () => {
      const { ai, ris } = hospital;
      const doors = [
        ai.pacs.dimse,
        ai.platform.dimseAddress,
        ris.dimseAddress,
        ai.platform.mllpAddress,
        ris.mllpAddress,
        ai.pacs.http,
        ris.httpAddress,
      ];
      const before = process.memoryUsage.rss();
      const idle: Socket[] = [];
      try {
        for (let n = 0; n < 5000; n++) {
          // A few at a time: what waits to be accepted has a limit of the system.
          if (n % 100 === 0) await Promise.all(idle.slice(-100).map(connected));
          const socket = connect(doors[n % doors.length] as Address);
          socket.on('error', () => undefined);
          idle.push(socket);
        }
        await Promise.all(idle.map(connected));
        await stillServes(hospital);
        expect((process.memoryUsage.rss() - before) / MIB).toBeLessThan(400);
      } finally {
        for (const socket of idle) socket.destroy();
      }
    },
  );

  it('serves others while a hundred peers send one byte at a time', async () => {
    const { taps } = hospital;
    const message = Buffer.from('\x0bMSH|^~\\&|A|B|C|D|20260101||ORM^O01|1|P|2.4\r'.padEnd(500, 'X'));
    const request = Buffer.from(`GET /worklist HTTP/1.1\r\nHost: x\r\nX: ${'a'.repeat(500)}`);
    const slow: Record<ListenerName, Buffer> = {
      'PACS DIMSE': opening('PACS', CT),
      'AI DIMSE': opening('AI', CT),
      'RIS DIMSE': opening('RIS', uids.MODALITY_WORKLIST_FIND),
      'AI MLLP': message,
      'RIS MLLP': message,
      'PACS DICOMweb': request,
      'RIS HTTP': request,
    };
    const sockets: Socket[] = [];
    let going = true;
    const dribble = (socket: Socket, bytes: Buffer, at: number): void => {
      if (!going || socket.destroyed || at >= bytes.length - 1) return;
      socket.write(bytes.subarray(at, at + 1), () => setImmediate(() => dribble(socket, bytes, at + 1)));
    };
    try {
      for (const [name, bytes] of Object.entries(slow)) {
        for (let n = 0; n < 15; n++) {
          const socket = connect(taps[name as keyof typeof slow], () => dribble(socket, bytes, 0));
          socket.setNoDelay(true);
          socket.on('error', () => undefined);
          sockets.push(socket);
        }
      }
      await Promise.all(sockets.map(connected));
      await stillServes(hospital);
    } finally {
      going = false;
      for (const socket of sockets) socket.destroy();
    }
  });

  it('finds by a key that is a pattern only for machines', async () => {
    const peer = hospital.ai.pacs.dimse;
    const started = performance.now();
    const o = { callingAeTitle: 'ATTACKER', peer, timeoutMs: 20_000 };
    await find(o, 'STUDY', { PatientName: `${'*a'.repeat(30)}*` });
    expect(performance.now() - started).toBeLessThan(20_000);
  });
});
