import type { ExamTable } from '../database/exams';
import type { ExamRow } from '../database/types';
import { FhirRefusal, type Json } from './outcome';

/** Resources that are about an exam. The others that come with them (Device, Patient ...) may be about none. */
const OF_AN_EXAM = new Set(['DiagnosticReport', 'Observation', 'ImagingStudy', 'Provenance', 'DocumentReference']);
const MUST_NAME_AN_EXAM = new Set(['DiagnosticReport', 'Observation']);

interface Named {
  /** Accession, placer or filler number. */
  numbers: string[];
  studies: string[];
}

/**
 * The exam a result is about, by the order (basedOn) and the study (imagingStudy, derivedFrom ...) that it refers to. All of
 * it, and the patient, must agree. `others` are the resources that came with it, `fallback` the exam of the report that
 * refers to it.
 * @throws FhirRefusal where none, several or another patient's exam is named
 */
export function examOf(exams: ExamTable, resource: Json, others: Json[], fallback?: ExamRow): ExamRow | undefined {
  const type = String(resource['resourceType']);
  if (!OF_AN_EXAM.has(type)) return undefined;
  const { numbers, studies } = named(resource, others);
  const found = new Map<string, ExamRow>();
  for (const ids of [
    ...numbers.flatMap((value) => [{ accessionNumber: value }, { placer: value }, { filler: value }]),
    ...studies.map((study) => ({ study })),
  ])
    for (const exam of exams.findBy(ids)) found.set(exam.accession_number, exam);
  const [exam = fallback, another] = [...found.values()];
  if (another) throw new FhirRefusal(422, `${type}: it refers to different exams.`);
  if (!exam) {
    if (!MUST_NAME_AN_EXAM.has(type)) return undefined;
    throw new FhirRefusal(
      422,
      numbers.length + studies.length === 0
        ? `${type}: it refers to no exam. Give basedOn.identifier (accession number) or the study's identifier.`
        : `${type}: there is no exam with ${[...numbers, ...studies].join(', ')}.`,
    );
  }
  const own = [exam.accession_number, exam.placer_order_number, exam.filler_order_number];
  const stray = numbers.find((value) => !own.includes(value)) ?? studies.find((uid) => uid !== exam.study_instance_uid);
  if (stray !== undefined) throw new FhirRefusal(422, `${type}: ${stray} is not of exam ${exam.accession_number}.`);
  requirePatient(exam, resource, others);
  return exam;
}

function requirePatient(exam: ExamRow, resource: Json, others: Json[]): void {
  const subject = (resource['subject'] ?? resource['patient']) as Json | undefined;
  const type = String(resource['resourceType']);
  if (!subject) {
    if (!MUST_NAME_AN_EXAM.has(type)) return;
    throw new FhirRefusal(422, `${type}.subject is missing, so it cannot be told whose it is.`);
  }
  const patient = referred(subject, resource, others);
  const ids = [subject['identifier'], ...list(patient?.['identifier'])]
    .map((identifier) => (identifier as Json | undefined)?.['value'])
    .filter((value) => typeof value === 'string');
  if (ids.length === 0)
    throw new FhirRefusal(422, `${type}.subject has no identifier that is known here. Give subject.identifier.`);
  if (!ids.includes(exam.patient_id))
    throw new FhirRefusal(422, `${type}.subject is not the patient of exam ${exam.accession_number}.`);
}

function named(resource: Json, others: Json[]): Named {
  const result: Named = { numbers: [], studies: [] };
  const orders = list(resource['basedOn']);
  for (const reference of orders) {
    const literal = /^(?:.*\/)?ServiceRequest\/([^/]+)$/.exec(String(reference['reference'] ?? ''))?.[1];
    const order = referred(reference, resource, others);
    if (literal !== undefined && !order) result.numbers.push(literal);
    for (const identifier of [reference['identifier'], ...list(order?.['identifier'])]) addNumber(identifier, result);
  }
  const studyReferences = ['imagingStudy', 'derivedFrom', 'focus', 'partOf', 'target', 'related'].flatMap((member) =>
    list(resource[member]),
  );
  for (const reference of studyReferences) {
    const study = referred(reference, resource, others);
    if (study !== undefined && study['resourceType'] !== 'ImagingStudy') continue;
    for (const identifier of [reference['identifier'], ...list(study?.['identifier'])]) addStudy(identifier, result);
  }
  if (resource['resourceType'] === 'ImagingStudy')
    for (const identifier of list(resource['identifier'])) addStudy(identifier, result);
  return result;
}

function addNumber(identifier: unknown, to: Named): void {
  const { value, system } = (identifier ?? {}) as Json;
  if (typeof value !== 'string' || value === '') return;
  if (system === 'urn:dicom:uid') to.studies.push(uidOf(value));
  else to.numbers.push(value);
}

function addStudy(identifier: unknown, to: Named): void {
  const { value, system } = (identifier ?? {}) as Json;
  if (typeof value === 'string' && (system === 'urn:dicom:uid' || value.startsWith('urn:oid:')))
    to.studies.push(uidOf(value));
}

function uidOf(value: string): string {
  return value.replace(/^urn:oid:/, '');
}

/** What a reference points at, contained or sent along. */
function referred(reference: Json, resource: Json, others: Json[]): Json | undefined {
  const to = String(reference['reference'] ?? '');
  if (to === '') return undefined;
  if (to.startsWith('#')) return list(resource['contained']).find((one) => `#${String(one['id'])}` === to);
  return others.find((one) => `${String(one['resourceType'])}/${String(one['id'])}` === to);
}

function list(value: unknown): Json[] {
  return (Array.isArray(value) ? value : value === undefined ? [] : [value]).filter(
    (one): one is Json => typeof one === 'object' && one !== null,
  );
}
