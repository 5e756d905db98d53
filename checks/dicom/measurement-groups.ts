import type { Finding } from '../../model/check';
import { formatCode, sameCode } from '../../model/dicom/codes';
import { attributePath, childNamed, type ContentItem, findNamed, walkContent } from '../../model/dicom/sr-tree';
import { CONCEPT } from './concepts';
import { checkRoiGroup } from './roi-groups';
import { find, type Rule } from './rule';

const GROUPS: Rule = { id: 'tid1500/measurements-in-groups', clause: 'PS3.16 TID 1500 rows 6-9', severity: 'warning' };
const SITE: Rule = { id: 'tid1501/finding-site-modifies', clause: 'PS3.16 TID 1501 row 6', severity: 'error' };
const TRACKING: Rule = { id: 'tid1501/tracking-in-pairs', clause: 'PS3.16 TID 1501 rows 2-3', severity: 'warning' };
const TRACKING_FORM: Rule = { id: 'tid1501/tracking-form', clause: 'PS3.16 TID 1501 rows 2-3', severity: 'error' };
const NOT_EMPTY: Rule = { id: 'tid1501/group-says-something', clause: 'PS3.16 TID 1501', severity: 'warning' };
const SEGMENT_SOURCE: Rule = {
  id: 'tid1411/segment-source-named',
  clause: 'PS3.16 TID 1411 rows 7-12',
  severity: 'error',
};
const NO_NUMBERS: Rule = {
  id: 'tid1500/no-numbers-in-evaluations',
  clause: 'PS3.16 TID 1500 rows 12-14',
  severity: 'error',
};

/** Measurement groups (TID 1410, 1411, 1501) and qualitative evaluations of a measurement report. */
export function checkMeasurementGroups(root: ContentItem): Finding[] {
  const findings: Finding[] = [];
  for (const measurements of findNamed(root, CONCEPT.imagingMeasurements)) {
    for (const child of measurements.children) {
      if (child.valueType !== 'CONTAINER' || sameCode(child.name, CONCEPT.measurementGroup)) continue;
      const where = {
        path: child.path,
        seen: child.name && formatCode(child.name),
        expected: formatCode(CONCEPT.measurementGroup),
      };
      findings.push(find(GROUPS, 'A container under Imaging Measurements is no Measurement Group.', where));
    }
  }
  for (const group of measurementGroups(root)) findings.push(...checkGroup(group));
  for (const evaluations of findNamed(root, CONCEPT.qualitativeEvaluations)) {
    for (const child of evaluations.children.filter(({ valueType }) => valueType === 'NUM')) {
      findings.push(find(NO_NUMBERS, 'A number stands under Qualitative Evaluations.', { path: child.path }));
    }
  }
  return findings;
}

/** All measurement groups of a report. */
export const measurementGroups = (root: ContentItem): ContentItem[] =>
  findNamed(root, CONCEPT.measurementGroup).filter(({ valueType }) => valueType === 'CONTAINER');

function checkGroup(group: ContentItem): Finding[] {
  const findings: Finding[] = [];
  for (const item of walkContent(group)) {
    if (!sameCode(item.name, CONCEPT.findingSite) || item.relationship === 'HAS CONCEPT MOD') continue;
    const where = {
      path: attributePath(item, 'RelationshipType'),
      seen: item.relationship,
      expected: 'HAS CONCEPT MOD',
    };
    findings.push(find(SITE, 'Finding Site does not modify what it belongs to.', where));
  }
  findings.push(...checkTracking(group), ...checkRoiGroup(group));
  if (!group.children.some((child) => child.relationship === 'CONTAINS')) {
    findings.push(find(NOT_EMPTY, 'A measurement group states nothing.', { path: group.path }));
  }
  const segment =
    childNamed(group, CONCEPT.referencedSegment) ?? childNamed(group, CONCEPT.referencedSegmentationFrame);
  const sources = [CONCEPT.sourceImageForSegmentation, CONCEPT.sourceSeriesForSegmentation];
  // The source may stand beside the segment or below it.
  if (segment && !sources.some((concept) => findNamed(group, concept).length > 0)) {
    const where = { path: segment.path, expected: sources.map(formatCode).join(' or ') };
    findings.push(find(SEGMENT_SOURCE, 'A segment is referenced without the images that it was made from.', where));
  }
  return findings;
}

function checkTracking(group: ContentItem): Finding[] {
  const label = childNamed(group, CONCEPT.trackingIdentifier);
  const uid = childNamed(group, CONCEPT.trackingUid);
  const findings: Finding[] = [];
  if (Boolean(label) !== Boolean(uid)) {
    const missing = label ? CONCEPT.trackingUid : CONCEPT.trackingIdentifier;
    const where = { path: (label ?? uid)?.path, expected: formatCode(missing) };
    findings.push(find(TRACKING, 'Tracking Identifier and Tracking Unique Identifier do not come together.', where));
  }
  const forms = [
    [label, 'TEXT'],
    [uid, 'UIDREF'],
  ] as const;
  for (const [item, valueType] of forms) {
    if (!item || (item.relationship === 'HAS OBS CONTEXT' && item.valueType === valueType)) continue;
    const where = {
      path: item.path,
      seen: `${item.relationship} ${item.valueType}`,
      expected: `HAS OBS CONTEXT ${valueType}`,
    };
    findings.push(find(TRACKING_FORM, 'A tracking identifier is not written as the template says.', where));
  }
  return findings;
}
