import { HeldFiles } from '../../tests/kit/held-files';
import { describe, expect, it } from 'vitest';
import { encodePart10, type Natural } from '../../tests/kit/dicom-bytes';
import type { EventBody, FileRef, JournalEvent, LinkProtocol } from '../../model/events';
import type { Exam } from '../../model/exam';
import type { SutConfig } from '../../model/sut';
import type { Party } from '../../model/actors';
import { buildScenarioRecord } from './index';

const CT = '1.2.840.10008.5.1.4.1.1.2';
const SR = '1.2.840.10008.5.1.4.1.1.88.34';
const SUT = { actor: 'ai-platform' } as SutConfig;

const exam = (n: number): Exam => ({
  caseId: `case-${n}`,
  kind: 'positive',
  study: 's',
  patientId: `PAT${n}`,
  issuerOfPatientId: 'I',
  patientName: 'A^B',
  patientBirthDate: '19700101',
  patientSex: 'F',
  accessionNumber: `ACC${n}`,
  placerOrderNumber: `PLA${n}`,
  fillerOrderNumber: `FIL${n}`,
  requestedProcedureId: `RP${n}`,
  scheduledProcedureStepId: `SP${n}`,
  studyInstanceUid: `1.2.3.${n}`,
  modality: 'CT',
  procedure: { value: 'x', scheme: 'y', meaning: 'z' },
  bodyPartExamined: 'HEAD',
  expectation: { inScope: true, present: [], absent: [], alert: false },
});

/** A journal written by hand: what taps would have recorded. */
class Journal {
  readonly events: JournalEvent[] = [];
  readonly files = new HeldFiles();
  scenario: string | undefined = 'S1';
  #message = 0;

  add(body: EventBody): number {
    const seq = this.events.length + 1;
    const envelope = {
      seq,
      at: '',
      ms: seq * 10,
      previous: '',
      hash: '',
      ...(this.scenario ? { scenario: this.scenario } : {}),
    };
    this.events.push({ ...body, ...envelope });
    return seq;
  }

  save(bytes: Buffer): FileRef {
    return this.files.save(bytes);
  }

  link(link: string, from: Party, to: Party, protocol: LinkProtocol): void {
    this.add({
      kind: 'link.opened',
      link,
      from,
      to,
      protocol,
      listen: '',
      target: '',
      tls: { client: false, server: false },
    });
  }

