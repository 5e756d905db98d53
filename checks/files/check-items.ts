import type { Finding } from '../../model/check';
import { counted } from '../../model/counted';
import { formatTag, tagOf } from '../../model/dicom/dictionary';
import type { DicomObject } from '../../model/dicom/object';
import { buildContentTree } from '../../model/dicom/sr-tree';
import type { CheckedObject } from '../../model/files-report';
import type { ObjectContext } from '../dicom/context';
import { declaredPerformance } from '../dicom/declared-performance';
import { kindOfResult } from '../dicom/kind';
import { checkObject } from '../dicom/object';
import { checkMachineReadable, checkResultTree } from '../dicom/result-graph';
import { isMeasurementReport } from '../dicom/tid1500';
import { checkUnverified } from '../dicom/unverified';
import { checkResource } from '../fhir/resource-rules';
import { text, typeOf } from '../fhir/resources';
import { checkAcknowledgement } from '../hl7/acknowledgement';
import { checkMessage } from '../hl7/message';
import { checkNotFinal } from '../hl7/not-final';
import { checkInstanceUids, checkSeries, checkStudyAttributes, checkStudyOfResults } from './identity';
import { type DicomItem, type Hl7Item, isResult, type Item } from './items';
import { describeDicom } from './sop-class-names';
import { checkStatements } from './statements';
import { type StudySet, studiesOf } from './studies';

export interface CheckOptions {
  /** Also hold results to IHE AI Results. */
  air: boolean;
  /** Told before each object: how many are done. */
  progress?: (done: number, total: number) => void;
}

/** Judges objects one by one, and against each other where they are of the same study. In the order of the items. */
export function checkItems(items: readonly Item[], options: CheckOptions): CheckedObject[] {
  const across = new Map<Item, Finding[]>();
  const report = (item: Item, finding: Finding): void => {
    across.set(item, [...(across.get(item) ?? []), finding]);
  };
  const objects = checkInstanceUids(
    items.filter((item) => item.type === 'dicom'),
    report,
  );
  const studies = studiesOf([...objects, ...items.filter(({ type }) => type !== 'dicom')]);
  for (const study of studies) {
    checkStudyAttributes(study, report);
    checkStatements(study, report);
  }
  checkSeries(studies, report);
  checkStudyOfResults(studies, report);
  const contexts = contextsOf(studies, options);
  const messages = items.filter((item) => item.type === 'hl7');
  const checked = items.map((item, i) => {
    options.progress?.(i, items.length);
    const own = item.type === 'hl7' ? checkHl7(item, messages) : checkOne(item, contexts, options);
    return describe(item, [...item.findings, ...own, ...(across.get(item) ?? [])]);
  });
  return [...checked, ...studies.flatMap((study) => checkStudy(study, options))];
}

function contextsOf(studies: readonly StudySet[], { air }: CheckOptions): Map<Item, ObjectContext> {
  const contexts = new Map<Item, ObjectContext>();
  for (const { images, results } of studies) {
    const shared = { images: images.map(({ object }) => object), results: results.map(({ object }) => object) };
    for (const item of results) contexts.set(item, { ...shared, air: air && !isDeclaration(item), file: true });
  }
  return contexts;
}

/** A report that only declares performance: the profile's templates are for what was found. */
function isDeclaration({ object }: DicomItem): boolean {
  if (kindOfResult(object) !== 'sr' || isMeasurementReport(buildContentTree(object.dataset))) return false;
  return declaredPerformance(object).length > 0;
}

function checkOne(item: Exclude<Item, Hl7Item>, contexts: Map<Item, ObjectContext>, { air }: CheckOptions): Finding[] {
  switch (item.type) {
    case 'dicom': {
      const context = contexts.get(item) ?? { file: true, air: air && isResult(item) };
      const found = checkObject(item.object, item.pixels ? { ...context, pixels: item.pixels } : context);
      const final = kindOfResult(item.object) === 'sr' ? checkUnverified(item.object) : [];
      return withoutAftermath(item.object, [...found, ...final.map(doubtful)]);
    }
    case 'fhir':
      return checkResource(item.located, item.all);
    case 'file':
      return [];
  }
}

/** A file does not say whether an algorithm made it, or a radiologist who may well have the last word. */
const doubtful = (finding: Finding): Finding => ({ ...finding, severity: 'warning' });

/** Of a file that cannot be read, or was cut off, one thing is said: whatever else is missing may have been in the rest. */
function withoutAftermath({ problems, byteLength }: DicomObject, findings: Finding[]): Finding[] {
  const unreadable = findings.find(({ rule }) => rule === 'part10/readable');
  if (unreadable) return [unreadable];
  const isCut = problems.some(
    ({ message, offset }) => offset + Number(/ claims (\d+) bytes/.exec(message)?.[1]) > byteLength,
  );
  const first = isCut ? findings.find(({ rule }) => rule === 'part10/encoding') : undefined;
  return first
    ? [{ ...first, message: `${first.message} The file ends there, so nothing else is said of it.` }]
    : findings;
}

function checkHl7(item: Hl7Item, all: readonly Hl7Item[]): Finding[] {
  const { message, framed } = item;
  const own = [
    ...checkMessage(message).map((finding): Finding =>
      // How lines end in a file says little about the wire.
      finding.rule === 'hl7/segment-terminator' && !framed ? { ...finding, severity: 'warning' } : finding,
    ),
    ...checkNotFinal(message).map(doubtful),
  ];
  if (message.get('MSH-9.1') !== 'ACK') return own;
  const others = all.filter((each) => each.message.get('MSH-9.1') !== 'ACK');
  const answered =
    others.find((each) => each.message.controlId === message.get('MSA-2.1')) ??
    others.filter((each) => each.file === item.file).at(-1);
  return answered ? [...own, ...checkAcknowledgement(answered.message, message)] : own;
}

/** What no single object of a study is to blame for. */
function checkStudy(study: StudySet, { air }: CheckOptions): CheckedObject[] {
  const results = study.results.map(({ object }) => object);
  const [first] = study.results;
  if (!first) return [];
  const findings = [
    ...(results.length > 1 ? checkResultTree(results) : []),
    ...(air ? checkMachineReadable(results) : []),
  ];
  if (findings.length === 0) return [];
  const what = `Study with ${counted(study.images.length, 'image')} and ${counted(results.length, 'result')}`;
  return [{ file: first.file, type: 'study', what, id: study.uid, findings }];
}

function describe(item: Item, findings: readonly Finding[]): CheckedObject {
  const { file, part, type } = item;
  const place = part === undefined ? { file } : { file, part };
  switch (item.type) {
    case 'dicom':
      return {
        ...place,
        type,
        what: describeDicom(item.object),
        ...idOf(item.object.sopInstanceUid),
        findings: findings.map(withTag),
      };
    case 'hl7':
      return {
        ...place,
        type,
        what: item.message.type || 'HL7 v2 message',
        ...idOf(item.message.controlId),
        findings: [...findings],
      };
    case 'fhir': {
      const { resource } = item.located;
      return { ...place, type, what: typeOf(resource), ...idOf(text(resource.id)), findings: [...findings] };
    }
    case 'file':
      return { ...place, type, what: item.what, findings: [...findings] };
  }
}

const idOf = (id: string): { id?: string } => (id === '' ? {} : { id });

/** Adds the tag of the last attribute of the path. */
function withTag(finding: Finding): Finding & { tag?: string } {
  const last = finding.path
    ?.split('.')
    .at(-1)
    ?.replace(/\[\d+\]$/, '');
  return last !== undefined && tagOf(last) !== undefined ? { ...finding, tag: formatTag(last) } : finding;
}
