import { mkdtempSync, rmSync } from 'node:fs';
import { type AddressInfo, connect as connectTcp, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { echo, find } from '../../../protocols/dimse/client';
import { DimseServer } from '../../../protocols/dimse/server';
import { type Department, department, LOOPBACK, orderText } from '../../../tests/kit/ai-department';
import { makeCertificates, type TestCertificates } from '../../../tests/kit/certificates';
import { findMutant } from '.';

const IMAGES = 24;
const cleanUps: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});
const spoilt = async (id: string, options: Parameters<typeof department>[0] = {}): Promise<Department> => {
  const d = await department({ ...options, otherwise: findMutant(id) });
  cleanUps.push(() => d.stop());
  return d;
};
const resultsOf = async (d: Department, study: string): Promise<number> =>
  (await d.pacs.instancesOf(study)).length - IMAGES;
const poll = (look: () => unknown) => expect.poll(look, { timeout: 60_000, interval: 20 });

describe('mutants of the workflow, over real sockets', () => {
  it('notice-never-sent stores, and says nothing', async () => {
    const d = await spoilt('notice-never-sent');
    const exam = d.exam('ct-head-normal');
    await d.complete(exam);
    await poll(() => d.platform.stageOf(exam.accessionNumber)).toBe('reported');
    expect(await resultsOf(d, exam.studyInstanceUid)).toBe(3);
    expect(d.ris.received).toHaveLength(0);
  });

  it('second-completion-analysed-again brings everything twice', async () => {
    const d = await spoilt('second-completion-analysed-again');
    const exam = d.exam('ct-head-normal');
    await d.complete(exam);
    await d.ris.message(1);
    await d.platform.idle();
    await d.tell(orderText(exam, 'SC', 'CM'));
    await d.ris.message(2);
    expect(await resultsOf(d, exam.studyInstanceUid)).toBe(6);
  });

  it('scope-ignored analyses a child', async () => {
    const d = await spoilt('scope-ignored');
    const exam = d.exam('ct-head-child');
    await d.complete(exam);
    expect((await d.ris.message(1)).get('OBX-11')).toBe('P');
    expect(await resultsOf(d, exam.studyInstanceUid)).toBeGreaterThan(0);
  });

  it.each([
    ['refusal-silent', 'ct-head-child', 'refused'],
    ['failure-silent', 'ct-head-damaged', 'failed'],
  ])('%s says nothing', async (id, study, stage) => {
    const d = await spoilt(id);
    const exam = d.exam(study);
    await d.complete(exam);
    await poll(() => d.platform.stageOf(exam.accessionNumber)).toBe(stage);
    expect(d.ris.received).toHaveLength(0);
  });

  it.each([
    ['notice-before-storing', 0],
    ['notice-before-last-result', 8],
  ])('%s notifies when not all results are there', async (id, there) => {
    const d = await spoilt(id);
    const exam = d.exam('ct-head-haemorrhage');
    let atNotice = -1;
    d.ris.beforeAck = async () => void (atNotice = await resultsOf(d, exam.studyInstanceUid));
    await d.complete(exam);
    await d.ris.message(1);
    await d.platform.idle();
    expect(atNotice).toBe(there);
    expect(await resultsOf(d, exam.studyInstanceUid)).toBe(9);
  });

  it('result-lost-when-pacs-down notifies, with nothing on the PACS', async () => {
    const d = await spoilt('result-lost-when-pacs-down');
    const exam = d.exam('ct-head-normal');
    await d.tell(orderText(exam, 'NW', 'SC'));
    await d.acquire(exam);
    await d.pacs.stop();
    await d.tell(orderText(exam, 'SC', 'CM'));
    expect((await d.ris.message(1)).get('OBX-11')).toBe('P');
    await d.pacs.start();
    await d.platform.idle();
    expect(await resultsOf(d, exam.studyInstanceUid)).toBe(0);
  });

  it('notice-lost-when-ris-refuses gives up on the first AE', async () => {
    const d = await spoilt('notice-lost-when-ris-refuses');
    d.ris.answers.push('AE');
    const exam = d.exam('ct-head-normal');
    await d.complete(exam);
    await d.ris.message(1);
    await d.platform.idle();
    expect(d.ris.received).toHaveLength(1);
  });

  it('notice-twice-after-retry sends once more what was accepted', async () => {
    const d = await spoilt('notice-twice-after-retry');
    d.ris.answers.push('AE');
    await d.complete(d.exam('ct-head-normal'));
    const [second, third] = [await d.ris.message(2), await d.ris.message(3)];
    expect(third.controlId).not.toBe(second.controlId);
    expect(third.text.split('\r').slice(1)).toEqual(second.text.split('\r').slice(1));
  });

  it.each([
    ['results-doubled-by-retry', 4],
    [undefined, 3],
  ])('%s: after a broken connection the PACS has objects under %i UIDs', async (id, expected) => {
    const stored: string[] = [];
    const sockets = new Set<Socket>();
    const pacs = new DimseServer({
      listen: LOOPBACK,
      aeTitle: 'PACS',
      storageSopClasses: 'all',
      handlers: {
        store: async ({ sopClassUid, sopInstanceUid }) => {
          if (sopClassUid === '1.2.840.10008.5.1.4.1.1.2') return 0;
          stored.push(sopInstanceUid);
          if (stored.length === 2) for (const socket of sockets) socket.destroy();
          return 0;
        },
        find: async ({ level }) => (level === 'IMAGE' ? stored.map((SOPInstanceUID) => ({ SOPInstanceUID })) : []),
      },
    });
    await pacs.start();
    cleanUps.push(() => pacs.stop());
    const relay = createServer((socket) => {
      const onward = connectTcp(pacs.address);
      for (const one of [socket, onward]) sockets.add(one.on('error', () => one.destroy()));
      socket.pipe(onward).pipe(socket);
    });
    await new Promise<void>((resolve) => relay.listen(0, LOOPBACK.host, resolve));
    cleanUps.push(() => relay.close());
    const d = await department({
      pacs: { aeTitle: 'PACS', ...LOOPBACK, port: (relay.address() as AddressInfo).port },
      otherwise: id === undefined ? undefined : findMutant(id),
    });
    cleanUps.push(() => d.stop());
    await d.complete(d.exam('ct-head-normal'));
    await d.ris.message(1);
    expect(stored.length).toBeGreaterThan(3);
    expect(new Set(stored).size).toBeGreaterThanOrEqual(expected);
    if (id === undefined) expect(new Set(stored).size).toBe(expected);
  });

  it('results-not-returned notifies and stores nothing', async () => {
    const d = await spoilt('results-not-returned');
    const exam = d.exam('ct-head-haemorrhage');
    await d.complete(exam);
    expect((await d.ris.message(1)).get('OBX-8')).toBe('AA');
    await d.platform.idle();
    expect(await resultsOf(d, exam.studyInstanceUid)).toBe(0);
  });

  it('starts-when-images-arrive and starts-in-progress do not wait for CM', async () => {
    const early = await spoilt('starts-when-images-arrive');
    const first = early.exam('ct-head-normal');
    await early.tell(orderText(first, 'NW', 'SC'));
    await early.acquire(first);
    expect((await early.ris.message(1)).get('ORC-5')).toBe('A');

    const hasty = await spoilt('starts-in-progress');
    const second = hasty.exam('ct-head-normal');
    await hasty.tell(orderText(second, 'NW', 'SC'));
    await hasty.acquire(second);
    await hasty.tell(orderText(second, 'SC', 'IP'));
    expect((await hasty.ris.message(1)).get('ORC-5')).toBe('A');
  });

  it('images-kept still gives out images after their time', async () => {
    const d = await spoilt('images-kept', { retentionMs: 20 });
    const exam = d.exam('ct-head-normal');
    await d.complete(exam);
    await d.ris.message(1);
    await d.platform.idle();
    await new Promise((resolve) => setTimeout(resolve, 60));
    const client = { callingAeTitle: 'PROBE', peer: { aeTitle: 'AI', ...d.platform.dimseAddress }, timeoutMs: 20_000 };
    expect(await find(client, 'STUDY', { StudyInstanceUID: exam.studyInstanceUid })).toHaveLength(1);
  });
});

