import { mkdtempSync, readdirSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Address, silentLogger } from '../../model/actors';
import { DicomWebServer } from '../../protocols/dicomweb/server/dicomweb-server';
import { toPart10 } from '../../protocols/dimse/encode';
import { CT_IMAGE_STORAGE, EXPLICIT_VR_LITTLE_ENDIAN } from '../../protocols/dimse/uids';
import { DiskArchive } from '../../simulators/pacs/embedded/disk-archive';
import { Ris } from '../../simulators/ris/ris';
import { Events, risOptions } from '../../simulators/ris/testing/department';
import { openConsole } from '../console/browser';

const IDLE_MS = 2000;
/** More than the system holds for a peer that does not read. */
const LENGTH = 80 * 1024 * 1024;
const STUDY = '1.2.3.4';

const TYPES: Record<string, string> = {
  PACS: 'multipart/related; type="application/dicom"; boundary=b',
  RIS: 'application/json',
  console: 'application/json',
};

let folder: string;
let archive: DiskArchive;
let pacs: DicomWebServer;
let ris: Ris;
let ownConsole: Awaited<ReturnType<typeof openConsole>>;
const doors: Record<string, () => [Address, path: string, host?: string]> = {
  PACS: () => [pacs.address, '/dicom-web/studies'],
  RIS: () => [ris.httpAddress, '/orders'],
  console: () => {
    const { hostname, port, host } = new URL(ownConsole.url);
    return [{ host: hostname, port: Number(port) }, '/api/session', host];
  },
};

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'airworthy-silent-'));
  archive = await DiskArchive.open(folder, 'PACS', silentLogger);
  const listen = { host: '127.0.0.1', port: 0 };
  pacs = new DicomWebServer({ listen, path: '/dicom-web', archive, log: silentLogger, idleTimeoutMs: IDLE_MS });
  await pacs.start();
  ris = new Ris(risOptions(new Events(), { httpIdleTimeoutMs: IDLE_MS }));
  await ris.start();
  ownConsole = await openConsole({ idleTimeoutMs: IDLE_MS });
  const object = {
    ...{ SOPClassUID: CT_IMAGE_STORAGE, SOPInstanceUID: '1.2.3', StudyInstanceUID: STUDY, SeriesInstanceUID: '1.2.5' },
    ...{ PatientID: 'P', PixelData: [new Uint8Array(LENGTH).buffer], _vrMap: { PixelData: 'OW' } },
  };
  const bytes = toPart10(object, EXPLICIT_VR_LITTLE_ENDIAN);
  const file = archive.incomingFile();
  writeFileSync(file, bytes);
  expect((await archive.storeFile(file, undefined)).status).toBe(0);
});
afterAll(async () => {
  await pacs.stop();
  await ris.stop();
  await ownConsole.close();
  archive.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Resolves once the other side has closed. */
function saying(address: Address, text: string): { socket: Socket; closed: Promise<void> } {
  const socket = connect(address, () => socket.write(text));
  socket.on('error', () => undefined);
  return { socket, closed: new Promise((resolve) => socket.once('close', () => resolve())) };
}

describe.each(Object.keys(doors))('a %s over HTTP', (name) => {
  it.each([
    ['says nothing', ''],
    ['stops within its headers', 'POST PATH HTTP/1.1\r\nHost: HOST\r\n'],
    [
      'stops within its body',
      `POST PATH HTTP/1.1\r\nHost: HOST\r\nContent-Type: TYPE\r\nContent-Length: 99999\r\n\r\n`,
    ],
  ])('closes the connection of a peer that %s', async (_what, text) => {
    const [address, path, host = 'x'] = (doors[name] as (typeof doors)[string])();
    const request = text
      .replace('PATH', path)
      .replace('HOST', host)
      .replace('TYPE', TYPES[name] ?? '');
    const { socket, closed } = saying(address, request);
    socket.resume();
    await closed;
  });
});

it.skipIf(process.platform !== 'linux')('a PACS leaves a peer that asks for a study and does not take it', async () => {
  const open = (): number =>
    readdirSync('/proc/self/fd').filter((fd) => {
      try {
        return /instances\/.*\.dcm$/.test(readlinkSync(`/proc/self/fd/${fd}`));
      } catch {
        return false;
      }
    }).length;
  const request = `GET /dicom-web/studies/${STUDY} HTTP/1.1\r\nHost: x\r\nAccept: */*\r\n\r\n`;
  const { socket, closed } = saying(pacs.address, request);
  await expect.poll(open).toBe(1);
  await expect.poll(open).toBe(0);
  let taken = 0;
  socket.on('data', (chunk) => (taken += chunk.length));
  await closed;
  expect(taken).toBeLessThan(LENGTH);
});
