import { HeldFiles } from './held-files';
import type { Party } from '../../model/actors';
import { buildScenarioRecord } from '../../evidence/record';
import type { EventBody, FileRef, JournalEvent } from '../../model/events';
import type { Code, Exam, StudyKind } from '../../model/exam';
import type { ScenarioRecord } from '../../model/record';
import type { SutConfig } from '../../model/sut';
import { encodePart10, type Natural } from './dicom-bytes';
import { ctImage, IMAGE_UIDS, report, segmentation, STUDY } from './objects';

export const HAEMORRHAGE: Code = { value: '50960005', scheme: 'SCT', meaning: 'Haemorrhage' };
export const CALCIFICATION: Code = { value: '54115005', scheme: 'SCT', meaning: 'Pathological calcification' };
export const ABSENT = '2667000^Absent^SCT';

export const sutConfig = (changes: Partial<SutConfig> = {}): SutConfig => ({
  vendor: 'Airworthy',
  product: 'Finder',
  version: '2.1',
  actor: 'ai-platform',
  intendedUse: { description: 'CT head', modalities: ['CT'], bodyParts: ['HEAD'] },
  algorithms: [
    {
      name: 'Finder',
      version: '2.1',
      manufacturer: 'Airworthy',
      abnormalities: [
        { code: HAEMORRHAGE, alertable: true, sensitivity: 0.92, specificity: 0.95 },
        { code: CALCIFICATION, alertable: false, sensitivity: 0.9, specificity: 0.97 },
      ],
    },
  ],
  capabilities: {
    carriers: ['sr', 'seg'],
    intake: 'routed',
    resultStorage: 'c-store',
    fhir: false,
    tls: { dimse: false, mllp: false, http: false },
    llmText: false,
    srSignalsAvailability: false,
    storageCommitment: false,
  },
  harness: {
    host: '127.0.0.1',
    pacs: { aeTitle: 'PACS', dimsePort: 1, dicomWebPort: 2 },
    ris: { aeTitle: 'RIS', dimsePort: 5, mllpPort: 3, fhirPort: 4 },
    scanner: { aeTitle: 'SCANNER', dimsePort: 6 },
    aiPlatform: { aeTitle: 'AI', dimsePort: 7, mllpPort: 8 },
    probe: { aeTitle: 'PROBE', dimsePort: 9 },
  },
  pacs: { launcher: 'embedded' },
  timeouts: { notice: 10, settle: 1, quiet: 2, recovery: 20, exchange: 5 },
  studies: {},
  ...changes,
});

const EXPECTATION: Record<StudyKind, Exam['expectation']> = {
  critical: { inScope: true, present: [HAEMORRHAGE], absent: [CALCIFICATION], alert: true },
  positive: { inScope: true, present: [CALCIFICATION], absent: [HAEMORRHAGE], alert: false },
  negative: { inScope: true, present: [], absent: [HAEMORRHAGE, CALCIFICATION], alert: false },
  'out-of-scope': { inScope: false, present: [], absent: [], alert: false },
  damaged: { inScope: true, present: [], absent: [], alert: false },
};

/** The exam that the objects of tests/kit/objects.ts belong to, unless told otherwise. */
export const examOf = (kind: StudyKind, changes: Partial<Exam> = {}): Exam => ({
  caseId: `case-${kind}`,
  kind,
  study: 'test',
  patientId: 'P1',
  issuerOfPatientId: 'HOSP',
  patientName: 'DOE^JANE',
  patientBirthDate: '19700101',
  patientSex: 'F',
  accessionNumber: 'A1',
  placerOrderNumber: 'PL1',
  fillerOrderNumber: 'FL1',
  requestedProcedureId: 'RP1',
  scheduledProcedureStepId: 'SP1',
  studyInstanceUid: STUDY,
  modality: 'CT',
  procedure: { value: 'CTHEAD', scheme: '99X', meaning: 'CT head' },
  bodyPartExamined: 'HEAD',
  expectation: EXPECTATION[kind],
  ...changes,
});

export interface StoredFile {
  sopClassUid: string;
  sopInstanceUid: string;
  bytes: Buffer;
}

