import type { DimsePeer, HttpPeer } from '../../../model/actors';
import type { DicomObject } from '../../../model/dicom/object';
import type { Code } from '../../../model/exam';

/** Where a RIS reads AI results from, and how. */
export interface ConsumerOptions {
  retrieve: 'c-move' | 'c-get' | 'wado-rs';
  /** For C-FIND with C-MOVE or C-GET; C-MOVE sends to the RIS's own AE title. */
  pacs?: DimsePeer;
  /** For QIDO-RS and WADO-RS. */
  dicomWeb?: HttpPeer;
  /** One exchange; 30 s when absent. */
  timeoutMs?: number;
}

/** By what a group of content is known, and who made it. */
export interface Subject {
  finding?: Code;
  site?: Code;
  trackingId: string;
  trackingUid: string;
  algorithm: { name: string; version: string };
}

export interface Measurement extends Subject {
  name: Code;
  /** As it stands in the object. */
  value: string;
  unit?: Code;
}

/** A question and its coded or written answer. */
export interface Evaluation extends Subject {
  name: Code;
  value: Code;
}

export interface Segment {
  label: string;
  finding?: Code;
  trackingId: string;
  trackingUid: string;
  algorithm: string;
}

export interface ReadReport {
  sopInstanceUid: string;
  title: string;
  /** VERIFIED or UNVERIFIED. */
  verification: string;
  /** SOP Instance UIDs of what it replaces (PS3.3 C.17.2, Predecessor Documents Sequence). */
  replaces: string[];
}

/** What is read from one object. */
export interface ObjectReading {
  sopInstanceUid: string;
  sopClassUid: string;
  report?: ReadReport;
  measurements: Measurement[];
  findings: Subject[];
  evaluations: Evaluation[];
  segments: Segment[];
  algorithms: { name: string; version: string; manufacturer: string }[];
  /** What of it was passed over, one sentence each. */
  notRead: string[];
}

/** What the RIS keeps of the AI results of an exam. */
export interface StudyReading {
  status: 'read' | 'failed';
  problem?: string;
  objects: ObjectReading[];
}

/** Where the consumer lets itself be spoiled. What is left out is as in the reference. */
export interface ConsumerHooks {
  /** It never asks. */
  idle?: boolean;
  /** Retrieves the whole study without having asked what is in it. */
  asksNothing?: boolean;
  fetches?(sopClassUid: string): boolean;
  /** What is read from an object, which may throw as a product may. */
  object?(reading: ObjectReading, object: DicomObject): ObjectReading;
  /** What is kept of the study. */
  study?(reading: StudyReading): StudyReading;
  /** Earlier versions are kept beside those that replace them. */
  keepsReplaced?: boolean;
}
