import type { Check, Finding } from '../../model/check';
import { buildContentTree, childNamed, findNamed } from '../../model/dicom/sr-tree';
import { CONCEPT } from '../dicom/concepts';
import { measurementGroups } from '../dicom/measurement-groups';
import type { Readable } from '../workflow/reading/objects';
import { errorsOf, ruleRow, rules } from './rule-row';
import { segmentsMisplaced } from './space';

const NO_SEG = 'No Segmentation came.';
const isOfObject = ({ rule, severity }: Finding): boolean => severity === 'error' && !rule.startsWith('air/');
const SEGMENT_RULES = [
  'SegmentedPropertyCategoryCodeSequence',
  'SegmentedPropertyTypeCodeSequence',
  'SegmentAlgorithm',
];

const treeOf = ({ object }: Readable) => buildContentTree(object.dataset);
const groupsWithSegment = (store: Readable) =>
  measurementGroups(treeOf(store)).filter((group) =>
    [CONCEPT.referencedSegment, CONCEPT.referencedSegmentationFrame].some((concept) => childNamed(group, concept)),
  );
const isTracked = (item: { has(key: string): boolean }): boolean => item.has('TrackingID') || item.has('TrackingUID');

/** AIR-EC-31 to 37, 39 and 40: Segmentations, Parametric Maps, tracking identifiers, Key Object Selections. */
export const REGION_CHECKS: Check[] = [
  ruleRow({
    id: 'air/segmentation-valid',
    title: 'A Segmentation keeps the rules of its IOD',
    clause: 'PS3.3 A.51',
    kinds: ['seg'],
    none: NO_SEG,
    breaks: isOfObject,
    fine: () => 'Segmentation without a fault',
  }),
  ruleRow({
    id: 'air/segments-coded',
    title: 'Segments have a coded category and type, and name the algorithm that made them',
    clause: 'PS3.3 C.8.20.2',
    kinds: ['seg'],
    none: NO_SEG,
    breaks: (finding) =>
      finding.rule === 'seg/algorithm-type-of-ai' ||
      (finding.severity === 'error' && SEGMENT_RULES.some((key) => (finding.path ?? '').includes(`.${key}`))),
    fine: () => 'every segment is coded, made by an algorithm and names it',
  }),
  ruleRow({
    id: 'air/segmentation-place',
    title: 'A Segmentation refers to its images and lies where they do',
    clause: 'PS3.3 A.51.3',
    kinds: ['seg'],
    none: NO_SEG,
    breaks: rules(
      'seg/refers-to-images',
      'seg/frame-of-reference-or-source',
      'seg/frame-of-reference-of-images',
      'seg/common-instance-reference',
    ),
    also: ({ object }, { images = [] }) => segmentsMisplaced(object, images),
    fine: () => 'the images are referred to, and the segments lie in their space',
  }),
  ruleRow({
    id: 'air/measured-segment-linked',
    title: 'A segment that was measured is linked from the report, with what was segmented',
    clause: 'PS3.16 TID 1410, 1411',
    kinds: ['sr'],
    about: (store) => groupsWithSegment(store).length > 0 || measuresSegments(store),
    none: 'No report came that measures a segment.',
    breaks: errorsOf('tid1411/segment-source-named', 'graph/segment-exists'),
    also: (store, { results = [] }) =>
      unlinkedMeasurements(store, trackedSegments(results.map(({ dataset }) => dataset))),
    fine: (objects) =>
      `${objects.flatMap(groupsWithSegment).length} measured segment(s) linked, with the images that were segmented`,
  }),
  ruleRow({
    id: 'air/parametric-map-valid',
    title: 'A Parametric Map keeps the rules of its IOD, with coded unit and quantity',
    clause: 'PS3.3 A.75',
    kinds: ['parametric-map'],
    none: 'No Parametric Map came.',
    breaks: (finding) => isOfObject(finding) || finding.rule === 'map/quantity-defined',
    fine: () => 'Parametric Map without a fault, unit and quantity coded',
  }),
  ruleRow({
    id: 'air/tracking-pairs-in-segments',
    title: 'Tracking ID and Tracking UID come together in a segment',
    clause: 'PS3.3 C.8.20.4',
    kinds: ['seg'],
    about: ({ object }) => object.dataset.items('SegmentSequence').some(isTracked),
    none: 'No Segmentation came whose segments are tracked.',
    breaks: () => false,
    also: ({ object }) =>
      object.dataset.items('SegmentSequence').flatMap((segment, i): Finding[] => {
        const [id, uid] = [segment.string('TrackingID'), segment.string('TrackingUID')];
        if ((id === undefined) === (uid === undefined)) return [];
        return [
          {
            rule: 'air/segment-tracking-in-pairs',
            clause: 'PS3.3 C.8.20.4',
            severity: 'error',
            message: `A segment has a ${id === undefined ? 'Tracking UID without Tracking ID' : 'Tracking ID without Tracking UID'}.`,
            path: `SegmentSequence[${i}].${id === undefined ? 'TrackingID' : 'TrackingUID'}`,
          },
        ];
      }),
    fine: () => 'every tracked segment has both identifiers',
  }),
  ruleRow({
    id: 'air/tracking-pairs-in-report',
    title: 'Tracking Identifier and Tracking UID come together in a Measurement Group',
    clause: 'PS3.16 TID 1501 rows 2-3',
    kinds: ['sr'],
    about: (store) =>
      [CONCEPT.trackingIdentifier, CONCEPT.trackingUid].some((concept) => findNamed(treeOf(store), concept).length > 0),
    none: 'No report came whose findings are tracked.',
    breaks: rules('tid1501/tracking-in-pairs'),
    fine: () => 'every tracked group has both identifiers',
  }),
  ruleRow({
    id: 'air/same-tracking-uid',
    title: 'A region has the same Tracking UID in report and Segmentation',
    clause: 'PS3.16 112040',
    kinds: ['sr'],
    about: (store) => groupsWithSegment(store).some((group) => childNamed(group, CONCEPT.trackingUid)),
    none: 'No report came that tracks a region of a Segmentation.',
    breaks: rules('graph/same-tracking-uid'),
    fine: () => 'every region has the Tracking UID of its segment',
  }),
  ruleRow({
    id: 'air/findings-tracked',
    title: 'Every finding has tracking identifiers',
    clause: 'AIR 6.5.3.7',
    kinds: ['sr'],
    about: (store) => measurementGroups(treeOf(store)).length > 0,
    none: 'No report came with a Measurement Group.',
    breaks: () => false,
    also: (store) =>
      measurementGroups(treeOf(store))
        .filter((group) => !childNamed(group, CONCEPT.trackingIdentifier) || !childNamed(group, CONCEPT.trackingUid))
        .map((group): Finding => ({
          rule: 'air/finding-tracked',
          clause: 'AIR 6.5.3.7',
          severity: 'warning',
          message: 'A Measurement Group has no tracking identifiers.',
          path: group.path,
        })),
    fine: () => 'every Measurement Group has tracking identifiers',
  }),
  ruleRow({
    id: 'air/key-objects-valid',
    title: 'A Key Object Selection follows TID 2010, with a known title and complete evidence',
    clause: 'PS3.3 A.35.4, PS3.16 TID 2010',
    kinds: ['key-object'],
    none: 'No Key Object Selection came.',
    breaks: (finding) => isOfObject(finding) || finding.rule.startsWith('key-object/'),
    fine: () => 'Key Object Selection without a fault',
  }),
];