export interface StoreOptions {
  status?: number;
  /** False: the PACS never answers. */
  answered?: boolean;
}

export interface NoticeOptions {
  /** Acknowledgement by the RIS; undefined: none comes. */
  ack?: 'AA' | 'AE' | 'AR' | undefined;
  reason?: string;
  type?: string;
  orc1?: string;
  orc5?: string;
  pid?: string;
  obr?: string;
  msh7?: string;
  /** Lines after OBR. */
  lines?: string[];
  /** False: the PACS is not asked for its list when the notice comes; a list: what it says it has. */
  probe?: boolean | string[];
}

const SCENARIO = 'features/test.feature:1';
const LINKS: [link: string, from: Party, to: Party, protocol: 'dimse' | 'mllp' | 'fhir' | 'dicomweb'][] = [
  ['scanner>pacs:dimse', 'scanner', 'pacs', 'dimse'],
  ['pacs>ai-platform:dimse', 'pacs', 'ai-platform', 'dimse'],
  ['ai-platform>pacs:dimse', 'ai-platform', 'pacs', 'dimse'],
  ['ai-platform>pacs:dicomweb', 'ai-platform', 'pacs', 'dicomweb'],
  ['ris>ai-platform:mllp', 'ris', 'ai-platform', 'mllp'],
  ['ai-platform>ris:mllp', 'ai-platform', 'ris', 'mllp'],
  ['ai-platform>ris:fhir', 'ai-platform', 'ris', 'fhir'],
  ['harness>ris:mllp', 'harness', 'ris', 'mllp'],
];

/** Writes the journal of a scenario by hand, as taps and simulators would have, and builds its record from it. */
export class TestScenario {
  readonly #events: JournalEvent[] = [];
  readonly #files = new HeldFiles();
  #number = 0;
  #ms = 0;

  /** @param startsAt wall clock at the beginning. */
  constructor(
    readonly sut: SutConfig = sutConfig(),
    readonly startsAt = Date.UTC(2026, 0, 1, 12, 0, 0),
  ) {
    for (const [link, from, to, protocol] of LINKS) {
      const tls = { client: false, server: false };
      this.add({ kind: 'link.opened', link, from, to, protocol, listen: '', target: '', tls }, undefined);
    }
  }

