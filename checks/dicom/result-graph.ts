import type { Finding } from '../../model/check';
import { counted } from '../../model/counted';
import type { DicomDataset, DicomObject } from '../../model/dicom/object';
import { buildContentTree, readReference } from '../../model/dicom/sr-tree';
import type { ObjectContext } from './context';
import { type ListedInstance, listedEvidence } from './evidence';
import { isSingleFrameClass } from './sop-classes';
import { kindOfResult } from './kind';
import { isMeasurementReport } from './tid1500';
import { collapse, find, joinPath, type Rule } from './rule';
import { checkSegmentLinks } from './segment-links';
import { walkElements } from './walk';

const RESOLVES: Rule = { id: 'graph/reference-resolves', clause: 'PS3.3 C.17.2', severity: 'error' };
const CLASS: Rule = { id: 'graph/class-as-stated', clause: 'PS3.3 10.8', severity: 'error' };
const SERIES: Rule = { id: 'graph/series-as-stated', clause: 'PS3.3 C.17.2', severity: 'error' };
const FRAME: Rule = { id: 'graph/frame-exists', clause: 'PS3.3 10.3', severity: 'error' };
const ROOT: Rule = { id: 'graph/one-root-report', clause: 'AIR 6.5.3.1', severity: 'warning' };

const MACHINE_READABLE: Rule = { id: 'graph/machine-readable-result', clause: 'AIR 1', severity: 'error' };
/** Comprehensive 3D SR, Segmentation, Parametric Map, Key Object Selection. */
const AIR_KINDS: readonly string[] = ['sr', 'seg', 'parametric-map', 'key-object'];

/** A reference by SOP Class and Instance UID, with study and series where the list that holds it says them. */
type Reference = Omit<ListedInstance, 'studyInstanceUid' | 'seriesInstanceUid'> &
  Partial<ListedInstance> & { frames?: readonly number[] };

/**
 * References of an object to images and other results, as far as these are known. Only what is said to be in the same study
 * must be among them: priors are in other studies.
 */
export function checkReferences(object: DicomObject, { images = [], results = [] }: ObjectContext): Finding[] {
  const known = new Map([...images, ...results].map((each) => [each.sopInstanceUid, each]));
  if (known.size === 0) return [];
  const isReport = kindOfResult(object) === 'sr';
  const findings = referencesOf(object.dataset).flatMap((reference): Finding[] => {
    const { path } = reference;
    const target = known.get(reference.sopInstanceUid);
    if (!target) {
      const inThisStudy =
        reference.studyInstanceUid !== undefined &&
        reference.studyInstanceUid === object.dataset.string('StudyInstanceUID');
      // Without the images nothing can be said to be missing.
      if (!inThisStudy || images.length === 0) return [];
      return [
        find(RESOLVES, 'An object of this study is referred to that does not exist.', {
          path,
          seen: reference.sopInstanceUid,
        }),
      ];
    }
    const wrong: Finding[] = [];
    if (reference.sopClassUid !== '' && reference.sopClassUid !== target.sopClassUid) {
      const where = { path, seen: reference.sopClassUid, expected: target.sopClassUid };
      wrong.push(find(CLASS, 'An object is referred to with a SOP Class that it has not.', where));
    }
    const series = target.dataset.string('SeriesInstanceUID');
    if (reference.seriesInstanceUid !== undefined && series !== undefined && reference.seriesInstanceUid !== series) {
      const where = { path, seen: reference.seriesInstanceUid, expected: series };
      wrong.push(find(SERIES, 'An object is listed in a series that it is not part of.', where));
    }
    const study = target.dataset.string('StudyInstanceUID');
    if (reference.studyInstanceUid !== undefined && study !== undefined && reference.studyInstanceUid !== study) {
      const where = { path, seen: reference.studyInstanceUid, expected: study };
      wrong.push(find(SERIES, 'An object is listed in a study that it is not part of.', where));
    }
    // Of a report this is told where its content is read (sr/frames-only-of-multi-frame).
    const isTold = isReport && isSingleFrameClass(reference.sopClassUid);
    return isTold ? wrong : [...wrong, ...checkFrames(reference, target)];
  });
  const links = isReport ? checkSegmentLinks(object, known) : [];
  return collapse([...findings, ...links]);
}

/** Frames are counted from 1; an image that does not say how many it has is one. */
function checkFrames({ frames = [], path }: Reference, target: DicomObject): Finding[] {
  const count = target.dataset.number('NumberOfFrames') ?? 1;
  const wrong = frames.filter((frame) => frame < 1 || frame > count);
  if (wrong.length === 0) return [];
  const where = {
    path: `${path}.ReferencedFrameNumber`,
    seen: wrong.join('\\'),
    expected: count === 1 ? '1' : `1 to ${count}`,
  };
  return [find(FRAME, 'A frame is referred to that the object does not have.', where)];
}

