import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { Capabilities } from '../../model/sut';
import { DimseServer, type ReceivedInstance } from '../../protocols/dimse/server';
import { type Department, department, LOOPBACK, orderText } from '../../tests/kit/ai-department';
import { freePort, startPeer } from '../../tests/kit/processes';

const cleanUps: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});
const start = async (...options: Parameters<typeof department>): Promise<Department> => {
  const d = await department(...options);
  cleanUps.push(() => d.stop());
  return d;
};
const poll = (look: () => unknown) => expect.poll(look, { timeout: 60_000, interval: 20 });
const SHORT = { firstMs: 20, factor: 2, maxMs: 100, giveUpAfterMs: 400 };

const BASE: Capabilities = {
  carriers: ['sr', 'seg', 'secondary-capture'],
  intake: 'routed',
  resultStorage: 'c-store',
  fhir: false,
  tls: { dimse: false, mllp: false, http: false },
  llmText: false,
  srSignalsAvailability: false,
  storageCommitment: false,
};

describe('when the PACS fails', () => {
  it('results wait for it, and the notice for them', async () => {
    const d = await start();
    const exam = d.exam('ct-head-haemorrhage');
    await d.tell(orderText(exam, 'NW', 'SC'));
    await d.acquire(exam);
    await d.pacs.stop();
    await d.tell(orderText(exam, 'SC', 'CM'));
    await poll(() => d.platform.metrics.retries.pacs).toBeGreaterThan(2);
    expect(d.ris.received).toHaveLength(0);
    await d.pacs.start();
    const notice = await d.ris.message(1);
    await d.platform.idle();
    expect(notice.get('OBX-8')).toBe('AA');
    const results = await d.pacs.instancesOf(exam.studyInstanceUid);
    expect(new Set(results).size).toBe(results.length);
    expect(results.length).toBeGreaterThan(24);
    expect(d.ris.received).toHaveLength(1);
  });

  it('for longer than it is waited for, the RIS is told that there are no results', async () => {
    const d = await start({ retry: SHORT });
    const exam = d.exam('ct-head-haemorrhage');
    await d.tell(orderText(exam, 'NW', 'SC'));
    await d.acquire(exam);
    await d.pacs.stop();
    await d.tell(orderText(exam, 'SC', 'CM'));
    const notice = await d.ris.message(1);
    expect([notice.get('OBX-5.1'), notice.all('OBX').length]).toEqual(['FAILED', 1]);
    expect(notice.get('OBX-5.2')).toMatch(/could not be stored on the PACS/);
    await d.platform.idle();
    expect(d.platform.stageOf(exam.accessionNumber)).toBe('failed');
  });

  it('with out of resources for a while, the same objects are sent again', async () => {
    const pacs = await misbehavingPacs({ refuseFirst: 3, status: 0xa700 });
    const d = await start({ pacs: pacs.peer, capabilities: BASE });
    const exam = d.exam('ct-head-haemorrhage');
    await d.complete(exam);
    await d.ris.message(1);
    expect(pacs.refused).toHaveLength(3);
    const stored = pacs.stored.map(({ sopInstanceUid }) => sopInstanceUid);
    expect(stored).toEqual(expect.arrayContaining(pacs.refused));
    expect(new Set(stored).size).toBe(stored.length);
  });

  it('for good on a part of the results, that is said in the notice', async () => {
    const SEG = '1.2.840.10008.5.1.4.1.1.66.4';
    const pacs = await misbehavingPacs({ refuses: SEG, status: 0x0122 });
    const d = await start({ pacs: pacs.peer, capabilities: BASE });
    await d.complete(d.exam('ct-head-haemorrhage'));
    const notice = await d.ris.message(1);
    expect(notice.get('NTE-3')).toMatch(/^Not stored on the PACS: seg \(/);
    expect(notice.get('OBX-8')).toBe('AA');
    expect(d.log.join('\n')).toMatch(/the PACS will not take seg/);
  });

  it('for good on the report, there is no completion notice', async () => {
    const SR = '1.2.840.10008.5.1.4.1.1.88.34';
    const pacs = await misbehavingPacs({ refuses: SR, status: 0xc000 });
    const d = await start({ pacs: pacs.peer, capabilities: BASE });
    await d.complete(d.exam('ct-head-haemorrhage'));
    expect((await d.ris.message(1)).get('OBX-5.1')).toBe('FAILED');
  });

  it('to commit, the notice waits; where it offers no commitment, it is asked by C-FIND only', async () => {
    const pacs = await misbehavingPacs({ refuseFirst: 0, status: 0 });
    const d = await start({ pacs: pacs.peer, capabilities: { ...BASE, storageCommitment: true } });
    await d.complete(d.exam('ct-head-haemorrhage'));
    expect((await d.ris.message(1)).get('OBX-11')).toBe('P');
    expect(d.log.join('\n')).toMatch(/looked up by C-FIND only/);
    await d.stop();

    const silent = await start({ retry: SHORT, commitmentTimeoutMs: 200 });
    await silent.pacs.setPeers([{ aeTitle: 'AI', ...LOOPBACK, port: 1 }]);
    await silent.complete(silent.exam('ct-head-haemorrhage'));
    expect((await silent.ris.message(1)).get('OBX-5.1')).toBe('FAILED');
  });
});

describe('when the RIS fails', () => {
  it('with AE twice, the same message is sent a third time', async () => {
    const d = await start();
    d.ris.answers.push('AE', 'AE');
    await d.complete(d.exam('ct-head-normal'));
    const third = await d.ris.message(3);
    await d.platform.idle();
    expect(new Set(d.ris.received.map(({ text }) => text))).toEqual(new Set([third.text]));
    expect(d.ris.received).toHaveLength(3);
    expect(d.platform.metrics.retries.ris).toBe(2);
  });

  it('to answer, the message is sent again with the same control ID', async () => {
    const d = await start({ exchangeTimeoutMs: 300 });
    d.ris.answers.push('none');
    await d.complete(d.exam('ct-head-normal'));
    const [first, second] = [await d.ris.message(1), await d.ris.message(2)];
    expect(second.controlId).toBe(first.controlId);
  });

  it('with AR, the message is not sent again, and the exam counts as failed', async () => {
    const d = await start();
    d.ris.answers.push('AR');
    const exam = d.exam('ct-head-normal');
    await d.complete(exam);
    await d.ris.message(1);
    await d.platform.idle();
    expect(d.ris.received).toHaveLength(1);
    expect(d.platform.stageOf(exam.accessionNumber)).toBe('failed');
  });

  it('to be there, the notice waits for it', async () => {
    const port = await freePort();
    const d = await start({ ris: { host: LOOPBACK.host, port } });
    await d.complete(d.exam('ct-head-normal'));
    await poll(() => d.platform.metrics.retries.ris).toBeGreaterThan(1);
    const relay = await relayTo(d.ris.address.port, port);
    cleanUps.push(relay);
    expect((await d.ris.message(1)).get('ORC-5')).toBe('A');
    await d.platform.idle();
    expect(d.ris.received).toHaveLength(1);
  });
});

describe('calling off', () => {
  it('a cancelled order ends the work without a word', async () => {
    const d = await start();
    const exam = d.exam('ct-head-normal');
    await d.tell(orderText(exam, 'NW', 'SC'));
    await d.tell(orderText(exam, 'SC', 'CM'));
    expect((await d.tell(orderText(exam, 'CA', 'CA'))).get('MSA-1')).toBe('AA');
    await d.platform.idle();
    expect(d.platform.stageOf(exam.accessionNumber)).toBe('cancelled');
    expect((await d.tell(orderText(exam, 'SC', 'CM'))).get('MSA-1')).toBe('AE');
    expect(d.ris.received).toHaveLength(0);
    // Placed again, it is an order like any other.
    await d.complete(exam);
    expect((await d.ris.message(1)).get('ORC-5')).toBe('A');
  });

  it('stopping in the middle is prompt, whatever is being waited for', async () => {
    const d = await start();
    const exams = [d.exam('ct-head-normal'), d.exam('ct-head-haemorrhage')] as const;
    await d.tell(orderText(exams[0], 'NW', 'SC'));
    await d.tell(orderText(exams[0], 'SC', 'CM'));
    await d.tell(orderText(exams[1], 'NW', 'SC'));
    await d.acquire(exams[1]);
    await d.pacs.stop();
    await d.tell(orderText(exams[1], 'SC', 'CM'));
    await poll(() => d.platform.metrics.retries.pacs).toBeGreaterThan(0);
    const began = performance.now();
    await d.platform.stop();
    // It would try again, or wait for images, for fifty seconds.
    expect(performance.now() - began).toBeLessThan(20_000);
    await d.platform.idle();
  });

  it('a port in use is said in one sentence, and nothing stays open', async () => {
    const taken = createServer().listen(0, LOOPBACK.host);
    cleanUps.push(() => taken.close());
    await new Promise((resolve) => taken.once('listening', resolve));
    const { port } = taken.address() as AddressInfo;
    await expect(department({ mllp: { host: LOOPBACK.host, port } })).rejects.toThrow(/in use/);
  });
});

describe('with dcmqrscp as PACS', () => {
  it.each(['c-get', 'c-move'] as const)('takes images by %s and returns results', async (intake) => {
    const folder = mkdtempSync(join(tmpdir(), 'airworthy-qr-'));
    cleanUps.push(() => rmSync(folder, { recursive: true, force: true }));
    const archive = join(folder, 'archive');
    mkdirSync(archive);
    const dimsePort = await freePort();
    const configuration = join(folder, 'dcmqrscp.cfg');
    writeFileSync(
      configuration,
      [
        'MaxPDUSize = 131072',
        'MaxAssociations = 16',
        'HostTable BEGIN',
        `ai = (AI, 127.0.0.1, ${dimsePort})`,
        'HostTable END',
        'VendorTable BEGIN',
        'VendorTable END',
        'AETable BEGIN',
        `ARCHIVE ${archive} RW (100, 1024mb) ANY`,
        'AETable END',
      ].join('\n'),
    );
    const qr = await startPeer('dcmqrscp', (port) => ['-c', configuration, `${port}`]);
    cleanUps.push(() => qr.stop());
    const d = await start({
      pacs: { aeTitle: 'ARCHIVE', host: LOOPBACK.host, port: qr.port },
      dimse: { host: LOOPBACK.host, port: dimsePort },
      capabilities: { ...BASE, intake, storageCommitment: true },
    });
    await d.complete(d.exam('ct-head-haemorrhage'));
    const notice = await d.ris.message(1);
    expect(notice.get('OBX-5.1')).toBe('1386000');
    expect(notice.get('NTE-3')).toBe('');
  });
});

/** A PACS on a real DIMSE listener that keeps what it takes, and refuses as told. It offers no storage commitment. */
async function misbehavingPacs(how: { refuseFirst?: number; refuses?: string; status: number }) {
  const stored: ReceivedInstance[] = [];
  const refused: string[] = [];
  const isImage = (uid: string): boolean => uid === '1.2.840.10008.5.1.4.1.1.2';
  const server = new DimseServer({
    listen: LOOPBACK,
    aeTitle: 'PACS',
    storageSopClasses: 'all',
    handlers: {
      store: async (instance) => {
        const { sopClassUid, sopInstanceUid } = instance;
        const first = !isImage(sopClassUid) && refused.length < (how.refuseFirst ?? 0);
        if (first || sopClassUid === how.refuses) {
          refused.push(sopInstanceUid);
          return how.status;
        }
        stored.push(instance);
        return 0;
      },
      find: async ({ level }) =>
        level === 'IMAGE'
          ? stored.map(({ sopClassUid, sopInstanceUid }) => ({
              SOPClassUID: sopClassUid,
              SOPInstanceUID: sopInstanceUid,
            }))
          : [],
    },
  });
  await server.start();
  cleanUps.push(() => server.stop());
  return { peer: { aeTitle: 'PACS', ...server.address }, stored, refused };
}

/** Passes connections at one port on to another; returns what ends it. */
async function relayTo(target: number, port: number): Promise<() => Promise<void>> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    const onward = connect(target, LOOPBACK.host);
    for (const one of [socket, onward]) {
      sockets.add(one);
      one.on('error', () => one.destroy());
    }
    socket.pipe(onward).pipe(socket);
  });
  await new Promise<void>((resolve) => server.listen(port, LOOPBACK.host, resolve));
  return () => {
    for (const socket of sockets) socket.destroy();
    return new Promise((resolve) => server.close(() => resolve()));
  };
}