  add(body: EventBody, scenario: string | undefined = SCENARIO): number {
    const seq = this.#events.length + 1;
    this.#ms += 10;
    const at = new Date(this.startsAt + this.#ms).toISOString();
    const envelope = { seq, at, ms: this.#ms, previous: '', hash: '', ...(scenario === undefined ? {} : { scenario }) };
    this.#events.push({ ...body, ...envelope });
    return seq;
  }

  /** Lets time pass. */
  pass(seconds: number): this {
    this.#ms += seconds * 1000;
    return this;
  }

  /** A wait that ended in vain. */
  waitInVain(exam: Exam, seconds: number, what = 'the notice'): this {
    this.pass(seconds);
    const ms = seconds * 1000;
    this.add({ kind: 'wait', what, caseId: exam.caseId, deadlineMs: ms, elapsedMs: ms, outcome: 'expired' });
    return this;
  }

  open(exam: Exam): this {
    this.add({ kind: 'case.opened', exam });
    return this;
  }

  /** Images on the PACS, and from there to the AI platform. */
  images(exam: Exam, { routed = true } = {}): this {
    for (const link of ['scanner>pacs:dimse', ...(routed ? ['pacs>ai-platform:dimse'] : [])]) {
      for (const [n, uid] of IMAGE_UIDS.entries()) {
        const image = { ...ctImage(n === 0 ? 0 : 1), ...identityOf(exam), SOPInstanceUID: imageUid(exam, uid) };
        this.#dimseStore(link, image, {});
      }
    }
    return this;
  }

  /** The RIS says that the exam is completed (ORC-5 = CM), or has another status. */
  complete(exam: Exam, options: { ack?: 'AA' | 'AE' | undefined; status?: string } = {}): this {
    const text = hl7(exam, { orc5: options.status ?? 'CM' }, `CM${++this.#number}`, 'AIRW_RIS');
    this.#exchange('ris>ai-platform:mllp', text, 'ack' in options ? options.ack : 'AA', '');
    return this;
  }

  /** The order entry orders the exam at a RIS under test; `location` stands in PV1-3. */
  order(exam: Exam, location: string): this {
    const text = hl7(exam, { orc1: 'NW', orc5: '', lines: [`PV1|1|O|${location}`] }, `O${++this.#number}`, 'HIS');
    this.#exchange('harness>ris:mllp', text, 'AA', '');
    return this;
  }

  /** Exam opened, images sent, completed. */
  begin(exam: Exam): this {
    return this.open(exam).images(exam).complete(exam);
  }

  /** Images as they are, on the PACS and from there to the AI platform. */
  imageFiles(files: readonly StoredFile[]): this {
    for (const link of ['scanner>pacs:dimse', 'pacs>ai-platform:dimse']) {
      for (const file of files) this.#storeFile(link, file, {});
    }
    return this;
  }

  /** The AI platform stores a file as it is. */
  storeFile(file: StoredFile): this {
    this.#storeFile('ai-platform>pacs:dimse', file, {});
    return this;
  }

  /** The AI platform sends a message as it is, and the RIS accepts it. */
  message(exam: Exam, text: string): this {
    this.#exchange('ai-platform>ris:mllp', text, 'AA', '', () => this.probe(exam, 'notice'));
    return this;
  }

  /** The AI platform stores an object. */
  store(object: Natural, options: StoreOptions = {}): this {
    this.#dimseStore('ai-platform>pacs:dimse', object, options);
    return this;
  }

  /** The AI platform sends a message to the RIS; the PACS is asked for its list before the answer. */
  notice(exam: Exam, options: NoticeOptions = {}): this {
    const { probe = true } = options;
    const text = hl7(exam, options, `N${++this.#number}`, 'FINDER');
    const before = () => {
      if (probe === false) return;
      this.probe(exam, 'notice', Array.isArray(probe) ? probe : this.#stored);
    };
    this.#exchange('ai-platform>ris:mllp', text, 'ack' in options ? options.ack : 'AA', options.reason ?? '', before);
    return this;
  }

  probe(exam: Exam, trigger: string, found = this.#stored): this {
    const { caseId, studyInstanceUid } = exam;
    this.add({ kind: 'probe.pacs', caseId, trigger, studyInstanceUid, found });
    return this;
  }

  fault(link: string, active: boolean, fault = 'refuse'): this {
    this.add({ kind: 'tap.fault', link, fault, active });
    return this;
  }

  fhir(resource: unknown, status: number | undefined = 201, target = '/fhir'): this {
    const link = { link: 'ai-platform>ris:fhir', connection: 9, exchange: ++this.#number, headers: {} };
    const body = this.save(Buffer.from(JSON.stringify(resource)));
    this.add({ ...link, kind: 'http.request', method: 'POST', target, body, frames: [1, 1] });
    if (status !== undefined) this.add({ ...link, kind: 'http.response', status, frames: [2, 2] });
    return this;
  }

  record(): ScenarioRecord {
    return buildScenarioRecord(this.#events, this.#files, this.sut, SCENARIO);
  }

  get #stored(): string[] {
    return this.#events.flatMap((event) =>
      event.kind === 'dimse.command' && event.command === 'C-STORE-RSP' && event.status === 0 && event.sopInstanceUid
        ? [event.sopInstanceUid]
        : [],
    );
  }

  /** A file of the record. */
  save(bytes: Buffer): FileRef {
    return this.#files.save(bytes);
  }

  #dimseStore(link: string, object: Natural, options: StoreOptions): void {
    const uids = { sopClassUid: String(object.SOPClassUID), sopInstanceUid: String(object.SOPInstanceUID) };
    this.#storeFile(link, { ...uids, bytes: encodePart10(object) }, options);
  }

  #storeFile(link: string, file: StoredFile, { status = 0, answered = true }: StoreOptions): void {
    const common = {
      kind: 'dimse.command' as const,
      link,
      connection: 1,
      contextId: 1,
      abstractSyntax: '',
      transferSyntax: '',
      messageId: ++this.#number,
      sopClassUid: file.sopClassUid,
      sopInstanceUid: file.sopInstanceUid,
    };
    const dataset = this.save(file.bytes);
    this.add({ ...common, sender: 'client', command: 'C-STORE-RQ', dataset, frames: [1, 2] });
    if (answered) this.add({ ...common, sender: 'server', command: 'C-STORE-RSP', status, frames: [3, 3] });
  }

  #exchange(link: string, text: string, ack: string | undefined, reason: string, before = () => {}): void {
    const controlId = text.split('|')[9] ?? '';
    const common = { kind: 'mllp.message' as const, link, connection: 5, sendingApplication: '', sendingFacility: '' };
    const message = this.save(Buffer.from(text));
    this.add({ ...common, sender: 'client', message, messageType: 'ORM^O01', controlId, frames: [5, 5] });
    before();
    if (ack === undefined) return;
    const answer = `MSH|^~\\&|RIS|H|AI|V|20260101120001||ACK^O01|K${controlId}|P|2.5.1\rMSA|${ack}|${controlId}|${reason}\r`;
    this.add({
      ...common,
      sender: 'server',
      message: this.save(Buffer.from(answer)),
      messageType: 'ACK^O01',
      controlId: `K${controlId}`,
      acknowledgmentCode: ack,
      acknowledgedControlId: controlId,
      frames: [6, 6],
    });
  }
}

