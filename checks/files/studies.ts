import type { Code } from '../../model/exam';
import { identifiersOf, isObject, type Json, objects, resolve, text } from '../fhir/resources';
import { type DicomItem, type FhirItem, type Hl7Item, isImage, type Item, isResult } from './items';

/** What is there of one DICOM study. */
export interface StudySet {
  uid: string;
  images: DicomItem[];
  results: DicomItem[];
  messages: Hl7Item[];
  resources: FhirItem[];
}

/** Something that is stated somewhere: an abnormality, and whether it is there. */
export interface Stated {
  code: Code;
  presence: 'present' | 'absent';
  item: Item;
  path: string;
}

/** Sorts objects by study; messages and resources go to the study whose UID or accession number they have. */
export function studiesOf(items: readonly Item[]): StudySet[] {
  const studies = new Map<string, StudySet>();
  for (const item of items) {
    if (item.type !== 'dicom') continue;
    const uid = item.object.dataset.string('StudyInstanceUID');
    if (uid === undefined) continue;
    const study = studies.get(uid) ?? { uid, images: [], results: [], messages: [], resources: [] };
    studies.set(uid, study);
    if (isResult(item)) study.results.push(item);
    else if (isImage(item)) study.images.push(item);
  }
  const all = [...studies.values()].map((study) => ({ study, names: namesOf(study) }));
  const owned = new Map<string, StudySet>();
  const messages = items.filter((item) => item.type === 'hl7' || item.type === 'fhir');
  const owners = messages.map((item) => {
    const words = item.type === 'hl7' ? wordsOfMessage(item) : wordsOfResource(item);
    const owner = all.find(({ names }) => names.some((name) => words.has(name)))?.study;
    if (owner && item.type === 'fhir') owned.set(item.file, owner);
    return owner;
  });
  messages.forEach((item, i) => {
    if (item.type === 'hl7') owners[i]?.messages.push(item);
    // Of a Bundle often only the report names the study.
    else (owners[i] ?? owned.get(item.file))?.resources.push(item);
  });
  return [...studies.values()];
}

/** The value that the objects of a study have for an attribute: that of an image where one has it. */
export function valueOf(study: StudySet, keyword: string): string | undefined {
  for (const { object } of [...study.images, ...study.results]) {
    const value = object.dataset.string(keyword);
    if (value !== undefined) return value;
  }
  return undefined;
}

function namesOf(study: StudySet): string[] {
  const accession = valueOf(study, 'AccessionNumber');
  return accession === undefined ? [study.uid] : [study.uid, accession];
}

const wordsOfMessage = ({ message }: Hl7Item): Set<string> =>
  new Set(
    message.segments.flatMap(({ name, fields }) => (name === 'MSH' ? [] : fields.flatMap((f) => f.split(/[\^~&]/)))),
  );

/** All values in a resource and in what it refers to in the same file. */
function wordsOfResource({ located, all }: FhirItem): Set<string> {
  const words = new Set<string>();
  const open: unknown[] = [located.resource];
  for (let value = open.pop(); value !== undefined; value = open.pop()) {
    if (typeof value === 'string') words.add(value.replace(/^urn:oid:/, ''));
    else if (Array.isArray(value)) open.push(...(value as unknown[]));
    else if (isObject(value)) {
      const target = words.has(text(value.reference)) ? undefined : resolve(value, all);
      open.push(...Object.values(value), ...(target ? identifierLists(target) : []));
    }
  }
  return words;
}

const identifierLists = (resource: Json): unknown[] => objects(resource.identifier);

/** Identifiers of the patient that a resource is about. */
export function patientIdsOf({ located, all }: FhirItem): string[] {
  const { subject } = located.resource;
  if (!isObject(subject)) return [];
  return [...identifiersOf(subject), ...identifiersOf(resolve(subject, all))];
}
