import type { Finding } from '../../model/check';
import { counted } from '../../model/counted';
import { formatCode } from '../../model/dicom/codes';
import { attributePath, childrenNamed, type ContentItem } from '../../model/dicom/sr-tree';
import type { Code } from '../../model/exam';
import { isCommensurable } from './codes/units';
import { CONCEPT } from './concepts';
import { find, type Rule } from './rule';

const ONE_REGION: Rule = { id: 'tid1410/one-region', clause: 'PS3.16 TID 1410 rows 6-7', severity: 'error' };
const FRAME: Rule = { id: 'tid1410/segmentation-frame-named', clause: 'PS3.16 TID 1410 row 7', severity: 'error' };
const REGION: Rule = { id: 'tid1411/region-given', clause: 'PS3.16 TID 1411 rows 6-11', severity: 'error' };
const SEGMENT: Rule = { id: 'tid1411/segment-named', clause: 'PS3.16 TID 1411 row 7', severity: 'error' };
const MEASUREMENT: Rule = {
  id: 'tid1419/measurement-form',
  clause: 'PS3.16 TID 1419 row 5, TID 300',
  severity: 'error',
};
const QUANTITY: Rule = { id: 'tid300/unit-fits-quantity', clause: 'PS3.16 TID 300 row 1', severity: 'error' };

const REGIONS: Code[] = [CONCEPT.imageRegion, CONCEPT.volumeSurface, CONCEPT.referencedSegment, CONCEPT.regionInSpace];

/** SNOMED CT quantities whose dimension is beyond doubt, with a unit of it. */
const UNITS: Record<string, string> = {
  '118565006': 'mm3', // Volume
  '42798000': 'mm2', // Area
  '410668003': 'mm', // Length
  '81827009': 'mm', // Diameter
  '103339001': 'mm', // Long axis
  '103340004': 'mm', // Short axis
};

const declares = (group: ContentItem, template: string): boolean =>
  group.dataset.items('ContentTemplateSequence').some((each) => each.string('TemplateIdentifier') === template);

/** Groups about a region: planar (TID 1410) and volumetric (TID 1411), and the measurements in any group (TID 1419, 300). */
export function checkRoiGroup(group: ContentItem): Finding[] {
  return [...checkPlanar(group), ...checkVolumetric(group), ...group.children.flatMap(checkMeasurement)];
}

function checkPlanar(group: ContentItem): Finding[] {
  const frames = childrenNamed(group, CONCEPT.referencedSegmentationFrame);
  const findings = frames
    .filter(({ reference }) => reference && reference.frames.length === 0)
    .map((item) => {
      const path = attributePath(item, 'ReferencedSOPSequence[0].ReferencedFrameNumber');
      return find(FRAME, 'A segmentation frame is referred to without its number.', { path, seen: 'absent' });
    });
  if (!declares(group, '1410')) return findings;
  const regions = [...childrenNamed(group, CONCEPT.imageRegion), ...frames];
  if (regions.length === 1) return findings;
  const where = {
    path: group.path,
    seen: counted(regions.length, 'region'),
    expected: 'one Image Region or one segmentation frame',
  };
  return [...findings, find(ONE_REGION, 'A planar measurement group is not about exactly one region.', where)];
}

function checkVolumetric(group: ContentItem): Finding[] {
  const findings = childrenNamed(group, CONCEPT.referencedSegment)
    .filter(({ reference }) => reference && reference.segments.length === 0)
    .map((item) => {
      const path = attributePath(item, 'ReferencedSOPSequence[0].ReferencedSegmentNumber');
      return find(SEGMENT, 'A segment is referred to without its number.', { path, seen: 'absent' });
    });
  if (!declares(group, '1411') || REGIONS.some((concept) => childrenNamed(group, concept).length > 0)) return findings;
  const where = { path: group.path, seen: 'none', expected: REGIONS.map(formatCode).join(' or ') };
  return [...findings, find(REGION, 'A volumetric measurement group is not about any region.', where)];
}

function checkMeasurement(item: ContentItem): Finding[] {
  if (item.valueType !== 'NUM') return [];
  if (item.relationship !== 'CONTAINS') {
    const where = { path: attributePath(item, 'RelationshipType'), seen: item.relationship, expected: 'CONTAINS' };
    return [find(MEASUREMENT, 'A measurement is not contained in its group.', where)];
  }
  const { name, measured } = item;
  const unit = name?.scheme === 'SCT' ? UNITS[name.value] : undefined;
  if (!name || !measured?.unit || unit === undefined || measured.unit.scheme !== 'UCUM') return [];
  if (isCommensurable(measured.unit.value, unit)) return [];
  const where = {
    path: `${measured.path}.MeasurementUnitsCodeSequence[0]`,
    seen: formatCode(measured.unit),
    expected: `such as ${unit}`,
  };
  return [find(QUANTITY, `${name.meaning || 'A quantity'} cannot be measured in this unit.`, where)];
}