/** An ORM^O01 about the exam. */
export function hl7(exam: Exam, options: NoticeOptions, controlId: string, sender: string): string {
  const { type = 'ORM^O01^ORM_O01', orc1 = 'SC', orc5 = 'A', msh7 = '20260101120000', lines = [] } = options;
  const numbers = `${exam.placerOrderNumber}|${exam.fillerOrderNumber}`;
  const birth = exam.patientBirthDate;
  return [
    `MSH|^~\\&|${sender}|V|R|H|${msh7}||${type}|${controlId}|P|2.5.1`,
    options.pid ?? `PID|1||${exam.patientId}^^^${exam.issuerOfPatientId}^MR||${exam.patientName}||${birth}|F`,
    `ORC|${orc1}|${numbers}||${orc5}`,
    options.obr ?? `OBR|1|${numbers}|CTHEAD^CT head^99X||||||||||||||${exam.accessionNumber}`,
    ...lines,
    '',
  ].join('\r');
}

const imageUid = (exam: Exam, uid: string): string =>
  exam.studyInstanceUid === STUDY ? uid : `${exam.studyInstanceUid}.${uid.split('.').at(-1) ?? ''}`;

/** The attributes by which an object belongs to an exam. */
export const identityOf = (exam: Exam): Natural => ({
  StudyInstanceUID: exam.studyInstanceUid,
  PatientID: exam.patientId,
  PatientName: exam.patientName,
  AccessionNumber: exam.accessionNumber,
});

/** OBX lines of a notice: each code with what is said of it. */
export function obxLines(
  said: [code: Code, presence: 'present' | 'absent', flag?: string, status?: string][],
): string[] {
  return said.map(([code, presence, flag = '', status = 'P'], i) => {
    const name = `${code.value}^${code.meaning}^${code.scheme}`;
    return `OBX|${i + 1}|CWE|${name}||${presence === 'present' ? name : ABSENT}|||${flag}|||${status}`;
  });
}

export const CRITICAL_OBX = obxLines([
  [HAEMORRHAGE, 'present', 'AA'],
  [CALCIFICATION, 'absent'],
]);

/** A segmentation in which something is drawn. */
export const drawnSegmentation = (more: Natural = {}): Natural => ({
  ...segmentation(),
  PixelData: { vr: 'OB', value: Uint8Array.of(3, 0, 1, 0) },
  ...more,
});

/** A critical study, analysed as it should be: SR, SEG, then the notice. */
export function goodRun(sut = sutConfig(), notice: NoticeOptions = {}): { scenario: TestScenario; exam: Exam } {
  const exam = examOf('critical');
  const scenario = new TestScenario(sut)
    .begin(exam)
    .store(drawnSegmentation())
    .store(report())
    .notice(exam, { lines: CRITICAL_OBX, ...notice })
    .pass(1);
  return { scenario, exam };
}
