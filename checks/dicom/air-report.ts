import type { Finding } from '../../model/check';
import { formatCode, sameCode } from '../../model/dicom/codes';
import type { DicomObject } from '../../model/dicom/object';
import {
  attributePath,
  buildContentTree,
  childNamed,
  childrenNamed,
  type ContentItem,
  walkContent,
} from '../../model/dicom/sr-tree';
import { algorithmsNamed } from './algorithm-identity';
import { CONCEPT } from './concepts';
import { measurementGroups } from './measurement-groups';
import { isPerformanceItem } from './performance-names';
import { find, type Rule } from './rule';
import { SOP } from './sop-classes';
import { statedFindings } from './stated-findings';
import { isMeasurementReport } from './tid1500';

/** What a report can carry that the profile asks to be in a Comprehensive 3D SR by TID 1500. */
const CONTENT = {
  findings: {
    what: 'Findings',
    /** Says: Findings are not in a report by TID 1500. */
    template: { id: 'air/findings-by-tid-1500', clause: 'AIR 6.5.3.2', severity: 'error' },
    /** Says: Findings are in a report that is no Comprehensive 3D SR. */
    sopClass: { id: 'air/findings-in-comprehensive-3d-sr', clause: 'AIR 6.5.3.2', severity: 'warning' },
  },
  measurements: {
    what: 'Measurements',
    /** Says: Measurements are not in a report by TID 1500; the text of the clause could not be read. */
    template: { id: 'air/measurements-by-tid-1500', clause: 'AIR 6.5.3.3', severity: 'warning' },
    /** Says: Measurements are in a report that is no Comprehensive 3D SR. */
    sopClass: { id: 'air/measurements-in-comprehensive-3d-sr', clause: 'AIR 6.5.3.3', severity: 'warning' },
  },
  locations: {
    what: 'Locations',
    /** Says: Locations are not in a report by TID 1500. */
    template: { id: 'air/locations-by-tid-1500', clause: 'AIR 6.5.3.4', severity: 'error' },
    /** Says: Locations are in a report that is no Comprehensive 3D SR. */
    sopClass: { id: 'air/locations-in-comprehensive-3d-sr', clause: 'AIR 6.5.3.4', severity: 'warning' },
  },
} as const satisfies Record<string, { what: string; template: Rule; sopClass: Rule }>;
export type AirContent = keyof typeof CONTENT;

const PROCEDURE: Rule = { id: 'air/procedure-is-the-imaging', clause: 'AIR 6.5.3.2', severity: 'error' };
/** Says: A location is not named Image Region. */
const REGION: Rule = { id: 'air/location-is-image-region', clause: 'AIR 6.5.3.4', severity: 'warning' };
const LINE: Rule = { id: 'air/line-is-polyline', clause: 'AIR 6.5.3.4', severity: 'warning' };

const TRACKED: Rule = { id: 'air/finding-tracked', clause: 'AIR 6.5.3.7', severity: 'info' };

/** What IHE AI Results asks of a report beyond DICOM (AIR-EC-15 to 20, 39). */
export function checkAirReport(object: DicomObject): Finding[] {
  const root = buildContentTree(object.dataset);
  const carried = airContentOf(object);
  const graphics = [...walkContent(root)].filter((item) => item.graphic);
  return [
    ...[...carried].flatMap((content) => checkEncoding(content, object, root)),
    ...checkProcedure(root, object),
    ...graphics.flatMap((item) => [...checkName(item), ...checkLine(item)]),
    ...checkTracked(root),
  ];
}

/** What a report carries; figures of an algorithm's performance are no measurements of the images. */
export function airContentOf(object: DicomObject): Set<AirContent> {
  const items = [...walkContent(buildContentTree(object.dataset))];
  const carried = new Set<AirContent>();
  if (statedFindings(object).length > 0) carried.add('findings');
  if (items.some((item) => item.valueType === 'NUM' && !isPerformanceItem(item))) carried.add('measurements');
  if (items.some((item) => item.graphic)) carried.add('locations');
  return carried;
}

function checkEncoding(content: AirContent, object: DicomObject, root: ContentItem): Finding[] {
  const { what, template, sopClass } = CONTENT[content];
  const findings: Finding[] = [];
  if (!isMeasurementReport(root)) {
    const where = { path: 'ContentTemplateSequence', expected: '1500, DCMR' };
    findings.push(find(template, `${what} are not in a report by TID 1500.`, where));
  }
  // Comprehensive and Enhanced SR are subsets that every reader takes; whether a creator may use them was not verified.
  if (object.sopClassUid !== SOP.comprehensive3dSr) {
    const where = { path: 'SOPClassUID', seen: object.sopClassUid, expected: SOP.comprehensive3dSr };
    findings.push(find(sopClass, `${what} are in a report that is no Comprehensive 3D SR.`, where));
  }
  return findings;
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

/** By what a finding is known again, in other objects and in later studies. */
function checkTracked(root: ContentItem): Finding[] {
  return measurementGroups(root)
    .filter((group) => !childNamed(group, CONCEPT.trackingIdentifier) || !childNamed(group, CONCEPT.trackingUid))
    .map(({ path }) => find(TRACKED, 'A Measurement Group has no tracking identifiers.', { path }));
}

function checkName(item: ContentItem): Finding[] {
  if ([CONCEPT.imageRegion, CONCEPT.volumeSurface].some((concept) => sameCode(item.name, concept))) return [];
  const where = {
    path: attributePath(item, 'ConceptNameCodeSequence'),
    seen: item.name && formatCode(item.name),
    expected: formatCode(CONCEPT.imageRegion),
  };
  const type = item.graphic?.type ?? '';
  const what = type === 'POLYLINE' ? 'line' : /POINT$/.test(type) ? 'point' : 'region';
  return [find(REGION, `A ${what} is not named Image Region.`, where)];
}

/** Two points from which a length was measured are the ends of a line. */
function checkLine(item: ContentItem): Finding[] {
  const isLine =
    item.valueType === 'SCOORD' &&
    item.graphic?.type === 'MULTIPOINT' &&
    item.graphic.data.length === 4 &&
    item.relationship === 'INFERRED FROM' &&
    /^[cm]?m$/.test(item.parent?.measured?.unit?.value ?? '');
  if (!isLine) return [];
  const where = { path: attributePath(item, 'GraphicType'), seen: 'MULTIPOINT', expected: 'POLYLINE' };
  return [find(LINE, 'A line that was measured is written as two points.', where)];
}
