import { HeldFiles } from './held-files';
import { buildScenarioRecord } from '../../evidence/record';
import type { EventBody, JournalEvent } from '../../model/events';
import type { ScenarioRecord } from '../../model/record';
import { encodePart10, type Natural } from './dicom-bytes';
import { ctImage, IMAGE_SERIES } from './objects';
import { examOf, identityOf, sutConfig } from './scenario';

type Attributes = Record<string, unknown>;
type Command = Extract<EventBody, { kind: 'dimse.command' }>;

const SCENARIO = 'features/scanner.feature:1';
const WORKLIST = '1.2.840.10008.5.1.4.31';
const MPPS = '1.2.840.10008.3.1.2.3.3';
const COMMITMENT = '1.2.840.10008.1.20.1';
const CT = '1.2.840.10008.5.1.4.1.1.2';
const STEP = '1.2.826.0.1.77';
export const IMAGES = ['1.2.826.0.1.1', '1.2.826.0.1.2'];
export const exam = examOf('positive');

const reference = (uid: string) => ({ ReferencedSOPClassUID: CT, ReferencedSOPInstanceUID: uid });

export const QUERY: Attributes = {
  PatientName: '', PatientID: '', PatientBirthDate: '', PatientSex: '', AccessionNumber: '', StudyInstanceUID: '',
  RequestedProcedureID: '', ScheduledProcedureStepSequence: [{ Modality: 'CT', ScheduledProcedureStepID: '' }],
}; // prettier-ignore
export const BEGIN: Attributes = {
  PerformedProcedureStepID: 'P1', PerformedStationAETitle: 'CT1', PerformedProcedureStepStartDate: '20260101',
  PerformedProcedureStepStartTime: '1200', PerformedProcedureStepStatus: 'IN PROGRESS', Modality: 'CT', PatientID: 'P1',
  PatientName: 'Doe^Jane^', PatientBirthDate: '19700101', PatientSex: 'F',
  ScheduledStepAttributesSequence: [
    { StudyInstanceUID: exam.studyInstanceUid, AccessionNumber: 'A1', RequestedProcedureID: 'RP1', ScheduledProcedureStepID: 'SP1' },
  ],
}; // prettier-ignore
export const END: Attributes = {
  PerformedProcedureStepStatus: 'COMPLETED',
  PerformedSeriesSequence: [
    { SeriesInstanceUID: IMAGE_SERIES, ProtocolName: 'HEAD', ReferencedImageSequence: IMAGES.map(reference) },
  ],
};

/** The journal of one exam on a scanner under test, written by hand as taps would have. */
export class ScannerScenario {
  readonly #events: JournalEvent[] = [];
  readonly #files = new HeldFiles();
  #message = 0;

  constructor() {
    for (const [link, from, to] of [
      ['scanner>ris:dimse', 'scanner', 'ris'],
      ['scanner>pacs:dimse', 'scanner', 'pacs'],
      ['pacs>scanner:dimse', 'pacs', 'scanner'],
    ] as const) {
      const tls = { client: false, server: false };
      this.#add({ kind: 'link.opened', link, from, to, protocol: 'dimse', listen: '', target: '', tls });
    }
    this.#add({ kind: 'case.opened', exam });
  }

  query(attributes = QUERY, found = true): this {
    const request = this.#request('scanner>ris:dimse', 'C-FIND', { sopClassUid: WORKLIST, attributes });
    if (found)
      this.#add({
        ...request,
        sender: 'server',
        command: 'C-FIND-RSP',
        status: 0xff00,
        attributes: { AccessionNumber: 'A1' },
      });
    return this.#answer(request, 0);
  }

  begin(attributes = BEGIN, status = 0): this {
    const step = { sopClassUid: MPPS, sopInstanceUid: STEP, attributes };
    return this.#answer(this.#request('scanner>ris:dimse', 'N-CREATE', step), status);
  }

  images(more: Natural = {}, status = 0): this {
    for (const uid of IMAGES) {
      const own = {
        ...ctImage(1),
        ...identityOf(exam),
        PatientBirthDate: '19700101',
        PatientSex: 'F',
        BodyPartExamined: 'HEAD',
      };
      const request = { RequestAttributesSequence: [{ RequestedProcedureID: 'RP1', ScheduledProcedureStepID: 'SP1' }] };
      const bytes = encodePart10({ ...own, ...request, SOPInstanceUID: uid, ...more });
      const dataset = this.#files.save(bytes);
      const sopInstanceUid = String(more['SOPInstanceUID'] ?? uid);
      this.#answer(
        this.#request('scanner>pacs:dimse', 'C-STORE', { sopClassUid: CT, sopInstanceUid, dataset }),
        status,
      );
    }
    return this;
  }

  end(attributes = END, status = 0): this {
    const step = { sopClassUid: MPPS, sopInstanceUid: STEP, attributes };
    return this.#answer(this.#request('scanner>ris:dimse', 'N-SET', step), status);
  }

  commit(uids: readonly string[] = IMAGES, { asked = 0, report = 0 }: { asked?: number; report?: number } = {}): this {
    const attributes = { TransactionUID: '1.2.9', ReferencedSOPSequence: uids.map(reference) };
    const known = { sopClassUid: COMMITMENT, sopInstanceUid: `${COMMITMENT}.1`, attributes };
    this.#answer(this.#request('scanner>pacs:dimse', 'N-ACTION', { ...known, actionTypeId: 1 }), asked);
    if (asked !== 0) return this;
    return this.#answer(this.#request('pacs>scanner:dimse', 'N-EVENT-REPORT', { ...known, eventTypeId: 1 }), report);
  }

  /** The scanner had its time. */
  over(): this {
    this.#add({ kind: 'acquisition.ended', caseId: exam.caseId, outcome: 'expired', detail: '' });
    return this;
  }

  record(): ScenarioRecord {
    return buildScenarioRecord(this.#events, this.#files, sutConfig({ actor: 'scanner' }), SCENARIO);
  }

  #request(link: string, command: string, about: Partial<Command>): Command {
    const request: Command = {
      kind: 'dimse.command',
      link,
      connection: 1,
      contextId: 1,
      abstractSyntax: about.sopClassUid ?? '',
      transferSyntax: '',
      messageId: ++this.#message,
      sender: 'client',
      command: `${command}-RQ`,
      frames: [1, 1],
      ...about,
    };
    this.#add(request);
    return request;
  }

  #answer({ attributes: _attributes, dataset: _dataset, ...request }: Command, status: number): this {
    this.#add({ ...request, sender: 'server', command: request.command.replace('RQ', 'RSP'), status });
    return this;
  }

  #add(body: EventBody): void {
    const seq = this.#events.length + 1;
    const scenario = body.kind === 'link.opened' ? {} : { scenario: SCENARIO };
    this.#events.push({ ...body, seq, at: '', ms: seq * 10, previous: '', hash: '', ...scenario });
  }
}

/** Everything as it should be. */
export const goodExam = (): ScannerScenario => new ScannerScenario().query().begin().images().end().commit().over();
