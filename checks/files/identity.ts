import type { Finding } from '../../model/check';
import type { DicomDataset } from '../../model/dicom/object';
import { isSameName } from '../dicom/person-name';
import { referencesOf } from '../dicom/result-graph';
import { find, type Rule } from '../dicom/rule';
import type { Report } from './report';
import { SET } from './rules';
import type { DicomItem, Item } from './items';
import { patientIdsOf, type StudySet, valueOf } from './studies';

/** Attributes that are the same in all objects of a study; `required`: absent counts as another value. */
const OF_STUDY: [keyword: string, rule: Rule, what: string, required?: true][] = [
  ['PatientID', SET.samePatient, 'Patient ID', true],
  ['IssuerOfPatientID', SET.samePatient, 'Issuer of Patient ID'],
  ['PatientName', SET.samePatient, "Patient's Name"],
  ['PatientBirthDate', SET.samePatient, "Patient's Birth Date"],
  ['PatientSex', SET.samePatient, "Patient's Sex"],
  ['AccessionNumber', SET.sameAccession, 'Accession Number', true],
  ['StudyDate', SET.sameStudy, 'Study Date'],
  ['StudyTime', SET.sameStudy, 'Study Time'],
  ['StudyID', SET.sameStudy, 'Study ID'],
];

/** Objects of a study are of one patient and one order. */
export function checkStudyAttributes(study: StudySet, report: Report): void {
  const all = [...study.images, ...study.results];
  for (const [keyword, rule, what, required] of OF_STUDY) {
    const expected = valueOf(study, keyword);
    if (expected === undefined) continue;
    for (const item of all) {
      const value = item.object.dataset.string(keyword);
      if (value === undefined ? !required : isSame(keyword, value, expected)) continue;
      const where = { path: keyword, seen: value ?? 'no value', expected };
      report(item, find(rule, `${what} is not that of the other objects of the study.`, where));
    }
  }
  for (const item of study.messages) {
    const ids = item.message
      .all('PID')
      .flatMap((pid) => pid.repetitions(3).map((raw) => raw.split(item.message.delimiters.component)[0] ?? ''));
    comparePatient(study, item, ids, 'PID-3', report);
  }
  for (const item of study.resources) comparePatient(study, item, patientIdsOf(item), 'subject', report);
}

function isSame(keyword: string, a: string, b: string): boolean {
  if (keyword === 'PatientName') return isSameName(a, b, { groups: 'all', letterCase: 'kept' });
  // No fraction of a second, and one of zero, are the same time.
  const plain = (value: string): string => value.replace(/^(\d{6})\.0+$/, '$1');
  return plain(a) === plain(b);
}

function comparePatient(study: StudySet, item: Item, ids: readonly string[], path: string, report: Report): void {
  const expected = valueOf(study, 'PatientID');
  const given = ids.filter((id) => id !== '');
  if (expected === undefined || given.length === 0 || given.includes(expected)) return;
  const where = { path, seen: given.join(', '), expected };
  report(item, find(SET.messagePatient, 'The study is that of another patient than is named here.', where));
}

/** SOP Instance UIDs are used once. Returns the objects without copies. */
export function checkInstanceUids(items: readonly DicomItem[], report: Report): DicomItem[] {
  const first = new Map<string, DicomItem>();
  return items.filter((item) => {
    const uid = item.object.sopInstanceUid;
    const other = uid === '' ? undefined : first.get(uid);
    if (other === undefined) {
      first.set(uid, item);
      return true;
    }
    const where = { path: 'SOPInstanceUID', seen: uid };
    const isCopy = other.digest === item.digest && other.object.byteLength === item.object.byteLength;
    report(
      item,
      isCopy
        ? find(SET.oneCopy, `The object is there more than once: it is also ${other.file}.`, where)
        : find(SET.uniqueInstance, `Another object has the same SOP Instance UID: ${other.file}.`, where),
    );
    return false;
  });
}

/** A series has one modality and is in one study; results are in series of their own. */
export function checkSeries(studies: readonly StudySet[], report: Report): void {
  const series = new Map<string, { study: string; modality?: string; holdsImages: boolean }>();
  const look = (item: DicomItem, study: StudySet, isResult: boolean): void => {
    const { dataset } = item.object;
    const uid = dataset.string('SeriesInstanceUID');
    if (uid === undefined) return;
    const modality = dataset.string('Modality');
    const known = series.get(uid);
    if (known === undefined) {
      series.set(uid, { study: study.uid, ...(modality === undefined ? {} : { modality }), holdsImages: !isResult });
      return;
    }
    const differ = (path: string, seen: string, expected: string): Finding =>
      find(SET.sameSeries, `${path} is not that of the other objects of the series.`, { path, seen, expected });
    if (known.study !== study.uid) report(item, differ('StudyInstanceUID', study.uid, known.study));
    if (modality !== undefined && known.modality !== undefined && modality !== known.modality) {
      report(item, differ('Modality', modality, known.modality));
    } else if (isResult && known.holdsImages) {
      const where = { path: 'SeriesInstanceUID', seen: uid };
      report(item, find(SET.ownSeries, 'A result is in a series of the images that were analysed.', where));
    }
  };
  for (const study of studies) for (const item of study.images) look(item, study, false);
  for (const study of studies) for (const item of study.results) look(item, study, true);
}

/** Results are in the study whose images they refer to. */
export function checkStudyOfResults(studies: readonly StudySet[], report: Report): void {
  const studyOf = new Map(
    studies.flatMap(({ uid, images }) => images.map(({ object }) => [object.sopInstanceUid, uid] as const)),
  );
  if (studyOf.size === 0) return;
  for (const study of studies) {
    for (const item of study.results) {
      const named = new Set(imagesNamed(item.object.dataset).flatMap((uid) => studyOf.get(uid) ?? []));
      if (named.size === 0 || named.has(study.uid)) continue;
      const where = { path: 'StudyInstanceUID', seen: study.uid, expected: [...named].join(' or ') };
      report(item, find(SET.studyOfImages, 'A result is in another study than the images that it refers to.', where));
    }
  }
}

const imagesNamed = (dataset: DicomDataset): string[] =>
  referencesOf(dataset).map(({ sopInstanceUid }) => sopInstanceUid);
