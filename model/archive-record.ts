import type { DicomObject } from './dicom/object';
import type { FileRef, FrameRange, JournalEvent } from './events';
import type { Moment, StoredInstance } from './record';

/** What passed between the harness and an archive under test, arranged for judging (evidence/record/archive.ts). */
export interface ArchiveRecord {
  /** What the scenario did, in order; each exchange lies within one of them. */
  steps: ArchiveStep[];
  /** Instances sent to the archive, with what it answered. */
  sent: StoredInstance[];
  associations: ArchiveAssociation[];
  finds: FindExchange[];
  retrieves: RetrieveExchange[];
  commitments: CommitmentExchange[];
  web: WebExchange[];
}

export type ArchiveStep = Extract<JournalEvent, { kind: 'archive.step' }>;

export interface ArchiveAssociation {
  link: string;
  connection: number;
  request: Extract<JournalEvent, { kind: 'dimse.associate-request' }>;
  accept?: Extract<JournalEvent, { kind: 'dimse.associate-accept' }>;
}

/** What a consumer under test asked the PACS for, and what it got. */
export type ConsumerTraffic = Pick<ArchiveRecord, 'finds' | 'retrieves' | 'web'>;

/** One C-FIND with all its answers. */
export interface FindExchange {
  /** `sut`: the display of the product asks the archive of the harness. */
  by: 'harness' | 'sut';
  sent: Moment;
  /** QueryRetrieveLevel and keys, by keyword. */
  identifier?: DicomObject;
  matches: { moment: Moment; file?: FileRef; object: DicomObject }[];
  /** Answers with a data set that cannot be read. */
  unreadable: { moment: Moment; why: string }[];
  /** Of the final response; absent = none came. */
  status?: number;
  answered?: Moment;
}

/** One C-MOVE or C-GET, with what came in by it. */
export interface RetrieveExchange {
  by: 'harness' | 'sut';
  command: 'C-MOVE' | 'C-GET';
  sent: Moment;
  identifier?: DicomObject;
  received: StoredInstance[];
  status?: number;
  answered?: Moment;
}

export interface CommitmentExchange {
  transactionUid: string;
  /** SOP Instance UIDs asked for, with their classes. */
  requested: { sopClassUid: string; sopInstanceUid: string }[];
  sent: Moment;
  /** AE title that the request was addressed to. */
  calledAeTitle: string;
  status?: number;
  answered?: Moment;
  reports: CommitmentReport[];
}

export interface CommitmentReport {
  moment: Moment;
  /** N-EVENT-REPORT: 1 all committed, 2 failures exist (PS3.4 J.3.3.1.1). */
  eventTypeId: number;
  transactionUid: string;
  committed: string[];
  failed: { sopInstanceUid: string; reason?: number }[];
  link: string;
  connection: number;
  /** It came on an association that the archive opened. */
  byArchive: boolean;
  frames?: FrameRange;
}

/** One DICOMweb exchange. */
export interface WebExchange {
  by: 'harness' | 'sut';
  method: string;
  target: string;
  sent: Moment;
  status?: number;
  answered?: Moment;
  contentType: string;
  /** Parsed application/dicom+json answer. */
  json?: unknown;
  body?: FileRef;
  /** Instances in a multipart answer. */
  instances: { file: FileRef; object: DicomObject }[];
}