describe('mutants of TLS', () => {
  const folder = mkdtempSync(join(tmpdir(), 'airworthy-tls-'));
  let files: TestCertificates;
  beforeAll(() => {
    files = makeCertificates(folder, 'ai');
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const speak = (d: Department, tls: boolean): Promise<void> =>
    echo({
      callingAeTitle: 'PROBE',
      peer: { aeTitle: 'AI', ...d.platform.dimseAddress, ...(tls ? { tls: files } : {}) },
      timeoutMs: 20_000,
    });

  it('serves-in-the-clear answers with and without TLS, the reference only with it', async () => {
    const secured = { dimse: { ...LOOPBACK, tls: files } };
    const d = await spoilt('serves-in-the-clear', secured);
    await speak(d, true);
    await speak(d, false);
    const reference = await department(secured);
    cleanUps.push(() => reference.stop());
    await speak(reference, true);
    await expect(speak(reference, false)).rejects.toThrow();
  });

  it('tls-1.0-accepted shakes hands in TLS 1.0, the reference does not', async () => {
    const secured = { dimse: { ...LOOPBACK, tls: files } };
    const oldest = (d: Department): Promise<string | null> =>
      new Promise((resolve, reject) => {
        const socket = connect({
          ...d.platform.dimseAddress,
          rejectUnauthorized: false,
          minVersion: 'TLSv1',
          maxVersion: 'TLSv1',
          ciphers: 'DEFAULT@SECLEVEL=0',
        });
        socket.once('secureConnect', () => {
          resolve(socket.getProtocol());
          socket.destroy();
        });
        socket.once('error', reject);
      });
    expect(await oldest(await spoilt('tls-1.0-accepted', secured))).toBe('TLSv1');
    const reference = await department(secured);
    cleanUps.push(() => reference.stop());
    await expect(oldest(reference)).rejects.toThrow();
  });
});
