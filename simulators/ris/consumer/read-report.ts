import { sameCode } from '../../../model/dicom/codes';
import type { DicomObject } from '../../../model/dicom/object';
import { buildContentTree, childNamed, type ContentItem, walkContent } from '../../../model/dicom/sr-tree';
import type { Code } from '../../../model/exam';
import type { ObjectReading, ReadReport, Subject } from './types';

const dcm = (value: string) => ({ value, scheme: 'DCM' });
const MEASUREMENT_REPORTS = [dcm('126000'), dcm('126001')];
const GROUP = dcm('125007');
const QUALITATIVE_EVALUATIONS = { value: 'C0034375', scheme: 'UMLS' };
const FINDING = dcm('121071');
const FINDING_SITES = [
  { value: '363698007', scheme: 'SCT' },
  { value: 'G-C0E3', scheme: 'SRT' },
];
const TRACKING_IDENTIFIER = dcm('112039');
const TRACKING_UID = dcm('112040');
const ALGORITHM_NAME = dcm('111001');
const ALGORITHM_VERSION = dcm('111003');
/** Codes of a group that say what it is about, and answer no question. */
const CONTEXT = [FINDING, { value: '276214006', scheme: 'SCT' }, dcm('111000'), ...FINDING_SITES];

type Content = Pick<ObjectReading, 'report' | 'measurements' | 'findings' | 'evaluations' | 'notRead'>;

/** Reads a Structured Report of TID 1500; of one that follows another template its name alone is kept. */
export function readReport({ dataset, sopInstanceUid }: DicomObject): Content {
  const root = buildContentTree(dataset);
  const report: ReadReport = {
    sopInstanceUid,
    title: root.name?.meaning ?? '',
    verification: dataset.string('VerificationFlag') ?? '',
    replaces: dataset
      .items('PredecessorDocumentsSequence')
      .flatMap((study) => study.items('ReferencedSeriesSequence'))
      .flatMap((series) => series.items('ReferencedSOPSequence'))
      .flatMap((instance) => instance.string('ReferencedSOPInstanceUID') ?? []),
  };
  const content: Content = { report, measurements: [], findings: [], evaluations: [], notRead: [] };
  if (!MEASUREMENT_REPORTS.some((known) => sameCode(root.name, known))) {
    content.notRead.push(`The report "${report.title}" follows a template that the RIS does not know.`);
    return content;
  }
  for (const item of walkContent(root)) {
    if (item.valueType !== 'CONTAINER') continue;
    if (sameCode(item.name, GROUP)) readGroup(item, content);
    else if (sameCode(item.name, QUALITATIVE_EVALUATIONS)) readEvaluations(item, subjectOf(item), content);
  }
  return content;
}

/** A measurement group (TID 1410, 1411, 1501): template rows that are not known are passed over. */
function readGroup(group: ContentItem, content: Content): void {
  const subject = subjectOf(group);
  if (subject.finding) content.findings.push(subject);
  for (const item of group.children) {
    if (item.valueType !== 'NUM' || !item.name) continue;
    if (!item.measured || item.measured.text === '') {
      content.notRead.push(`${item.name.meaning} has no value: ${item.qualifier?.meaning ?? 'no reason is given'}.`);
      continue;
    }
    const { text: value, unit } = item.measured;
    content.measurements.push({ ...subjectOf(item, subject), name: item.name, value, ...(unit ? { unit } : {}) });
  }
  readEvaluations(group, subject, content);
}

function readEvaluations(container: ContentItem, subject: Subject, content: Content): void {
  for (const { valueType, relationship, name, code } of container.children) {
    if (valueType !== 'CODE' || relationship !== 'CONTAINS' || !name || !code) continue;
    if (!CONTEXT.some((known) => sameCode(name, known))) content.evaluations.push({ ...subject, name, value: code });
  }
}

/** What the item says of its subject; where it does not, what is said around it. */
function subjectOf(item: ContentItem, around?: Subject): Subject {
  const site = FINDING_SITES.map((concept) => codeAt(item, concept)).find((code) => code !== undefined);
  const finding = codeAt(item, FINDING) ?? around?.finding;
  const where = site ?? around?.site;
  const name = childNamed(item, ALGORITHM_NAME)?.text;
  return {
    trackingId: childNamed(item, TRACKING_IDENTIFIER)?.text ?? around?.trackingId ?? '',
    trackingUid: childNamed(item, TRACKING_UID)?.text ?? around?.trackingUid ?? '',
    algorithm:
      name === undefined
        ? (around?.algorithm ?? { name: '', version: '' })
        : { name, version: childNamed(item, ALGORITHM_VERSION)?.text ?? '' },
    ...(finding ? { finding } : {}),
    ...(where ? { site: where } : {}),
  };
}

function codeAt(item: ContentItem, concept: Pick<Code, 'value' | 'scheme'>): Code | undefined {
  return childNamed(item, concept)?.code;
}
