import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { checkMessage } from '../../checks/hl7/message';
import type { Capabilities } from '../../model/sut';
import { find, get } from '../../protocols/dimse/client';
import { type Department, department, LOOPBACK, orderText } from '../../tests/kit/ai-department';

let running: Department | undefined;
afterEach(async () => {
  await running?.stop();
  running = undefined;
});
const start = async (...options: Parameters<typeof department>): Promise<Department> =>
  (running = await department(...options));

const BASE: Capabilities = {
  carriers: ['sr', 'seg'],
  intake: 'routed',
  resultStorage: 'c-store',
  fhir: false,
  tls: { dimse: false, mllp: false, http: false },
  llmText: false,
  srSignalsAvailability: false,
  storageCommitment: true,
};

const probe = (peer: { aeTitle: string; host: string; port: number }) => ({
  callingAeTitle: 'PROBE',
  peer,
  timeoutMs: 20_000,
});

describe('an exam within the intended use', () => {
  it('is analysed on CM; the notice comes when the PACS lists every result', async () => {
    const d = await start();
    const exam = d.exam('ct-head-haemorrhage');
    let listed: string[] = [];
    d.ris.beforeAck = async () => void (listed = await d.pacs.instancesOf(exam.studyInstanceUid));
    await d.complete(exam);
    const notice = await d.ris.message(1);
    await d.platform.idle();

    expect(checkMessage(notice)).toEqual([]);
    expect(notice.get('ORC-1')).toBe('SC');
    expect(notice.get('ORC-5')).toBe('A');
    expect([notice.get('ORC-2.1'), notice.get('ORC-3.1'), notice.get('OBR-18.1'), notice.get('ZDS-1.1')]).toEqual([
      exam.placerOrderNumber,
      exam.fillerOrderNumber,
      exam.accessionNumber,
      exam.studyInstanceUid,
    ]);
    expect([notice.get('PID-3.1'), notice.get('PID-3.4'), notice.get('PID-5.1')]).toEqual([
      exam.patientId,
      exam.issuerOfPatientId,
      'ÅSTRÖM',
    ]);
    expect(notice.get('ORC-7.6')).toBe('S');
    const findings = notice.all('OBX').filter((obx) => obx.field(11) === 'P');
    expect(findings.map((obx) => [obx.component(3, 1), obx.component(5, 1), obx.field(8)])).toEqual([
      ['1386000', '1386000', 'AA'],
      ['ICALC', '2667000', ''],
    ]);
    // 24 images; SEG, map, presentation state, key objects, PDF, two reports, and a capture and an overlay a key slice.
    expect(listed.length).toBeGreaterThanOrEqual(24 + 9);
    expect(new Set(listed)).toEqual(new Set(await d.pacs.instancesOf(exam.studyInstanceUid)));
    expect(d.platform.stageOf(exam.accessionNumber)).toBe('reported');
    expect(d.platform.metrics.exams.reported).toBe(1);
    expect(d.platform.metrics.deliverySeconds.max).toBeGreaterThan(0);
    expect(d.ris.received).toHaveLength(1);
  });

  it('raises no alert when nothing was found, and declares all the same', async () => {
    const d = await start();
    const exam = d.exam('ct-head-normal');
    await d.complete(exam);
    const notice = await d.ris.message(1);
    expect(
      notice
        .all('OBX')
        .map((obx) => obx.field(8))
        .join(''),
    ).toBe('');
    expect(notice.get('ORC-7')).toBe('');
    const figures = notice.all('OBX').filter((obx) => obx.field(2) === 'NM');
    expect(figures.map((obx) => [obx.component(3, 1), obx.field(5), obx.field(11)])).toEqual([
      ['SENSITIVITY', '96', 'O'],
      ['SPECIFICITY', '93', 'O'],
      ['SENSITIVITY', '90', 'O'],
      ['SPECIFICITY', '95', 'O'],
    ]);
    const classes = await find(probe(d.pacs.dimse), 'IMAGE', {
      StudyInstanceUID: exam.studyInstanceUid,
      SOPClassUID: '',
      SOPInstanceUID: '',
    });
    const results = classes
      .map((match) => String(match['SOPClassUID']))
      .filter((uid) => uid !== '1.2.840.10008.5.1.4.1.1.2');
    // Report, declaration, PDF: nothing was found that a picture could show.
    expect(results.sort()).toEqual([
      '1.2.840.10008.5.1.4.1.1.104.1',
      '1.2.840.10008.5.1.4.1.1.88.34',
      '1.2.840.10008.5.1.4.1.1.88.34',
    ]);
  });

  it.each(['c-move', 'c-get'] as const)('has its images fetched by %s', async (intake) => {
    const d = await start({ capabilities: { ...BASE, intake } });
    const exam = d.exam('ct-head-calcification');
    await d.complete(exam);
    const notice = await d.ris.message(1);
    expect(notice.get('OBX[2]-5.1')).toBe('ICALC');
    expect(notice.get('OBX[2]-8')).toBe('');
  });

  it('has its results stored by STOW-RS where that is declared', async () => {
    const requests: string[] = [];
    const web = createServer((request, response) => {
      requests.push(`${request.method} ${request.url}`);
      // Twice for now, then for good.
      const status = requests.length <= 2 ? 503 : 403;
      request.resume().once('end', () => response.writeHead(status).end());
    });
    await new Promise<void>((resolve) => web.listen(0, LOOPBACK.host, resolve));
    try {
      const { port } = web.address() as AddressInfo;
      const dicomWeb = { baseUrl: `http://${LOOPBACK.host}:${port}/dicom-web` };
      const d = await start({ dicomWeb, capabilities: { ...BASE, resultStorage: 'stow-rs' } });
      const exam = d.exam('ct-head-haemorrhage');
      await d.complete(exam);
      expect((await d.ris.message(1)).get('OBX-5.1')).toBe('FAILED');
      expect(requests[0]).toBe(`POST /dicom-web/studies/${exam.studyInstanceUid}`);
      expect(requests).toHaveLength(3);
      expect(await d.pacs.instancesOf(exam.studyInstanceUid)).toHaveLength(24);
    } finally {
      web.close();
    }
    await running?.stop();
    const d = await start({ capabilities: { ...BASE, resultStorage: 'stow-rs' } });
    const exam = d.exam('ct-head-haemorrhage');
    await d.complete(exam);
    expect((await d.ris.message(1)).get('OBX-11')).toBe('P');
    expect(await d.pacs.instancesOf(exam.studyInstanceUid)).toHaveLength(24 + 3);
  });
});

