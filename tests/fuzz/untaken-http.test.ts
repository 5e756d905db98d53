import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
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

const IDLE_MS = 2000;
const MIB = 1024 * 1024;
/** More than the system holds for a peer that does not read. */
const LENGTH = 15 * MIB;
const STUDY = '1.2.3.4';

type Door = [Address, path: string];
const NAMES = ['PACS', 'RIS'] as const;
type Doors = Record<(typeof NAMES)[number], Door>;

let folder: string;
let archive: DiskArchive;
let doors: Doors;
/** Of servers whose patience no test sees the end of. */
let patientDoors: Doors;
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
  return {
    PACS: [pacs.address, `/dicom-web/studies/${STUDY}/series/1.2.5/instances/1.2.3/bulkdata/7FE00010`],
    RIS: [ris.httpAddress, answer.headers.get('location') as string],
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
  doors = await serve(IDLE_MS);
  patientDoors = await serve(600_000);
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

const request = (path: string): string => `GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`;

describe.each(NAMES)('a %s over HTTP leaves a peer that takes nothing', (name) => {
  const asking = (times: number, [address, path] = doors[name]): [Address, string] => [
    address,
    request(path).repeat(times),
  ];

  it('of its answer', async () => {
    const { left } = await askAndNotTake(asking(1));
    await left;
  });

  it('of its answer, and goes on sending line ends', async () => {
    const { socket, left } = await askAndNotTake(asking(1));
    const timer = setInterval(() => socket.write('\r\n'), IDLE_MS / 4);
    await left;
    clearInterval(timer);
  });

  it('and asks again and again: no more than one answer is made for it', async () => {
    const before = process.resourceUsage().maxRSS;
    const { left } = await askAndNotTake(asking(60));
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