  store(link: string, object: Natural, status: number | undefined, connection = 1): number {
    const dataset = this.save(encodePart10(object));
    const messageId = (this.#message += 1);
    const common = { link, connection, contextId: 1, abstractSyntax: '', transferSyntax: '', messageId };
    const uids = { sopClassUid: String(object.SOPClassUID), sopInstanceUid: String(object.SOPInstanceUID) };
    const seq = this.add({
      kind: 'dimse.command',
      ...common,
      ...uids,
      sender: 'client',
      command: 'C-STORE-RQ',
      dataset,
      frames: [1, 2],
    });
    if (status !== undefined) {
      this.add({
        kind: 'dimse.command',
        ...common,
        ...uids,
        sender: 'server',
        command: 'C-STORE-RSP',
        status,
        frames: [3, 3],
      });
    }
    return seq;
  }

  hl7(link: string, text: string, controlId: string, ack?: [code: string, id: string]): number {
    return this.add({
      kind: 'mllp.message',
      link,
      connection: 5,
      sender: ack ? 'server' : 'client',
      message: this.save(Buffer.from(text)),
      messageType: '',
      controlId,
      sendingApplication: '',
      sendingFacility: '',
      ...(ack ? { acknowledgmentCode: ack[0], acknowledgedControlId: ack[1] } : {}),
      frames: [9, 9],
    });
  }

  record(scenario = 'S1') {
    return buildScenarioRecord(this.events, this.files, SUT, scenario);
  }
}

const object = (sopClass: string, uid: string, e: Exam | undefined, more: Natural = {}): Natural => ({
  SOPClassUID: sopClass,
  SOPInstanceUID: uid,
  ...(e ? { StudyInstanceUID: e.studyInstanceUid, PatientID: e.patientId, AccessionNumber: e.accessionNumber } : {}),
  ...more,
});

function begin(exams: Exam[]): Journal {
  const journal = new Journal();
  journal.scenario = undefined;
  journal.link('scanner>pacs', 'scanner', 'pacs', 'dimse');
  journal.link('ai>pacs', 'ai-platform', 'pacs', 'dimse');
  journal.link('ai>web', 'ai-platform', 'pacs', 'dicomweb');
  journal.link('ai>ris', 'ai-platform', 'ris', 'mllp');
  journal.link('ai>fhir', 'ai-platform', 'ris', 'fhir');
  journal.scenario = 'S1';
  for (const each of exams) journal.add({ kind: 'case.opened', exam: each });
  return journal;
}

describe('buildScenarioRecord', () => {
  const one = exam(1);
  const two = exam(2);

  it('pairs stores with their answers and tells images from results', () => {
    const journal = begin([one]);
    journal.store('scanner>pacs', object(CT, '1.1', one, { PixelData: new Uint8Array(4000) }), 0);
    journal.store('ai>pacs', object(SR, '1.2', one), 0xb000);
    journal.store('ai>pacs', object(SR, '1.3', one), 0xa700);
    journal.store('ai>pacs', object(SR, '1.4', one), undefined);
    const [only] = journal.record().cases;
    expect(only?.images.map((image) => image.sopInstanceUid)).toEqual(['1.1']);
    expect(only?.images[0]?.object?.dataset.element('PixelData')?.length).toBe(4000);
    expect(only?.images[0]?.object?.dataset.element('PixelData')?.bytes.length).toBe(0);
    expect(only?.images[0]?.object?.problems).toEqual([]);
    expect(only?.stores.map((store) => [store.sopInstanceUid, store.status, store.accepted])).toEqual([
      ['1.2', 0xb000, true],
      ['1.3', 0xa700, false],
      ['1.4', undefined, false],
    ]);
    expect(only?.stores[0]).toMatchObject({
      via: 'C-STORE',
      from: 'ai-platform',
      to: 'pacs',
      sent: { frames: [1, 2] },
      answered: { frames: [3, 3] },
    });
  });

  it('keeps two exams of a scenario apart', () => {
    const journal = begin([one, two]);
    journal.store('ai>pacs', object(SR, '1.2', two), 0, 1);
    journal.store('ai>pacs', object(SR, '1.3', one), 0, 2);
    const { cases } = journal.record();
    expect(cases.map((each) => each.stores.map((store) => store.sopInstanceUid))).toEqual([['1.3'], ['1.2']]);
  });

  it('shows a result for a stranger in the only exam that is open, but not late traffic of another scenario', () => {
    const journal = begin([one]);
    journal.store('ai>pacs', object(SR, '1.9', undefined, { PatientID: 'STRANGER', StudyInstanceUID: '9.9' }), 0);
    journal.scenario = 'S2';
    journal.add({ kind: 'case.opened', exam: two });
    journal.store('ai>pacs', object(SR, '1.8', one), 0, 2);
    journal.store(
      'ai>pacs',
      object(SR, '1.7', undefined, { PatientID: one.patientId, StudyInstanceUID: two.studyInstanceUid }),
      0,
      3,
    );
    expect(journal.record('S1').cases[0]?.stores.map((store) => store.sopInstanceUid)).toEqual(['1.9']);
    expect(journal.record('S2').cases[0]?.stores.map((store) => store.sopInstanceUid)).toEqual(['1.7']);
    expect(
      journal.record('S2').events.some((event) => event.kind === 'dimse.command' && event.sopInstanceUid === '1.8'),
    ).toBe(true);
  });

  it('says what could not be parsed', () => {
    const journal = begin([one]);
    const dataset = journal.save(Buffer.from('not dicom at all'));
    journal.add({
      kind: 'dimse.command',
      link: 'ai>pacs',
      connection: 1,
      contextId: 1,
      abstractSyntax: '',
      transferSyntax: '',
      messageId: 1,
      sender: 'client',
      command: 'C-STORE-RQ',
      sopClassUid: SR,
      sopInstanceUid: '1.2',
      dataset,
      frames: [1, 1],
    });
    const [store] = journal.record().cases[0]?.stores ?? [];
    expect(store?.object).toBeUndefined();
    expect(store?.unreadable).toBe('The object cannot be read: This is not DICOM.');
  });

  it('matches acknowledgements by MSA-2 and messages by any identifier in them', () => {
    const journal = begin([one, two]);
    journal.hl7('ai>ris', 'MSH|^~\\&|||||||ORM^O01|M1|P|2.5\rORC|SC|PLA2^X', 'M1');
    journal.hl7('ai>ris', 'MSH|^~\\&|||||||ORM^O01|M2|P|2.5\rPID|||PAT1', 'M2');
    journal.hl7('ai>ris', 'MSH|^~\\&|||||||ACK|A2|P|2.5\rMSA|AE|M2', 'A2', ['AE', 'M2']);
    journal.hl7('ai>ris', 'MSH|^~\\&|||||||ACK|A1|P|2.5\rMSA|AA|M1', 'A1', ['AA', 'M1']);
    const { cases } = journal.record();
    expect(
      cases[0]?.messages.map(({ message, ack }) => [message.controlId, ack?.code, ack?.message.get('MSA-2')]),
    ).toEqual([['M2', 'AE', 'M2']]);
    expect(cases[1]?.messages.map(({ message, ack }) => [message.controlId, ack?.code])).toEqual([['M1', 'AA']]);
    expect(cases[1]?.messages[0]).toMatchObject({ from: 'ai-platform', to: 'ris' });
  });

  it('reads STOW-RS results instance by instance', () => {
    const journal = begin([one]);
    const parts = ['1.2', '1.3'].map((uid) => journal.save(encodePart10(object(SR, uid, one))));
    const answer = {
      '00081199': { vr: 'SQ', Value: [{ '00081155': { vr: 'UI', Value: ['1.2'] } }] },
      '00081198': { vr: 'SQ', Value: [{ '00081155': { vr: 'UI', Value: ['1.3'] } }] },
    };
    const xml =
      '<NativeDicomModel><DicomAttribute tag="00081198" vr="SQ"><Item number="1"><DicomAttribute tag="00081155" vr="UI"><Value number="1">1.3</Value></DicomAttribute></Item></DicomAttribute></NativeDicomModel>';
    const bodies = [Buffer.from(JSON.stringify(answer)), Buffer.from(xml)];
    bodies.forEach((body, i) => {
      const at = { link: 'ai>web', connection: i + 1, exchange: 1, headers: {}, frames: [1, 1] as [number, number] };
      journal.add({ kind: 'http.request', ...at, method: 'POST', target: '/dicom-web/studies', parts });
      journal.add({ kind: 'http.response', ...at, status: 202, body: journal.save(body) });
    });
    expect(journal.record().cases[0]?.stores.map((s) => [s.via, s.sopInstanceUid, s.accepted, s.status])).toEqual([
      ['STOW-RS', '1.2', true, 202],
      ['STOW-RS', '1.3', false, 202],
      ['STOW-RS', '1.2', true, 202],
      ['STOW-RS', '1.3', false, 202],
    ]);
  });

  it('gives FHIR interactions of the SUT and connection events to their exam', () => {
    const journal = begin([one, two]);
    const at = { link: 'ai>fhir', connection: 3, exchange: 1, headers: {}, frames: [1, 1] as [number, number] };
    journal.add({ kind: 'connection.opened', link: 'ai>fhir', connection: 3, client: '', server: '' });
    const body = journal.save(Buffer.from(JSON.stringify({ resourceType: 'Observation', identifier: 'ACC2' })));
    journal.add({ kind: 'http.request', ...at, method: 'POST', target: '/fhir/Observation', body });
    journal.add({ kind: 'http.response', ...at, status: 201 });
    const [first, second] = journal.record().cases;
    expect(first?.fhir).toEqual([]);
    expect(second?.fhir).toMatchObject([{ method: 'POST', status: 201, resource: { resourceType: 'Observation' } }]);
    expect(second?.events.map((event) => event.kind)).toEqual([
      'case.opened',
      'connection.opened',
      'http.request',
      'http.response',
    ]);
  });

  it('follows storage commitment by the instances it names', () => {
    const journal = begin([one, two]);
    journal.store('ai>pacs', object(SR, '1.2', two), 0);
    const common = {
      kind: 'dimse.command' as const,
      link: 'ai>pacs',
      contextId: 1,
      abstractSyntax: '',
      transferSyntax: '',
      sopInstanceUid: '1.2.840.10008.1.20.1.1',
      frames: [1, 1] as [number, number],
    };
    const references = { TransactionUID: '7.7', ReferencedSOPSequence: [{ ReferencedSOPInstanceUID: '1.2' }] };
    const ask = journal.add({
      ...common,
      connection: 8,
      messageId: 1,
      sender: 'client',
      command: 'N-ACTION-RQ',
      attributes: references,
    });
    const report = journal.add({
      ...common,
      connection: 9,
      messageId: 1,
      sender: 'server',
      command: 'N-EVENT-REPORT-RQ',
      attributes: { TransactionUID: '7.7' },
    });
    expect(journal.record().cases[1]?.events.map((event) => event.seq)).toEqual(expect.arrayContaining([ask, report]));
    expect(journal.record().cases[0]?.events.map((event) => event.seq)).not.toContain(report);
  });
});
