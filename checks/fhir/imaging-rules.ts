import type { Finding } from '../../model/check';
import { find, type Rule } from '../dicom/rule';
import { uidProblem } from '../dicom/uids';
import { isObject, type Json, type Located, objects, resolve, text, typeOf } from './resources';

const STUDY_UID: Rule = { id: 'fhir/study-has-uid', clause: 'FHIR R4 ImagingStudy.identifier', severity: 'warning' };
const UID: Rule = {
  id: 'fhir/dicom-uid',
  clause: 'FHIR R4 ImagingStudy.series.uid, FHIR R5 ImagingSelection',
  severity: 'error',
};
const COUNT: Rule = { id: 'fhir/counts-agree', clause: 'FHIR R4 ImagingStudy.numberOfSeries', severity: 'warning' };
const RESOLVES: Rule = { id: 'fhir/reference-resolves', clause: 'FHIR R4 2.3.0, 3.1.3', severity: 'error' };

/** What ImagingStudy and ImagingSelection say of DICOM objects. */
export function checkImaging({ resource, path }: Located): Finding[] {
  const at = (more: string): string => (path === '' ? more : `${path}.${more}`);
  switch (typeOf(resource)) {
    case 'ImagingStudy':
      return [...checkStudyUid(resource, at), ...checkSeries(resource, at)];
    case 'ImagingSelection':
      return [
        ...checkUid(resource.studyUid, at('studyUid')),
        ...checkUid(resource.seriesUid, at('seriesUid')),
        ...checkUid(resource.frameOfReferenceUid, at('frameOfReferenceUid')),
        ...objects(resource.instance).flatMap((instance, i) => checkUid(instance.uid, at(`instance[${i}].uid`))),
      ];
    default:
      return [];
  }
}

type At = (path: string) => string;

function checkStudyUid(resource: Json, at: At): Finding[] {
  const identifiers = objects(resource.identifier);
  const own = identifiers.findIndex(({ system }) => system === 'urn:dicom:uid');
  if (own === -1) {
    const where = { path: at('identifier'), expected: 'system urn:dicom:uid, value urn:oid:…' };
    return [find(STUDY_UID, 'The ImagingStudy does not have the Study Instance UID as an identifier.', where)];
  }
  const value = text(identifiers[own]?.value);
  if (/^urn:oid:/.test(value)) return checkUid(value.slice('urn:oid:'.length), at(`identifier[${own}].value`));
  const where = { path: at(`identifier[${own}].value`), seen: value, expected: 'urn:oid:…' };
  return [find(UID, 'A Study Instance UID is not written as a URN.', where)];
}

function checkSeries(resource: Json, at: At): Finding[] {
  const series = objects(resource.series);
  const findings = series.flatMap((each, i) => [
    ...checkUid(each.uid, at(`series[${i}].uid`)),
    ...objects(each.instance).flatMap((instance, n) => checkUid(instance.uid, at(`series[${i}].instance[${n}].uid`))),
  ]);
  // A study may be described in part; more than there are said to be is a contradiction.
  const instances = series.reduce((sum, each) => sum + objects(each.instance).length, 0);
  const counts = [
    ['numberOfSeries', series.length],
    ['numberOfInstances', instances],
  ] as const;
  for (const [key, actual] of counts) {
    const said = resource[key];
    if (typeof said !== 'number' || actual <= said) continue;
    const where = { path: at(key), seen: String(said), expected: `at least ${actual}` };
    findings.push(find(COUNT, 'More are listed than the study is said to have.', where));
  }
  return findings;
}

function checkUid(value: unknown, path: string): Finding[] {
  if (value === undefined) return [];
  const problem = uidProblem(text(value));
  return problem === undefined && text(value) !== ''
    ? []
    : [find(UID, `A UID is no DICOM UID: ${problem ?? 'it is empty'}.`, { path, seen: text(value) })];
}

/** References within the body: to a contained resource, or to an entry by its URN. Others may be on a server. */
export function checkReferences({ resource, path, names }: Located, all: readonly Located[]): Finding[] {
  const findings: Finding[] = [];
  const inBundle = all.some((each) => each.path.startsWith('entry['));
  const look = (value: unknown, at: string): void => {
    if (Array.isArray(value)) value.forEach((each, i) => look(each, `${at}[${i}]`));
    if (!isObject(value)) return;
    const target = text(value.reference);
    const isOwn = target.startsWith('#') && target.length > 1;
    const isUrn = inBundle && /^urn:(uuid|oid):/.test(target);
    const isThere = isOwn ? containedIn(resource, target) || names.includes(target) : resolve(value, all) !== undefined;
    if ((isOwn || isUrn) && !isThere) {
      findings.push(find(RESOLVES, 'A reference points to nothing.', { path: at, seen: target }));
    }
    for (const [key, child] of Object.entries(value))
      if (key !== 'contained') look(child, at === '' ? key : `${at}.${key}`);
  };
  // What is contained may refer to what is contained beside it.
  if (!path.includes('contained[')) look(resource, path);
  return findings;
}

const containedIn = (resource: Json, target: string): boolean =>
  objects(resource.contained).some((each) => `#${text(each.id)}` === target);
