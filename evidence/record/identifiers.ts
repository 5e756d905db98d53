import type { DicomDataset } from '../../model/dicom/object';
import type { Exam } from '../../model/exam';
import type { Hl7Message } from '../../model/hl7/message';

/** What an event says about the exam it belongs to. */
export interface Identifiers {
  studies: string[];
  accessions: string[];
  /** Placer and filler order numbers. */
  orders: string[];
  patients: string[];
  /** SOP instances and transactions that it names. */
  instances: string[];
}

export const noIdentifiers = (): Identifiers => ({
  studies: [],
  accessions: [],
  orders: [],
  patients: [],
  instances: [],
});

const KEYWORDS: Record<string, keyof Identifiers> = {
  StudyInstanceUID: 'studies',
  AccessionNumber: 'accessions',
  PlacerOrderNumberImagingServiceRequest: 'orders',
  FillerOrderNumberImagingServiceRequest: 'orders',
  PatientID: 'patients',
  SOPInstanceUID: 'instances',
  AffectedSOPInstanceUID: 'instances',
  RequestedSOPInstanceUID: 'instances',
  ReferencedSOPInstanceUID: 'instances',
  TransactionUID: 'instances',
};

// Each check of a scenario asks again, and what an object or a message says does not change.
const ofObject = new WeakMap<DicomDataset, Readonly<Identifiers>>();
const ofMessage = new WeakMap<Hl7Message, ReadonlySet<string>>();

/** From the header of a stored object: its own study and patient, not those it refers to. */
export function identifiersOfObject(dataset: DicomDataset): Readonly<Identifiers> {
  const known = ofObject.get(dataset) ?? readObject(dataset);
  ofObject.set(dataset, known);
  return known;
}

function readObject(dataset: DicomDataset): Identifiers {
  const found = noIdentifiers();
  for (const [keyword, kind] of Object.entries(KEYWORDS)) found[kind].push(...dataset.strings(keyword));
  for (const request of [
    ...dataset.items('RequestAttributesSequence'),
    ...dataset.items('ReferencedRequestSequence'),
  ]) {
    found.accessions.push(...request.strings('AccessionNumber'));
    found.orders.push(...request.strings('PlacerOrderNumberImagingServiceRequest'));
    found.orders.push(...request.strings('FillerOrderNumberImagingServiceRequest'));
  }
  return found;
}

/** From the attributes that a tap kept of a small data set, sequences included. */
export function identifiersOfAttributes(attributes: unknown, found = noIdentifiers(), depth = 0): Identifiers {
  if (depth > 16 || typeof attributes !== 'object' || attributes === null) return found;
  for (const [keyword, value] of Object.entries(attributes)) {
    const kind = KEYWORDS[keyword];
    for (const each of Array.isArray(value) ? value : [value]) {
      if (typeof each === 'string') {
        if (kind) found[kind].push(...each.split('\\').map((text) => text.trim()));
      } else identifiersOfAttributes(each, found, depth + 1);
    }
  }
  return found;
}

/** Every value in a message: an exam's identifiers are unique, wherever a sender puts them. */
export function valuesOfMessage(message: Hl7Message): ReadonlySet<string> {
  const known = ofMessage.get(message) ?? readMessage(message);
  ofMessage.set(message, known);
  return known;
}

function readMessage(message: Hl7Message): Set<string> {
  const { field, component, repetition, subcomponent } = message.delimiters;
  const separators = new Set(['\r', '\n', field, component, repetition, subcomponent].filter((each) => each !== ''));
  const values = new Set<string>();
  let start = 0;
  for (let at = 0; at <= message.text.length; at += 1) {
    if (at < message.text.length && !separators.has(message.text.charAt(at))) continue;
    if (at > start) values.add(message.text.slice(start, at).trim());
    start = at + 1;
  }
  return values;
}

/** The identifiers of an exam, the surest first. */
export function identifiersOfExam(exam: Exam): string[] {
  return [...numbersOfExam(exam), exam.patientId].filter((each) => each !== '');
}

/** What names this exam and no other of the patient. */
export function numbersOfExam(exam: Exam): string[] {
  return [
    exam.studyInstanceUid,
    exam.accessionNumber,
    exam.placerOrderNumber,
    exam.fillerOrderNumber,
    exam.requestedProcedureId,
    exam.scheduledProcedureStepId,
  ].filter((each) => each !== '');
}
