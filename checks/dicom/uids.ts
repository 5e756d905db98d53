import type { Finding } from '../../model/check';
import type { DicomObject } from '../../model/dicom/object';
import { collapse, find, type Rule } from './rule';
import { walkElements } from './walk';

const SYNTAX: Rule = { id: 'uid/syntax', clause: 'PS3.5 9.1', severity: 'error' };
const DICOM_ROOT: Rule = { id: 'uid/not-under-dicom-root', clause: 'PS3.5 9.1', severity: 'error' };
const OWN_LEVELS: Rule = { id: 'uid/one-uid-a-level', clause: 'PS3.5 9', severity: 'error' };

/** Instances, series, studies and frames of reference get UIDs of their maker's root, never of the standard's. */
const IDENTIFYING = ['StudyInstanceUID', 'SeriesInstanceUID', 'SOPInstanceUID'] as const;

/** Why a text is not a UID; undefined when it is one (PS3.5 9.1). */
export function uidProblem(uid: string): string | undefined {
  if (uid.length > 64) return `it has ${uid.length} characters, 64 are allowed`;
  if (!/^[0-9.]+$/.test(uid)) return 'it has characters other than digits and dots';
  const components = uid.split('.');
  if (components.some((each) => each === '')) return 'a component is empty';
  if (components.some((each) => each.length > 1 && each.startsWith('0'))) return 'a component begins with 0';
  return undefined;
}

export function checkUids(object: DicomObject): Finding[] {
  const findings: Finding[] = [];
  for (const { element, set, path } of walkElements(object.dataset)) {
    if (element.vr !== 'UI') continue;
    for (const uid of set.strings(element.tag)) {
      const problem = uid === '' ? undefined : uidProblem(uid);
      if (problem) findings.push(find(SYNTAX, `${element.keyword} is not a UID: ${problem}.`, { path, seen: uid }));
    }
  }
  for (const keyword of IDENTIFYING) {
    const uid = object.dataset.string(keyword);
    if (uid?.startsWith('1.2.840.10008.')) {
      findings.push(find(DICOM_ROOT, `${keyword} is a UID of the standard itself.`, { path: keyword, seen: uid }));
    }
  }
  const levels = new Map<string, string>();
  for (const keyword of IDENTIFYING) {
    const uid = object.dataset.string(keyword);
    if (uid === undefined) continue;
    const other = levels.get(uid);
    if (other)
      findings.push(find(OWN_LEVELS, `${keyword} and ${other} are the same UID.`, { path: keyword, seen: uid }));
    levels.set(uid, keyword);
  }
  return collapse(findings);
}