/** Everything that an object refers to, in whatever sequence. */
export function referencesOf(dataset: DicomDataset): Reference[] {
  const listed = [...listedEvidence(dataset), ...listedSeries(dataset)];
  const paths = new Set(listed.map(({ path }) => path));
  const others = [...walkElements(dataset)].flatMap(({ element, path }) =>
    (element.items ?? []).flatMap((item, i): Reference[] => {
      const at = `${path}[${i}]`;
      // A performed procedure step is no stored object.
      if (paths.has(at) || /(PerformedProcedureStep|ReferencedStudy)Sequence\[/.test(at)) return [];
      const reference = readReference(item);
      if (!reference) return [];
      const { sopClassUid, sopInstanceUid, frames } = reference;
      return [{ sopClassUid, sopInstanceUid, frames, path: at }];
    }),
  );
  return [...listed, ...others];
}

/** Referenced Series Sequence of the object itself: series of its own study (PS3.3 C.12.2, C.11.11). */
function listedSeries(dataset: DicomDataset): Reference[] {
  const studyInstanceUid = dataset.string('StudyInstanceUID') ?? '';
  const read = (set: DicomDataset, study: string, prefix: string): Reference[] =>
    set.items('ReferencedSeriesSequence').flatMap((series, s) =>
      ['ReferencedInstanceSequence', 'ReferencedImageSequence', 'ReferencedSOPSequence'].flatMap((key) =>
        series.items(key).flatMap((item, i) => {
          const reference = readReference(item);
          if (!reference) return [];
          const path = joinPath(prefix, `ReferencedSeriesSequence[${s}].${key}[${i}]`);
          const { sopClassUid, sopInstanceUid, frames } = reference;
          return [
            {
              studyInstanceUid: study,
              seriesInstanceUid: series.string('SeriesInstanceUID') ?? '',
              sopClassUid,
              sopInstanceUid,
              frames,
              path,
            },
          ];
        }),
      ),
    );
  const key = 'StudiesContainingOtherReferencedInstancesSequence';
  return [
    ...read(dataset, studyInstanceUid, ''),
    ...dataset.items(key).flatMap((study, i) => read(study, study.string('StudyInstanceUID') ?? '', `${key}[${i}]`)),
  ];
}

/** At least one result is of an IOD of the profile: captures, presentation states and PDFs may only come in addition. */
export function checkMachineReadable(results: readonly DicomObject[]): Finding[] {
  const kinds = [...new Set(results.map(kindOfResult))];
  if (results.length === 0 || kinds.some((kind) => AIR_KINDS.includes(kind))) return [];
  return [
    find(MACHINE_READABLE, 'No result is machine-readable.', {
      seen: kinds.join(', '),
      expected: AIR_KINDS.join(' or '),
    }),
  ];
}

/**
 * The results of one analysis as a tree: one measurement report at its root from which the others can be reached. What the
 * profile says of it could not be read, so it is a warning.
 */
export function checkResultTree(results: readonly DicomObject[]): Finding[] {
  const reports = results.filter(
    (each) => kindOfResult(each) === 'sr' && isMeasurementReport(buildContentTree(each.dataset)),
  );
  if (reports.length === 0) return [];
  const targets = new Map(
    results.map((each) => [
      each.sopInstanceUid,
      referencesOf(each.dataset).map((reference) => reference.sopInstanceUid),
    ]),
  );
  const isReferenced = (uid: string): boolean =>
    [...targets].some(([from, uids]) => from !== uid && uids.includes(uid));
  const roots = reports.filter((report) => !isReferenced(report.sopInstanceUid));
  if (roots.length !== 1) {
    return [
      find(ROOT, 'There is not exactly one report that gathers the results.', {
        seen: counted(roots.length, 'report stands alone', 'reports stand alone'),
        expected: '1',
      }),
    ];
  }
  const reached = new Set<string>();
  const open = [roots[0]?.sopInstanceUid ?? ''];
  for (let uid = open.pop(); uid !== undefined; uid = open.pop()) {
    if (reached.has(uid)) continue;
    reached.add(uid);
    open.push(...(targets.get(uid) ?? []));
  }
  return results
    .filter((each) => !reached.has(each.sopInstanceUid))
    .map((each) =>
      find(ROOT, 'A result cannot be reached from the report that gathers the results.', {
        seen: `${kindOfResult(each)} ${each.sopInstanceUid}`,
      }),
    );
}