describe('an exam without an analysis', () => {
  it.each([
    ['ct-abdomen', 'body part ABDOMEN'],
    ['mr-head', 'modality MR'],
    ['ct-head-child', 'age'],
    ['ct-head-thick', 'slices of'],
  ])('outside the intended use (%s) is refused, said so, and gets no object', async (study, reason) => {
    const d = await start();
    const exam = d.exam(study);
    await d.complete(exam);
    const notice = await d.ris.message(1);
    await d.platform.idle();
    expect(checkMessage(notice)).toEqual([]);
    expect(notice.get('ORC-5')).toBe('A');
    expect(notice.all('OBX')).toHaveLength(1);
    expect([notice.get('OBX-3.1'), notice.get('OBX-5.1'), notice.get('OBX-11')]).toEqual([
      'AI-STATUS',
      'NOT-ANALYSED',
      'X',
    ]);
    expect(notice.get('OBX-5.2')).toContain(reason);
    expect(await d.pacs.instancesOf(exam.studyInstanceUid)).toHaveLength((await held(d, exam.studyInstanceUid)).length);
    expect(d.platform.stageOf(exam.accessionNumber)).toBe('refused');
  });

  it('with damaged images fails, and that is said', async () => {
    const d = await start();
    const exam = d.exam('ct-head-damaged');
    await d.complete(exam);
    const notice = await d.ris.message(1);
    await d.platform.idle();
    expect([notice.get('ORC-5'), notice.get('OBX-5.1'), notice.get('OBX-11')]).toEqual(['A', 'FAILED', 'X']);
    expect(d.platform.stageOf(exam.accessionNumber)).toBe('failed');
    expect(d.platform.metrics.failureRate).toBe(1);
  });

  it('whose images do not come in time fails, and that is said', async () => {
    const d = await start({ analysisTimeoutMs: 400 });
    const exam = d.exam('ct-head-normal');
    await d.tell(orderText(exam, 'NW', 'SC'));
    await d.tell(orderText(exam, 'SC', 'CM'));
    const notice = await d.ris.message(1);
    expect(notice.get('OBX-5.1')).toBe('FAILED');
    expect(notice.get('OBX-5.2')).toMatch(/images are not complete/);
  });
});

describe('the trigger', () => {
  it('is CM only: neither order, nor images, nor IP; and a second CM does nothing', async () => {
    const d = await start();
    const exam = d.exam('ct-head-normal');
    await d.tell(orderText(exam, 'NW', 'SC'));
    await d.acquire(exam);
    await d.tell(orderText(exam, 'SC', 'IP'));
    expect(d.platform.stageOf(exam.accessionNumber)).toBe('ordered');
    await d.tell(orderText(exam, 'SC', 'CM'));
    await d.ris.message(1);
    await d.platform.idle();
    const results = await d.pacs.instancesOf(exam.studyInstanceUid);
    expect((await d.tell(orderText(exam, 'SC', 'CM'))).get('MSA-1')).toBe('AA');
    await d.platform.idle();
    expect(d.ris.received).toHaveLength(1);
    expect(await d.pacs.instancesOf(exam.studyInstanceUid)).toEqual(results);
  });

  it('may come before the images, which are then waited for', async () => {
    const d = await start();
    const exam = d.exam('ct-head-normal');
    await d.tell(orderText(exam, 'NW', 'SC'));
    await d.tell(orderText(exam, 'SC', 'CM'));
    await d.acquire(exam);
    expect((await d.ris.message(1)).get('OBX-11')).toBe('P');
  });
});

describe('retention', () => {
  it('gives images out while they are held, and not after', async () => {
    const d = await start({ retentionMs: 300 });
    const exam = d.exam('ct-head-normal');
    await d.tell(orderText(exam, 'NW', 'SC'));
    await d.acquire(exam);
    expect(await held(d, exam.studyInstanceUid)).toHaveLength(24);
    await d.tell(orderText(exam, 'SC', 'CM'));
    await d.ris.message(1);
    await expect.poll(() => held(d, exam.studyInstanceUid)).toHaveLength(0);
    const given: string[] = [];
    const client = probe({ aeTitle: 'AI', ...d.platform.dimseAddress });
    await get(client, 'STUDY', { StudyInstanceUID: exam.studyInstanceUid }, async ({ sopInstanceUid }) => {
      given.push(sopInstanceUid);
      return 0;
    });
    expect(given).toEqual([]);
    expect(d.platform.metrics.heldImageBytes).toBe(0);
  });
});

async function held(d: Department, study: string): Promise<string[]> {
  const given: string[] = [];
  const client = probe({ aeTitle: 'AI', ...d.platform.dimseAddress });
  await get(client, 'STUDY', { StudyInstanceUID: study }, async ({ sopInstanceUid }) => {
    given.push(sopInstanceUid);
    return 0;
  });
  return given;
}
