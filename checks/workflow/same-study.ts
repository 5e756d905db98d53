import type { CheckResult, Finding } from '../../model/check';
import { counted } from '../../model/counted';
import type { DicomDataset } from '../../model/dicom/object';
import type { CaseRecord, StoredInstance } from '../../model/record';
import { isSameName } from '../dicom/person-name';
import { atObject } from './reading/evidence';
import { andMore, breach, caseCheck, type CaseContext, isAnalysed, nothingSeen, satisfied } from './reading/judging';
import { attemptsOf } from './reading/traffic';

const CLAUSE = 'RCR l.10-12';

/** RCR-S1.2: results arrive in the study that was analysed. */
export const sameStudy = caseCheck({
  id: 'workflow/same-study',
  title: 'Results belong to the analysed study and patient',
  clause: CLAUSE,
  appliesTo: isAnalysed,
  otherwise: 'No study was tried that is to be analysed.',
  judge,
});

function judge(caseRecord: CaseRecord, { record }: CaseContext): CheckResult {
  const attempts = attemptsOf(caseRecord).filter(({ object }) => object !== undefined);
  if (attempts.length === 0) return nothingSeen('The AI platform sent no object that could be read.');
  const findings = attempts.flatMap((store) => [
    ...findingsOf(store, caseRecord),
    ...sharedWithOthers(
      store,
      record.cases.filter((each) => each !== caseRecord),
    ),
  ]);
  if (findings.length > 0) {
    const [first] = findings;
    return breach(
      andMore(first?.message ?? '', findings.length - 1, 'disagreement'),
      findings.flatMap(({ evidence }) => evidence ?? []),
      findings,
    );
  }
  return satisfied(
    `All ${counted(attempts.length, 'object')} carry the study, patient and accession number of the analysed exam, in series of their own.`,
    attempts.map((store) => atObject(store, 'StudyInstanceUID')),
  );
}

/** @returns how a breach at a place of that object is told. */
const finder =
  (store: StoredInstance) =>
  (path: string, message: string, seen: string, expected?: string): Finding => ({
    rule: 'workflow/same-study',
    clause: CLAUSE,
    severity: 'error',
    message,
    path,
    seen,
    ...(expected === undefined ? {} : { expected }),
    evidence: atObject(store, path, message),
  });

/** A series is in one study (PS3.3 A.1.2), an instance is one object: neither comes again with the next exam. */
function sharedWithOthers(store: StoredInstance, others: readonly CaseRecord[]): Finding[] {
  const find = finder(store);
  const theirs = others.flatMap(attemptsOf);
  const series = store.object?.dataset.string('SeriesInstanceUID') ?? '';
  const found: Finding[] = [];
  if (series !== '' && theirs.some(({ object }) => object?.dataset.string('SeriesInstanceUID') === series))
    found.push(find('SeriesInstanceUID', 'Results of two exams are in one series.', series, 'a series for each study'));
  if (theirs.some(({ sopInstanceUid }) => sopInstanceUid === store.sopInstanceUid))
    found.push(
      find('SOPInstanceUID', 'Results of two exams have one SOP Instance UID.', store.sopInstanceUid, 'a new UID'),
    );
  return found;
}

/** Attributes of the study, which all its objects share (PS3.3 C.7.2.1); where the images do not say, nothing is asked. */
const OF_STUDY: [path: string, what: string][] = [
  ['StudyDate', 'another Study Date'],
  ['StudyTime', 'another Study Time'],
  ['StudyID', 'another Study ID'],
];

function requestsOf(dataset: DicomDataset): { path: string; accession: string }[] {
  return ['ReferencedRequestSequence', 'RequestAttributesSequence'].flatMap((key) =>
    dataset.items(key).map((item, i) => ({
      path: `${key}[${i}].AccessionNumber`,
      accession: item.string('AccessionNumber') ?? '',
    })),
  );
}

function findingsOf(store: StoredInstance, { exam, images }: CaseRecord): Finding[] {
  const dataset = store.object?.dataset;
  if (!dataset) return [];
  const find = finder(store);
  const found: Finding[] = [];
  const mustEqual: [path: string, expected: string, what: string][] = [
    ['StudyInstanceUID', exam.studyInstanceUid, 'another study than the one analysed'],
    ['PatientID', exam.patientId, 'another patient'],
    ['AccessionNumber', exam.accessionNumber, 'another accession number'],
  ];
  for (const [path, expected, what] of mustEqual) {
    const seen = dataset.string(path) ?? '';
    if (seen === expected) continue;
    const message = seen === '' ? `A result carries no ${spaced(path)}.` : `A result names ${what}.`;
    found.push(find(path, message, seen, expected));
  }
  const mustAgree: [path: string, expected: string, what: string][] = [
    ['IssuerOfPatientID', exam.issuerOfPatientId, 'another issuer of the patient ID'],
    ['PatientBirthDate', exam.patientBirthDate, 'another date of birth'],
    ['PatientSex', exam.patientSex, 'another sex'],
  ];
  for (const [path, expected, what] of mustAgree) {
    const seen = dataset.string(path) ?? '';
    if (seen !== '' && expected !== '' && plain(seen) !== plain(expected)) {
      found.push(find(path, `A result names ${what} than the exam.`, seen, expected));
    }
  }
  for (const [path, what] of OF_STUDY) {
    const own = new Set(images.map(({ object }) => upToSeconds(object?.dataset.string(path) ?? '')));
    const [expected = ''] = own;
    const seen = dataset.string(path) ?? '';
    if (own.size === 1 && expected !== '' && seen !== '' && !isSame(path, upToSeconds(seen), expected))
      found.push(find(path, `A result has ${what} than the images of the study.`, seen, expected));
  }
  const requests = requestsOf(dataset).filter(({ accession }) => accession !== '');
  const [request] = requests;
  if (request && !requests.some(({ accession }) => accession === exam.accessionNumber)) {
    const message = 'A result refers to the request of another accession number.';
    found.push(find(request.path, message, request.accession, exam.accessionNumber));
  }
  const name = dataset.string('PatientName') ?? '';
  if (name !== '' && exam.patientName !== '' && !isSameName(name, exam.patientName, { accents: 'ignored' }))
    found.push(find('PatientName', 'A result names another patient name than the exam.', name, exam.patientName));
  const series = dataset.string('SeriesInstanceUID') ?? '';
  if (images.some(({ object }) => series !== '' && object?.dataset.string('SeriesInstanceUID') === series)) {
    found.push(
      find('SeriesInstanceUID', 'A result was put into a series of the original images.', series, 'a new series'),
    );
  }
  if (images.some(({ sopInstanceUid }) => sopInstanceUid === store.sopInstanceUid)) {
    const message = 'A result has the SOP Instance UID of an original image and would replace it.';
    found.push(find('SOPInstanceUID', message, store.sopInstanceUid, 'a new UID'));
  }
  return found;
}

const spaced = (keyword: string): string => keyword.replace(/([a-z])([A-Z])/g, '$1 $2');
/** A time may be said less precisely (PS3.5 6.2, TM). */
const isSame = (path: string, one: string, other: string): boolean =>
  one === other || (path === 'StudyTime' && (one.startsWith(other) || other.startsWith(one)));
/** A fraction of a second is no other time. */
const upToSeconds = (text: string): string => text.trim().replace(/\.\d*$/, '');
const plain = (text: string): string => text.trim().toUpperCase();
