import type { Party } from './actors';
import type { ArchiveRecord, ConsumerTraffic } from './archive-record';
import type { DicomObject } from './dicom/object';
import type { FileRef, FrameRange, JournalEvent } from './events';
import type { Exam } from './exam';
import type { Hl7Message } from './hl7/message';
import type { SutConfig } from './sut';
import type { KnownDisplay, ViewerResult, ViewerStep } from './viewer';

/**
 * What one scenario put on the wire, arranged for judging. Built from the journal alone (evidence/record/), so the same
 * verdict comes out during the run and years later.
 */
export interface ScenarioRecord {
  /** Cucumber test case id. */
  scenario: string;
  sut: SutConfig;
  cases: CaseRecord[];
  /** Where a PACS is under test. */
  archive?: ArchiveRecord;
  /** Where a RIS under test reads results from the PACS. */
  consumer?: ConsumerTraffic;
  /** Where the viewer of a PACS under test was used in a browser. */
  viewer?: ViewerRecord;
  /** Every event of the scenario, in order. */
  events: JournalEvent[];
}

/** What a viewer had to show, and what was seen in it. */
export interface ViewerRecord {
  known: KnownDisplay;
  /** In the order in which they were had. */
  looks: ViewerLook[];
}

export interface ViewerLook {
  seq: number;
  caseId: string;
  step: ViewerStep;
  about?: ViewerResult;
  image?: number;
  texts: string[];
  picture?: { ref: FileRef; png: Buffer };
  failure?: { kind: 'not-offered' | 'late' | 'failed'; sentence: string };
}

/** One exam's way through the workflow. */
export interface CaseRecord {
  exam: Exam;
  /** Events that belong to this exam by its identifiers, in order. */
  events: JournalEvent[];
  /** Images the scanner stored on the PACS, by SOP Instance UID; header elements only (no Pixel Data value). */
  images: StoredInstance[];
  /** Everything the SUT tried to store, accepted or not, in order of the attempts. */
  stores: StoredInstance[];
  /** HL7 v2 messages that name this exam, both directions, in order. */
  messages: MessageExchange[];
  /** FHIR interactions by the SUT about this exam. */
  fhir: FhirExchange[];
  /** Answers of the PACS to the harness. */
  probes: Extract<JournalEvent, { kind: 'probe.pacs' }>[];
  /** Moves of the exam in the RIS. */
  transitions: Extract<JournalEvent, { kind: 'ris.exam' }>[];
  waits: Extract<JournalEvent, { kind: 'wait' }>[];
}

/** Points to what a finding or an observation rests on. */
export interface EvidenceRef {
  /** Sequence number in the journal. */
  event: number;
  file?: string;
  /** DICOM: the object; with `path` the attribute, e.g. `ContentSequence[3].ConceptNameCodeSequence[0].CodeValue`. */
  sopInstanceUid?: string;
  /** HL7: MSH-10; with `path` the field, e.g. `OBX[2]-5.1`. */
  controlId?: string;
  path?: string;
  frames?: FrameRange;
  /** What is to be seen there, in a few words. */
  note?: string;
}

export interface StoredInstance {
  sopClassUid: string;
  sopInstanceUid: string;
  /** Parsed from the bytes that were sent; undefined where they could not be parsed (see `unreadable`). */
  object?: DicomObject;
  unreadable?: string;
  file: FileRef;
  via: 'C-STORE' | 'STOW-RS';
  from: Party;
  to: Party;
  /** When the request was complete on the wire. */
  sent: Moment;
  /** When the answer was; absent = never answered. */
  answered?: Moment;
  /** DIMSE status or HTTP status. */
  status?: number;
  /** Success or warning status, i.e. the peer took it. */
  accepted: boolean;
}

export interface Moment {
  seq: number;
  ms: number;
  frames?: FrameRange;
}

export interface MessageExchange {
  from: Party;
  to: Party;
  message: Hl7Message;
  file: FileRef;
  sent: Moment;
  /** The acknowledgement, matched by MSA-2 on the same connection. */
  ack?: { code: string; message: Hl7Message; file: FileRef; moment: Moment };
}

export interface FhirExchange {
  method: string;
  target: string;
  /** Parsed JSON body, or undefined where it was none. */
  resource?: Record<string, unknown>;
  unreadable?: string;
  file?: FileRef;
  sent: Moment;
  status?: number;
  answered?: Moment;
}
