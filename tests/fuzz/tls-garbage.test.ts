import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Address, Listen, Logger } from '../../model/actors';
import { DimseServer } from '../../protocols/dimse/server';
import { MllpServer } from '../../protocols/mllp/server';
import { Ris } from '../../simulators/ris/ris';
import { Events, risOptions } from '../../simulators/ris/testing/department';
import { makeCertificates, type TestCertificates } from '../kit/certificates';
import { throwAt } from './kit/wire';

const CLOSED_WITHIN_MS = 30_000;
const said: string[] = [];
const hear = (text: string): void => void said.push(text);
const log: Logger = { debug: () => undefined, info: () => undefined, warn: hear, error: hear };
const LISTENERS = ['DIMSE', 'MLLP', 'RIS DIMSE', 'RIS MLLP', 'RIS HTTP'] as const;

let dir: string;
let certificates: TestCertificates;
let addresses: Record<(typeof LISTENERS)[number], Address>;
const stops: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'airworthy-tls-garbage-'));
  certificates = makeCertificates(dir, 'hospital');
  const { certificate, key } = certificates;
  const listen: Listen = { host: '127.0.0.1', port: 0, tls: { certificate, key } };
  const dimse = new DimseServer({ listen, aeTitle: 'SERVER', log, handlers: { echo: true } });
  const mllp = new MllpServer({ listen, log, onMessage: async () => undefined });
  const ris = new Ris(
    risOptions(new Events(), { dimse: { ...listen, aeTitle: 'RIS' }, mllp: listen, http: listen, log }),
  );
  for (const each of [dimse, mllp, ris]) {
    await each.start();
    stops.push(() => each.stop());
  }
  addresses = {
    ...{ DIMSE: dimse.address, MLLP: mllp.address },
    ...{ 'RIS DIMSE': ris.dimseAddress, 'RIS MLLP': ris.mllpAddress, 'RIS HTTP': ris.httpAddress },
  };
});
afterAll(async () => {
  for (const stop of stops) await stop();
  rmSync(dir, { recursive: true, force: true });
});

function shaken({ host, port }: Address): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    const socket = connectTls({ host, port, ca: readFileSync(certificates.ca) }, () => resolve(socket));
    socket.once('error', reject);
  });
}

const hello = Buffer.from('16030100050100000103' + '03', 'hex');
const GARBAGE: [string, Buffer][] = [
  ['nothing', Buffer.alloc(0)],
  ['noise', Buffer.from(Array.from({ length: 5000 }, (_, n) => (n * 7919) % 251))],
  ['zeros', Buffer.alloc(100_000)],
  ['a hello that is cut', hello],
  ['a record longer than may be', Buffer.concat([Buffer.from('160303ffff', 'hex'), Buffer.alloc(70_000, 1)])],
  ['an alert', Buffer.from('15030300020228', 'hex')],
  ['data before a handshake', Buffer.concat([Buffer.from('1703030100', 'hex'), Buffer.alloc(256, 1)])],
  ['hellos without end', Buffer.concat(Array.from({ length: 2000 }, () => hello))],
  ['DICOM in the clear', Buffer.from('01000000001000010000', 'hex')],
  ['HL7 in the clear', Buffer.from('\x0bMSH|^~\\&|A\r\x1c\r')],
  ['HTTP in the clear', Buffer.from('GET / HTTP/1.1\r\nHost: x\r\n\r\n')],
];

describe.each(LISTENERS)('%s over TLS', (name) => {
  it.each(GARBAGE)('closes on %s, and shakes hands with the next one', async (_what, bytes) => {
    // An open connection of another peer is not harmed.
    const other = await shaken(addresses[name]);
    await throwAt(addresses[name], bytes, 3, CLOSED_WITHIN_MS);
    (await shaken(addresses[name])).destroy();
    expect(other.destroyed).toBe(false);
    other.destroy();
  });
});
