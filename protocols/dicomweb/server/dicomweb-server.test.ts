import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { silentLogger } from '../../../model/actors';
import { DiskArchive } from '../../../simulators/pacs/embedded/disk-archive';
import { testStudy } from '../../../tests/pacs/instances';
import { DicomWebClient } from '../client';
import { jsonItems, jsonString, type DicomJson } from '../dicom-json';
import { multipartRelated, newBoundary, type OutgoingPart, writeMultipart } from '../multipart/write';
import { DicomWebServer } from './dicomweb-server';

let folder: string;
let archive: DiskArchive;
let server: DicomWebServer;
let root: string;
const study = testStudy();

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'airworthy-web-'));
  archive = await DiskArchive.open(folder, 'PACS', silentLogger);
  server = new DicomWebServer({
    listen: { host: '127.0.0.1', port: 0 },
    path: '/dicom-web',
    archive,
    log: silentLogger,
  });
  await server.start();
  root = `http://127.0.0.1:${server.address.port}/dicom-web`;
  const client = new DicomWebClient({ peer: { baseUrl: root }, timeoutMs: 10_000 });
  expect((await client.store(study.all.map(({ bytes }) => bytes))).status).toBe(200);
});
afterAll(async () => {
  await server.stop();
  archive.close();
  rmSync(folder, { recursive: true, force: true });
});

async function stow(parts: OutgoingPart[], path = '/studies', contentType?: string): Promise<[number, DicomJson]> {
  const boundary = newBoundary();
  const chunks: Uint8Array[] = [];
  for await (const chunk of writeMultipart(parts, boundary)) chunks.push(chunk);
  const answer = await fetch(root + path, {
    method: 'POST',
    headers: { 'Content-Type': contentType ?? multipartRelated('application/dicom', boundary) },
    body: Buffer.concat(chunks),
  });
  const text = await answer.text();
  return [answer.status, answer.headers.get('content-type')?.includes('json') ? (JSON.parse(text) as DicomJson) : {}];
}

const dicom = (body: Uint8Array): OutgoingPart => ({ contentType: 'application/dicom', body });
const get = (path: string, accept?: string): Promise<Response> =>
  fetch(root + path, accept ? { headers: { Accept: accept } } : {});

describe('STOW-RS (PS3.18 10.5)', () => {
  it('answers 202 when some instances fail, and names each', async () => {
    const other = testStudy();
    const [status, payload] = await stow(
      [dicom(study.sr.bytes), dicom(other.sr.bytes)],
      `/studies/${study.studyInstanceUid}`,
    );
    expect(status).toBe(202);
    expect(jsonItems(payload, 'ReferencedSOPSequence')).toHaveLength(1);
    const [failed] = jsonItems(payload, 'FailedSOPSequence');
    expect(failed && jsonString(failed, 'ReferencedSOPInstanceUID')).toBe(other.sr.sopInstanceUid);
    expect(failed && jsonString(failed, 'FailureReason')).toBe(String(0xa900));
  });

  it('answers 409 when none can be stored', async () => {
    const [status, payload] = await stow([dicom(Buffer.from('nothing'))]);
    expect(status).toBe(409);
    expect(jsonItems(payload, '0008119A')).toHaveLength(1);
  });

  it('answers 400 for what is no multipart message and 415 for other media types', async () => {
    expect((await stow([]))[0]).toBe(400);
    expect((await stow([dicom(study.sr.bytes)], '/studies', multipartRelated('application/dicom', 'other')))[0]).toBe(
      400,
    );
    expect((await stow([dicom(study.sr.bytes)], '/studies', 'multipart/related; type="application/dicom"'))[0]).toBe(
      400,
    );
    expect((await stow([dicom(study.sr.bytes)], '/studies', 'application/dicom'))[0]).toBe(415);
    expect((await stow([dicom(study.sr.bytes)], '/studies', 'multipart/related; type="text/xml"; boundary=x'))[0]).toBe(
      415,
    );
    expect((await stow([dicom(study.sr.bytes)], '/studies/abc'))[0]).toBe(400);
  });

  it('outlives a client that goes away in the middle', async () => {
    const incoming = testStudy();
    await new Promise<void>((resolve) => {
      const socket = connect(server.address.port, '127.0.0.1', () => {
        const head = `POST /dicom-web/studies HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\nContent-Type: multipart/related; type="application/dicom"; boundary=b\r\n\r\n`;
        socket.write(`${head}--b\r\nContent-Type: application/dicom\r\n\r\n`);
        socket.write(incoming.sr.bytes, () => socket.destroy());
      });
      socket.on('close', () => resolve());
    });
    expect((await get('/studies')).status).toBe(200);
    expect(archive.instances({ studyInstanceUid: incoming.studyInstanceUid })).toEqual([]);
  });
});