/** Segments of the Segmentations of the exam that are tracked, by Tracking UID. */
function trackedSegments(datasets: readonly Readable['object']['dataset'][]): Set<string> {
  return new Set(
    datasets.flatMap((dataset) => dataset.items('SegmentSequence').flatMap((each) => each.string('TrackingUID') ?? [])),
  );
}

const hasNumbers = (group: ReturnType<typeof buildContentTree>): boolean =>
  group.children.some(({ valueType }) => valueType === 'NUM');
const measuresSegments = (store: Readable): boolean =>
  measurementGroups(treeOf(store)).some((group) => hasNumbers(group) && childNamed(group, CONCEPT.trackingUid));

/** Groups that measure what is segmented, told by the Tracking UID, and do not refer to the segment. */
function unlinkedMeasurements(store: Readable, tracked: Set<string>): Finding[] {
  return measurementGroups(treeOf(store)).flatMap((group): Finding[] => {
    const uid = childNamed(group, CONCEPT.trackingUid)?.text;
    if (uid === undefined || !tracked.has(uid) || !hasNumbers(group)) return [];
    if (groupsWithSegment(store).some(({ path }) => path === group.path)) return [];
    return [
      {
        rule: 'air/measured-segment-linked',
        clause: 'PS3.16 TID 1411 row 7',
        severity: 'error',
        message: 'A region that is in a Segmentation is measured without a reference to its segment.',
        path: group.path,
        seen: uid,
      },
    ];
  });
}
