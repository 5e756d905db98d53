import type { Finding } from '../../model/check';
import type { DicomObject } from '../../model/dicom/object';
import { buildContentTree, childNamed, type ContentItem, findNamed } from '../../model/dicom/sr-tree';
import { CONCEPT } from './concepts';
import { measurementGroups } from './measurement-groups';
import { find, type Rule } from './rule';

const TRACKING: Rule = { id: 'graph/same-tracking-uid', clause: 'PS3.16 112040', severity: 'error' };
const SEGMENT: Rule = { id: 'graph/segment-exists', clause: 'PS3.3 10.3', severity: 'error' };
const LINKED: Rule = { id: 'graph/measured-segment-linked', clause: 'PS3.16 TID 1411 row 7', severity: 'error' };

/**
 * A report beside the segmentations that it measures: a segment referred to exists, is tracked by the same UID in both
 * (PS3.16 112040, PS3.3 C.8.20.4), and one that is measured is referred to.
 */
export function checkSegmentLinks(report: DicomObject, known: ReadonlyMap<string, DicomObject>): Finding[] {
  const root = buildContentTree(report.dataset);
  return [...checkReferenced(root, known), ...checkMeasured(root, [...known.values()])];
}

function checkReferenced(root: ContentItem, known: ReadonlyMap<string, DicomObject>): Finding[] {
  return findNamed(root, CONCEPT.referencedSegment).flatMap((item) => {
    const segmentation = item.reference && known.get(item.reference.sopInstanceUid);
    if (!segmentation || !item.reference) return [];
    const uid = item.parent && childNamed(item.parent, CONCEPT.trackingUid)?.text;
    return item.reference.segments.flatMap((number) => {
      const segment = segmentation.dataset
        .items('SegmentSequence')
        .find((each) => each.number('SegmentNumber') === number);
      if (!segment)
        return [
          find(SEGMENT, 'A segment is referred to that does not exist.', { path: item.path, seen: String(number) }),
        ];
      const expected = segment.string('TrackingUID');
      if (uid === undefined || expected === undefined || uid === expected) return [];
      return [
        find(TRACKING, 'Report and segmentation track the same region by different UIDs.', {
          path: item.path,
          seen: uid,
          expected,
        }),
      ];
    });
  });
}

/** Groups that measure what is segmented are told by the Tracking UID; one may have a region of its own instead. */
function checkMeasured(root: ContentItem, known: readonly DicomObject[]): Finding[] {
  const tracked = new Set(
    known.flatMap(({ dataset }) =>
      dataset.items('SegmentSequence').flatMap((segment) => segment.string('TrackingUID') ?? []),
    ),
  );
  return measurementGroups(root).flatMap((group) => {
    const uid = childNamed(group, CONCEPT.trackingUid)?.text;
    if (uid === undefined || !tracked.has(uid) || !hasNumbers(group)) return [];
    if (refersToSegment(group) || group.children.some(({ graphic }) => graphic)) return [];
    const message = 'A region that is in a Segmentation is measured without a reference to its segment.';
    return [find(LINKED, message, { path: group.path, seen: uid })];
  });
}

export const hasNumbers = (group: ContentItem): boolean => group.children.some(({ valueType }) => valueType === 'NUM');

/** Whether a Measurement Group names the segment, or the frame of a segmentation, that it is about. */
export const refersToSegment = (group: ContentItem): boolean =>
  [CONCEPT.referencedSegment, CONCEPT.referencedSegmentationFrame].some((concept) => childNamed(group, concept));
