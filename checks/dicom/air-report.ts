import type { Finding } from '../../model/check';
import { formatCode, sameCode } from '../../model/dicom/codes';
import type { DicomObject } from '../../model/dicom/object';
import {
  attributePath,
  buildContentTree,
  childrenNamed,
  type ContentItem,
  walkContent,
} from '../../model/dicom/sr-tree';
import { algorithmsNamed } from './algorithm-identity';
import { CONCEPT } from './concepts';
import { measurementGroups } from './measurement-groups';
import { find, type Rule } from './rule';
import { SOP } from './sop-classes';
import { statedFindings } from './stated-findings';
import { isMeasurementReport } from './tid1500';

const TEMPLATE: Rule = { id: 'air/findings-by-tid-1500', clause: 'AIR 6.5.3.2', severity: 'error' };
const CLASS: Rule = { id: 'air/findings-in-comprehensive-3d-sr', clause: 'AIR 6.5.3.2', severity: 'warning' };
const PROCEDURE: Rule = { id: 'air/procedure-is-the-imaging', clause: 'AIR 6.5.3.2', severity: 'error' };
const REGION: Rule = { id: 'air/location-is-image-region', clause: 'AIR 6.5.3.4', severity: 'warning' };

/** What IHE AI Results asks of a report beyond DICOM (AIR-EC-15 to 20). */
export function checkAirReport(object: DicomObject): Finding[] {
  const root = buildContentTree(object.dataset);
  const findings: Finding[] = [];
  const saysSomething =
    statedFindings(object).length > 0 || [...walkContent(root)].some(({ valueType }) => valueType === 'NUM');
  if (saysSomething && !isMeasurementReport(root)) {
    const where = { path: 'ContentTemplateSequence', expected: '1500, DCMR' };
    return [find(TEMPLATE, 'Findings or measurements are not in a report by TID 1500.', where)];
  }
  // Comprehensive and Enhanced SR are subsets that every reader takes; whether a creator may use them was not verified.
  if (saysSomething && object.sopClassUid !== SOP.comprehensive3dSr) {
    const where = { path: 'SOPClassUID', seen: object.sopClassUid, expected: SOP.comprehensive3dSr };
    findings.push(find(CLASS, 'The report is no Comprehensive 3D SR.', where));
  }
  return [...findings, ...checkProcedure(root, object), ...measurementGroups(root).flatMap(checkLocations)];
}

function checkProcedure(root: ContentItem, object: DicomObject): Finding[] {
  const names = algorithmsNamed(object).map(({ name }) => name.trim().toLowerCase());
  return childrenNamed(root, CONCEPT.procedureReported).flatMap((item) => {
    const { code } = item;
    if (!code || !names.includes(code.meaning.trim().toLowerCase())) return [];
    const where = {
      path: attributePath(item, 'ConceptCodeSequence[0]'),
      seen: formatCode(code),
      expected: 'the imaging procedure',
    };
    return [find(PROCEDURE, 'The procedure reported is the algorithm, not the imaging that was analysed.', where)];
  });
}

function checkLocations(group: ContentItem): Finding[] {
  return group.children.flatMap((item) => {
    if (!item.graphic || [CONCEPT.imageRegion, CONCEPT.volumeSurface].some((concept) => sameCode(item.name, concept)))
      return [];
    const where = {
      path: attributePath(item, 'ConceptNameCodeSequence'),
      seen: item.name && formatCode(item.name),
      expected: formatCode(CONCEPT.imageRegion),
    };
    return [find(REGION, 'A location is not named Image Region.', where)];
  });
}