describe('QIDO-RS (PS3.18 10.6)', () => {
  it('answers 204 for no match and 400 for what it does not understand, naming it', async () => {
    expect((await get('/studies?PatientID=nobody')).status).toBe(204);
    const answer = await get('/studies?PatientIdentifier=1');
    expect(answer.status).toBe(400);
    expect(await answer.text()).toContain('"PatientIdentifier"');
    expect((await get('/studies?limit=-1')).status).toBe(400);
    expect((await get('/studies', 'application/dicom+xml')).status).toBe(406);
  });

  it('matches through sequences, by keyword and by tag', async () => {
    const path = `/studies/${study.studyInstanceUid}/instances`;
    const found = await get(`${path}?ConceptNameCodeSequence.CodeValue=126000`);
    expect((await found.json()) as unknown[]).toHaveLength(1);
    expect((await get(`${path}?0040A043.00080100=126001`)).status).toBe(204);
  });

  it('says where to retrieve', async () => {
    const [found] = (await (await get(`/studies?StudyInstanceUID=${study.studyInstanceUid}`)).json()) as [DicomJson];
    expect(jsonString(found, 'RetrieveURL')).toBe(`${root}/studies/${study.studyInstanceUid}`);
  });

  it('says that it does no fuzzy matching when it is asked to', async () => {
    expect((await get('/studies?fuzzymatching=true')).headers.get('warning')).toContain('299');
  });
});

describe('WADO-RS (PS3.18 10.4)', () => {
  it('gives a single instance bare when that is asked for', async () => {
    const { seriesInstanceUid, sopInstanceUid, bytes } = study.sr;
    const path = `/studies/${study.studyInstanceUid}/series/${seriesInstanceUid}/instances/${sopInstanceUid}`;
    const answer = await get(path, 'application/dicom; transfer-syntax=*');
    expect(Buffer.from(await answer.arrayBuffer()).equals(bytes)).toBe(true);
  });

  it('answers 406 for forms it does not have', async () => {
    const path = `/studies/${study.studyInstanceUid}`;
    expect((await get(path, 'application/dicom')).status).toBe(406);
    expect((await get(path, 'image/jpeg')).status).toBe(406);
    const jpeg = 'multipart/related; type="application/dicom"; transfer-syntax=1.2.840.10008.1.2.4.90';
    expect((await get(path, jpeg)).status).toBe(406);
  });

  it('refers to bulk data in metadata, and gives it', async () => {
    const [slice] = study.ct as [(typeof study.ct)[0]];
    const path = `/studies/${study.studyInstanceUid}/series/${slice.seriesInstanceUid}/instances/${slice.sopInstanceUid}`;
    const [set] = (await (await get(`${path}/metadata`)).json()) as [DicomJson];
    expect(set['00280010']).toEqual({ vr: 'US', Value: [16] });
    expect(set['00100010']).toEqual({ vr: 'PN', Value: [{ Alphabetic: 'Grün^Test^Ä.' }] });
    const bulk = await fetch(`${root}${path}/bulkdata/7FE00010`);
    expect(Buffer.from(await bulk.arrayBuffer()).equals(Buffer.alloc(512, 1))).toBe(true);
  });
});
