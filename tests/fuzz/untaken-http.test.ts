import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Address, silentLogger } from '../../model/actors';
import { DicomWebServer } from '../../protocols/dicomweb/server/dicomweb-server';
import { toPart10 } from '../../protocols/dimse/encode';
import { CT_IMAGE_STORAGE, EXPLICIT_VR_LITTLE_ENDIAN } from '../../protocols/dimse/uids';
import { MetricsServer } from '../../simulators/ai-platform/metrics/metrics-server';
import { Metrics } from '../../simulators/ai-platform/metrics/metrics';
import { DiskArchive } from '../../simulators/pacs/embedded/disk-archive';
import { Ris } from '../../simulators/ris/ris';
import { Events, risOptions } from '../../simulators/ris/testing/department';
import { Browser, openConsole } from '../console/browser';

const IDLE_MS = 2000;
const MIB = 1024 * 1024;
/** More than the system holds for a peer that does not read. */
const LENGTH = 15 * MIB;
const STUDY = '1.2.3.4';

type Door = [Address, path: string, headers?: string];
const NAMES = ['PACS', 'RIS', 'console'] as const;
type Doors = Record<(typeof NAMES)[number], Door>;

let folder: string;
let archive: DiskArchive;
let doors: Doors;
/** Of servers whose patience no test sees the end of. */
let patientDoors: Doors;
let person: Browser;
let pack: string;
const stops: (() => Promise<void>)[] = [];

async function serve(idleMs: number): Promise<Doors> {
  const listen = { host: '127.0.0.1', port: 0 };
  const pacs = new DicomWebServer({ listen, path: '/dicom-web', archive, log: silentLogger, idleTimeoutMs: idleMs });
  await pacs.start();
  stops.push(() => pacs.stop());
  const ris = new Ris(risOptions(new Events(), { httpIdleTimeoutMs: idleMs }));
  await ris.start();
  stops.push(() => ris.stop());
  const { host, port } = ris.httpAddress;
  const answer = await fetch(`http://${host}:${port}/fhir/Device`, {
    method: 'POST',
    headers: { 'content-type': 'application/fhir+json' },
    body: JSON.stringify({ resourceType: 'Device', note: [{ text: 'x'.repeat(LENGTH) }] }),
  });
  expect(answer.status).toBe(201);
  const ownConsole = await openConsole({ idleTimeoutMs: idleMs });
  stops.push(() => ownConsole.close());
  const bytes = new Uint8Array(LENGTH);
  bytes.set([0x50, 0x4b, 3, 4]);
  person = new Browser(ownConsole.url);
  await person.enter(ownConsole.address());
  pack = (await person.call('packs.add', { query: { name: 'long.zip' }, raw: { type: 'application/zip', bytes } })).id;
  const console = new URL(ownConsole.url);
  return {
    PACS: [pacs.address, `/dicom-web/studies/${STUDY}/series/1.2.5/instances/1.2.3/bulkdata/7FE00010`],
    RIS: [ris.httpAddress, answer.headers.get('location') as string],
    console: [
      { host: console.hostname, port: Number(console.port) },
      `/api/packs/${pack}/file`,
      `Host: ${console.host}\r\nCookie: ${person.cookie}\r\n`,
    ],
  };
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'airworthy-untaken-'));
  archive = await DiskArchive.open(folder, 'PACS', silentLogger);
  const object = {
    ...{ SOPClassUID: CT_IMAGE_STORAGE, SOPInstanceUID: '1.2.3', StudyInstanceUID: STUDY, SeriesInstanceUID: '1.2.5' },
    ...{ PatientID: 'P', PixelData: [new Uint8Array(LENGTH).buffer], _vrMap: { PixelData: 'OW' } },
  };
  const file = archive.incomingFile();
  writeFileSync(file, toPart10(object, EXPLICIT_VR_LITTLE_ENDIAN));
  expect((await archive.storeFile(file, undefined)).status).toBe(0);
  patientDoors = await serve(600_000);
  // Last: whoever looks at its files looks at this console.
  doors = await serve(IDLE_MS);
});
afterAll(async () => {
  for (const stop of stops) await stop();
  archive.close();
  rmSync(folder, { recursive: true, force: true });
});

