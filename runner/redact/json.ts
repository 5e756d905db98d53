import { lookUpKeyword } from '../../model/dicom/dictionary';
import { BIRTH_DATES, MAPPED_UIDS, REPLACED } from './profile';
import type { Pseudonyms } from './pseudonyms';

/** Members that name or identify somebody: of the journal (Exam), of FHIR (HumanName, Address, Identifier), of ours. */
const IDENTIFYING = new Set([
  'patientId', 'issuerOfPatientId', 'patientName', 'accessionNumber', 'placerOrderNumber', 'fillerOrderNumber',
  'requestedProcedureId', 'scheduledProcedureStepId', 'family', 'given', 'host', 'operator',
]); // prettier-ignore
const BIRTH = new Set(['patientBirthDate', 'birthDate']);
const UIDS = new Set(['studyInstanceUid', 'sopInstanceUid', 'transactionUid', 'seriesInstanceUid']);
/** Never text about anybody: chains, sums, times, names of checks. */
const UNTOUCHED = new Set(['hash', 'previous', 'sha256', 'at', 'kind', 'check', 'rule', 'link', 'uri', 'resourceType']);

/** `address.host` is where a peer listens, not whose machine it is. */
const isAddress = (key: string, parent: string): boolean => key === 'host' && parent !== 'environment';

/** Notes the names, identifiers and UIDs of a parsed JSON value. */
export function learnJson(value: unknown, pseudonyms: Pseudonyms, key = '', parent = ''): void {
  if (typeof value === 'string') {
    const how = kindOf(key, parent);
    if (how === 'value') pseudonyms.learn(value);
    if (how === 'uid') pseudonyms.learnUid(value);
  } else if (Array.isArray(value)) value.forEach((item) => learnJson(item, pseudonyms, key, parent));
  else if (typeof value === 'object' && value !== null) {
    for (const [name, member] of Object.entries(value)) learnJson(member, pseudonyms, name, key);
  }
}

/** The value with pseudonyms in it, members in the same order. */
export function redactJson<T>(value: T, pseudonyms: Pseudonyms, key = '', parent = ''): T {
  if (typeof value === 'string') return redactText(value, pseudonyms, key, parent) as T;
  if (Array.isArray(value)) return value.map((item: unknown) => redactJson(item, pseudonyms, key, parent)) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, redactJson(member as unknown, pseudonyms, name, key)]),
  ) as T;
}

function redactText(text: string, pseudonyms: Pseudonyms, key: string, parent: string): string {
  const how = kindOf(key, parent);
  if (how === 'untouched') return text;
  if (how === 'birth') return pseudonyms.birthDate(text);
  return how === 'value' ? pseudonyms.value(text) : pseudonyms.clean(text);
}

function kindOf(key: string, parent: string): 'value' | 'uid' | 'birth' | 'untouched' | 'text' {
  if (UNTOUCHED.has(key)) return 'untouched';
  if (IDENTIFYING.has(key)) return isAddress(key, parent) ? 'untouched' : 'value';
  if (BIRTH.has(key)) return 'birth';
  if (UIDS.has(key)) return 'uid';
  const tag = /^[A-Z]/.test(key) ? lookUpKeyword(key)?.tag : undefined;
  if (tag === undefined) return 'text';
  if (BIRTH_DATES.has(tag)) return 'birth';
  return REPLACED.has(tag) ? 'value' : MAPPED_UIDS.has(tag) ? 'uid' : 'text';
}
