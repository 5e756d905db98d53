import type { Finding } from '../../model/check';
import type { DicomObject } from '../../model/dicom/object';
import type { CaseRecord, ScenarioRecord } from '../../model/record';
import { checkObject } from '../dicom/object';
import type { ObjectContext } from '../dicom/context';
import { kindOfResult } from '../dicom/kind';
import { atObject } from '../workflow/reading/evidence';
import { isReadable, type Kind, type Readable } from '../workflow/reading/objects';
import { attemptsOf } from '../workflow/reading/traffic';

/** The object kinds of the profile: Structured Report, Segmentation, Parametric Map, Key Object Selection. */
export const AIR_KINDS: readonly Kind[] = ['sr', 'seg', 'parametric-map', 'key-object'];

export const KIND_NAMES: Partial<Record<Kind, string>> = {
  sr: 'Structured Report',
  seg: 'Segmentation',
  'parametric-map': 'Parametric Map',
  'key-object': 'Key Object Selection',
};

/** What the product sent of these kinds, each instance once, also what the PACS did not take. */
export function objectsOf(caseRecord: CaseRecord, kinds: readonly Kind[] = AIR_KINDS): Readable[] {
  const first = new Map<string, Readable>();
  for (const store of attemptsOf(caseRecord).filter(isReadable)) {
    if (kinds.includes(kindOfResult(store.object)) && !first.has(store.sopInstanceUid))
      first.set(store.sopInstanceUid, store);
  }
  return [...first.values()];
}

/** What is known around the objects of an exam. */
export function contextOf(caseRecord: CaseRecord, { sut }: ScenarioRecord): ObjectContext {
  return {
    images: caseRecord.images.flatMap(({ object }) => object ?? []),
    results: attemptsOf(caseRecord)
      .filter(isReadable)
      .map(({ object }) => object),
    algorithms: sut.algorithms,
    air: true,
  };
}

// Every row of the profile asks the same of the same objects; what an object is does not change.
const known = new WeakMap<DicomObject, { context: string; findings: Finding[] }>();

/** What all rules of DICOM and of the profile say of an object. */
export function findingsOn(store: Readable, context: ObjectContext): Finding[] {
  const around = [...(context.images ?? []), ...(context.results ?? [])].map(({ sopInstanceUid }) => sopInstanceUid);
  const key = `${around.join(' ')} ${JSON.stringify(context.algorithms)}`;
  const before = known.get(store.object);
  const findings = before?.context === key ? before.findings : checkObject(store.object, context);
  known.set(store.object, { context: key, findings });
  return findings.map((finding) => ({ ...finding, evidence: atObject(store, finding.path) }));
}

/** Applies the rules to each object of the profile, so that `findingsOn` knows what they say (CaseCheck.ahead). */
export function* applyRules(caseRecord: CaseRecord, { record }: { record: ScenarioRecord }): Generator<void> {
  const context = contextOf(caseRecord, record);
  for (const store of objectsOf(caseRecord)) {
    findingsOn(store, context);
    yield;
  }
}