const opened: Socket[] = [];
afterEach(() => opened.splice(0).forEach((socket) => socket.destroy()));

/** Says something and takes nothing of the answer; `left` resolves once the server has closed its end. */
async function askAndNotTake([address, text]: [Address, string]): Promise<{ socket: Socket; left: Promise<unknown> }> {
  const accepted = new Promise<Socket>((resolve) => {
    const hear = (message: unknown): void => {
      unsubscribe('net.server.socket', hear);
      resolve((message as { socket: Socket }).socket);
    };
    subscribe('net.server.socket', hear);
  });
  const socket = connect(address, () => socket.write(text));
  socket.on('error', () => undefined);
  opened.push(socket);
  return { socket, left: once(await accepted, 'close') };
}

const request = (path: string, headers = 'Host: x\r\n'): string => `GET ${path} HTTP/1.1\r\n${headers}\r\n`;

/** Asks so many times on one connection. */
const asking = (times: number, [address, path, headers]: Door): [Address, string] => [
  address,
  request(path, headers).repeat(times),
];

describe.each(NAMES)('a %s over HTTP leaves a peer that takes nothing', (name) => {
  it('of its answer', async () => {
    const { left } = await askAndNotTake(asking(1, doors[name]));
    await left;
  });

  it('of its answer, and goes on sending line ends', async () => {
    const { socket, left } = await askAndNotTake(asking(1, doors[name]));
    const timer = setInterval(() => socket.write('\r\n'), IDLE_MS / 4);
    await left;
    clearInterval(timer);
  });

  it('and asks again and again: no more than one answer is made for it', async () => {
    const before = process.resourceUsage().maxRSS;
    const { left } = await askAndNotTake(asking(60, doors[name]));
    await left;
    expect((process.resourceUsage().maxRSS - before) / 1024).toBeLessThan((60 * LENGTH) / MIB / 4);
  });

  it('and asks more often than anybody does, before its time is up', async () => {
    const modest = await askAndNotTake(asking(1, patientDoors[name]));
    const greedy = await askAndNotTake(asking(200, patientDoors[name]));
    const first = await Promise.race([modest.left.then(() => 'modest'), greedy.left.then(() => 'greedy')]);
    expect(first).toBe('greedy');
  });
});

describe.skipIf(process.platform !== 'linux')('a console opens a file', () => {
  const open = (): number =>
    readdirSync('/proc/self/fd').filter((fd) => {
      try {
        return readlinkSync(`/proc/self/fd/${fd}`).endsWith(`${pack}.zip`);
      } catch {
        return false;
      }
    }).length;

  it('once for who asks again and again', async () => {
    const { left } = await askAndNotTake(asking(60, doors.console));
    await expect.poll(open).toBeGreaterThan(0);
    expect(open()).toBe(1);
    await left;
    await expect.poll(open).toBe(0);
  });

  it('and closes it where who asked was gone before', async () => {
    const { left } = await askAndNotTake(asking(200, doors.console));
    await left;
    await person.call('about.read');
    await expect.poll(open).toBe(0);
  });
});

it('metrics of the AI platform leave a peer that asks for them without end and takes none', async () => {
  const metrics = new Metrics();
  const snapshot = () => metrics.snapshot({ underWay: 0, heldImageBytes: 0 });
  const server = new MetricsServer({ host: '127.0.0.1', port: 0 }, snapshot, IDLE_MS);
  await server.start();
  try {
    const { left } = await askAndNotTake([server.address, request('/metrics').repeat(100_000)]);
    await left;
  } finally {
    await server.stop();
  }
});
