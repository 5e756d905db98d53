import { existsSync } from 'node:fs';
import { deflateRawSync, gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { JournalEvent } from '../../model/events';
import * as uids from '../../protocols/dimse/uids';
import { Browser, openConsole } from '../console/browser';
import { encodeDataset, encodePart10 } from '../kit/dicom-bytes';
import { stillServes } from './kit/conversations';
import { openHospital, type Hospital, type ListenerName } from './kit/hospital';
import { flood, throwAt } from './kit/wire';

const MIB = 1024 * 1024;
const CLOSED_WITHIN_MS = 30_000;
/** The same where much is unpacked before: on a slow machine that takes long. */
const UNPACKED_WITHIN_MS = 300_000;
const JSON_TYPE = 'application/json';
const STOW = 'multipart/related; type="application/dicom"; boundary=b';

const head = (path: string, type: string, ...more: string[]): Buffer =>
  Buffer.from([`POST ${path} HTTP/1.1`, 'Host: x', `Content-Type: ${type}`, ...more, '', ''].join('\r\n'));

/** STOW-RS of one part. */
function storing(object: Buffer): Buffer {
  const body = Buffer.concat([
    Buffer.from('--b\r\nContent-Type: application/dicom\r\n\r\n'),
    object,
    Buffer.from('\r\n--b--\r\n'),
  ]);
  const request = head('/dicom-web/studies', STOW, `Content-Length: ${body.length}`, 'Connection: close');
  return Buffer.concat([request, body]);
}

const named = (uid: string) => ({
  ...{ SOPClassUID: uids.CT_IMAGE_STORAGE, SOPInstanceUID: uid, StudyInstanceUID: uid, SeriesInstanceUID: uid },
  ...{ PatientID: uid, Modality: 'CT' },
});

/** A sequence in a sequence in a sequence, none of them ended. */
const nested = (levels: number): Buffer =>
  Buffer.concat(
    Array.from({ length: levels }, () => Buffer.from('080015115351' + '0000fffffffffeff00e0ffffffff', 'hex')),
  );

describe('attacks over HTTP, through the recording tap', () => {
  let hospital: Hospital;
  beforeAll(async () => {
    hospital = await openHospital();
  });
  afterEach(() => stillServes(hospital));
  afterAll(() => hospital.stop());

  const attack = async (name: ListenerName, bytes: Buffer, withinMs = CLOSED_WITHIN_MS): Promise<string> =>
    String(await throwAt(hospital.taps[name], bytes, 3, withinMs, { silent: true }));
  const statuses = (from: number): number[] =>
    hospital.recording.events
      .slice(from)
      .flatMap((event: JournalEvent) => (event.kind === 'http.response' ? [event.status] : []));

  it('STOW-RS of 10,000 nested sequences is answered, and so is what ends in the middle', async () => {
    const deep = encodePart10(named('1.2.3.77'));
    for (const object of [Buffer.concat([deep, nested(10_000)]), deep.subarray(0, -3), Buffer.alloc(0)])
      expect(await attack('PACS DICOMweb', storing(object))).toMatch(/^HTTP\/1\.1 (200|409) /);
  });

  it('STOW-RS of an object that unpacks to 300 MiB takes no memory, and is refused', async () => {
    const object = named('1.2.3.78');
    const whole = encodePart10(object, { transferSyntax: uids.DEFLATED_EXPLICIT_VR_LITTLE_ENDIAN });
    const meta = whole.subarray(0, whole.length - encodeDataset(object).length);
    const bomb = deflateRawSync(Buffer.alloc(300 * MIB), { level: 1 });
    const before = process.memoryUsage.rss();
    const request = storing(Buffer.concat([meta, bomb]));
    expect(await attack('PACS DICOMweb', request, UNPACKED_WITHIN_MS)).toMatch(/^HTTP\/1\.1 409 /);
    expect((process.memoryUsage.rss() - before) / MIB).toBeLessThan(600);
  });

  it.each(['../../../../tmp/airworthy-escaped', '/tmp/airworthy-escaped', 'a\0b'])(
    'STOW-RS writes nothing outside its folder for an instance called %j',
    async (uid) => {
      const object = encodePart10(named(uid));
      expect(await attack('PACS DICOMweb', storing(object))).toMatch(/^HTTP\/1\.1 (200|409) /);
      expect(existsSync('/tmp/airworthy-escaped')).toBe(false);
    },
  );

  it.each([
    ['RIS HTTP', '/orders', JSON_TYPE, 413],
    ['PACS DICOMweb', '/dicom-web/studies', 'application/dicom', 415],
    ['PACS DICOMweb', '/dicom-web/studies', STOW, 400],
  ] as const)(
    '%s %s refuses a body of %s without end, and is heard to say so: %i',
    async (name, path, type, status) => {
      const before = process.memoryUsage.rss();
      const from = hospital.recording.events.length;
      const chunk = Buffer.concat([Buffer.from('100000\r\n'), Buffer.alloc(MIB, '['), Buffer.from('\r\n')]);
      const heard: Buffer[] = [];
      const listen = (bytes: Buffer): void => void heard.push(bytes);
      await flood(hospital.taps[name], head(path, type, 'Transfer-Encoding: chunked'), chunk, Infinity, listen);
      expect(String(Buffer.concat(heard)).slice(9, 12)).toBe(String(status));
      expect((process.memoryUsage.rss() - before) / MIB).toBeLessThan(300);
      expect(statuses(from)).toEqual([status]);
    },
  );

  it.each(['RIS HTTP', 'PACS DICOMweb'] as const)(
    '%s refuses a body of 100 MB that is announced and does not come, and closes',
    async (name) => {
      const from = hospital.recording.events.length;
      const path = name === 'RIS HTTP' ? '/orders' : '/dicom-web/studies';
      const request = head(path, JSON_TYPE, `Content-Length: ${100 * MIB}`);
      expect(await attack(name, Buffer.concat([request, Buffer.alloc(MIB, '[')]))).toMatch(/^HTTP\/1\.1 41[35] /);
      expect(statuses(from)).toHaveLength(1);
    },
  );

  it.each([
    ['RIS HTTP', '/orders', JSON_TYPE],
    ['PACS DICOMweb', '/dicom-web/studies', STOW],
  ] as const)('%s refuses a body that unpacks to a GiB, and takes no memory for it', async (name, path, type) => {
    const bomb = Buffer.concat(Array.from({ length: 16 }, () => gzipSync(Buffer.alloc(64 * MIB), { level: 1 })));
    const before = process.memoryUsage.rss();
    const from = hospital.recording.events.length;
    const request = head(path, type, 'Content-Encoding: gzip', `Content-Length: ${bomb.length}`, 'Connection: close');
    expect(await attack(name, Buffer.concat([request, bomb]), UNPACKED_WITHIN_MS)).toMatch(/^HTTP\/1\.1 4\d\d /);
    expect((process.memoryUsage.rss() - before) / MIB).toBeLessThan(300);
    expect(statuses(from)[0]).toBeGreaterThanOrEqual(400);
  });
});

describe('attacks on the console', () => {
  let server: Awaited<ReturnType<typeof openConsole>>;
  let person: Browser;
  let address: { host: string; port: number };
  beforeAll(async () => {
    server = await openConsole();
    person = new Browser(server.url);
    await person.enter(server.address());
    const { hostname, port } = new URL(server.url);
    address = { host: hostname, port: Number(port) };
  });
  afterEach(async () => expect(await person.call('about.read')).toMatchObject({ mode: 'local' }));
  afterAll(() => server.close());

  const asking = (path: string, type: string, signedIn: boolean, ...more: string[]): Buffer => {
    const own = [`X-Airworthy-CSRF: ${person.csrf}`, `Cookie: ${person.cookie}`];
    return Buffer.from(
      String(head(path, type, ...(signedIn ? own : []), ...more)).replace(
        'Host: x',
        `Host: ${new URL(server.url).host}`,
      ),
    );
  };

  it.each([
    ['/api/session', JSON_TYPE, false, 413],
    ['/api/packs?name=x', 'application/zip', false, 401],
    ['/api/products', JSON_TYPE, true, 413],
    ['/api/session', 'text/plain', false, 415],
  ] as const)(
    '%s refuses a body of %s without end (signed in: %s), and is heard: %i',
    async (path, type, signedIn, status) => {
      const before = process.memoryUsage.rss();
      const chunk = Buffer.concat([Buffer.from('100000\r\n'), Buffer.alloc(MIB, '['), Buffer.from('\r\n')]);
      const heard: Buffer[] = [];
      const begin = asking(path, type, signedIn, 'Transfer-Encoding: chunked');
      await flood(address, begin, chunk, Infinity, (bytes) => void heard.push(bytes));
      expect(String(Buffer.concat(heard)).slice(9, 12)).toBe(String(status));
      expect((process.memoryUsage.rss() - before) / MIB).toBeLessThan(300);
    },
  );

  it('refuses a body of 100 MB that is announced and does not come, and closes', async () => {
    const request = asking('/api/session', JSON_TYPE, false, `Content-Length: ${100 * MIB}`);
    const bytes = Buffer.concat([request, Buffer.alloc(MIB, '[')]);
    expect(String(await throwAt(address, bytes, 3, CLOSED_WITHIN_MS, { silent: true }))).toMatch(/^HTTP\/1\.1 413 /);
  });
});
