import type { Check, Finding } from '../../model/check';
import { buildContentTree, childNamed, findNamed } from '../../model/dicom/sr-tree';
import { CONCEPT } from '../dicom/concepts';
import { measurementGroups } from '../dicom/measurement-groups';
import { hasNumbers, refersToSegment } from '../dicom/segment-links';
import type { Readable } from '../workflow/reading/objects';
import { errorsOf, ruleRow, rules } from './rule-row';

const NO_SEG = 'No Segmentation came.';
const isOfObject = ({ rule, severity }: Finding): boolean => severity === 'error' && !rule.startsWith('air/');
const SEGMENT_RULES = [
  'SegmentedPropertyCategoryCodeSequence',
  'SegmentedPropertyTypeCodeSequence',
  'SegmentAlgorithm',
];

const treeOf = ({ object }: Readable) => buildContentTree(object.dataset);
const groupsWithSegment = (store: Readable) => measurementGroups(treeOf(store)).filter(refersToSegment);
const measuresSegments = (store: Readable): boolean =>
  measurementGroups(treeOf(store)).some((group) => hasNumbers(group) && childNamed(group, CONCEPT.trackingUid));
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
      'geometry/frame-of-reference-of-source',
      'geometry/frame-on-source-plane',
      'geometry/spatial-locations-preserved',
    ),
    fine: () => 'the images are referred to, and the segments lie in their space',
  }),
  ruleRow({
    id: 'air/measured-segment-linked',
    title: 'A segment that was measured is linked from the report, with what was segmented',
    clause: 'PS3.16 TID 1410, 1411',
    kinds: ['sr'],
    about: (store) => groupsWithSegment(store).length > 0 || measuresSegments(store),
    none: 'No report came that measures a segment.',
    breaks: errorsOf('tid1411/segment-source-named', 'graph/segment-exists', 'graph/measured-segment-linked'),
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
    breaks: ({ rule, path }) =>
      rule === 'dicom/required-attribute-present' && /^SegmentSequence\[\d+\]\.Tracking(ID|UID)$/.test(path ?? ''),
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
    breaks: rules('air/finding-tracked'),
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
