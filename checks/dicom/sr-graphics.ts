import type { Finding } from '../../model/check';
import { attributePath, type ContentItem, resolveTarget } from '../../model/dicom/sr-tree';
import { find, type Rule } from './rule';

const TYPE: Rule = { id: 'sr/graphic-type-known', clause: 'PS3.3 C.18.6', severity: 'error' };
const COUNT: Rule = { id: 'sr/graphic-data-count', clause: 'PS3.3 C.18.6', severity: 'error' };
const CLOSED: Rule = { id: 'sr/polygon-closed', clause: 'PS3.3 C.18.9.1.2', severity: 'error' };
const FINITE: Rule = { id: 'sr/graphic-data-finite', clause: 'PS3.3 C.18.6', severity: 'error' };
const IMAGE: Rule = { id: 'sr/coordinates-name-their-image', clause: 'PS3.3 C.17.3', severity: 'error' };
const ONE_IMAGE: Rule = { id: 'sr/coordinates-name-one-image', clause: 'PS3.3 C.17.3', severity: 'warning' };
const FRAME_OF_REFERENCE: Rule = { id: 'sr/frame-of-reference-named', clause: 'PS3.3 C.18.9', severity: 'warning' };

/** Number of values: exactly, or at least and a multiple of the dimensions. */
const COUNTS: Record<string, Record<string, { exactly?: number; least?: number }>> = {
  SCOORD: {
    POINT: { exactly: 2 },
    MULTIPOINT: { least: 2 },
    POLYLINE: { least: 4 },
    CIRCLE: { exactly: 4 },
    ELLIPSE: { exactly: 8 },
  },
  SCOORD3D: {
    POINT: { exactly: 3 },
    MULTIPOINT: { least: 3 },
    POLYLINE: { least: 6 },
    POLYGON: { least: 12 },
    ELLIPSE: { exactly: 12 },
    ELLIPSOID: { exactly: 18 },
  },
};
const CLAUSE_3D = 'PS3.3 C.18.9';

/** Spatial coordinates: as many values as their type has, and an image or frame of reference they lie in. */
export function checkGraphic(item: ContentItem, root: ContentItem): Finding[] {
  const { graphic } = item;
  if (!graphic) return [];
  const in3d = item.valueType === 'SCOORD3D';
  const at = (rule: Rule): Rule => (in3d ? { ...rule, clause: CLAUSE_3D } : rule);
  const findings: Finding[] = [];
  const count = COUNTS[item.valueType]?.[graphic.type];
  const path = attributePath(item, 'GraphicData');
  if (!count) {
    const where = { path: attributePath(item, 'GraphicType'), seen: graphic.type || 'absent' };
    findings.push(find(at(TYPE), `${item.valueType} has a Graphic Type that DICOM does not define for it.`, where));
  } else if (graphic.data.length > 0) {
    const values = graphic.data.length;
    const dimensions = in3d ? 3 : 2;
    const fits =
      count.exactly === undefined
        ? values >= (count.least ?? 0) && values % dimensions === 0
        : values === count.exactly;
    const expected = count.exactly === undefined ? `at least ${count.least}, in ${dimensions}s` : String(count.exactly);
    if (!fits)
      findings.push(
        find(at(COUNT), `A ${graphic.type} has the wrong number of coordinates.`, {
          path,
          seen: String(values),
          expected,
        }),
      );
    if (graphic.type === 'POLYGON' && fits && !isClosed(graphic.data)) {
      findings.push(find(CLOSED, 'A POLYGON does not end where it began.', { path }));
    }
  }
  if (graphic.data.some((value) => !Number.isFinite(value))) {
    findings.push(find(at(FINITE), 'A coordinate is no finite number.', { path, seen: graphic.data.join('\\') }));
  }
  if (in3d) {
    if (graphic.frameOfReferenceUid === undefined) {
      const where = { path: attributePath(item, 'ReferencedFrameOfReferenceUID'), seen: 'absent' };
      findings.push(find(FRAME_OF_REFERENCE, 'Coordinates in space name no Frame of Reference (3006,0024).', where));
    }
    return findings;
  }
  const images = item.children.filter((child) => {
    const target = child.target ? resolveTarget(root, child.target) : child;
    return child.relationship === 'SELECTED FROM' && target?.valueType === 'IMAGE';
  });
  if (images.length === 0)
    findings.push(find(IMAGE, 'Coordinates do not say in which image they lie.', { path: item.path }));
  if (images.length > 1)
    findings.push(find(ONE_IMAGE, 'Coordinates are said to lie in several images.', { path: item.path }));
  return findings;
}

const isClosed = (data: number[]): boolean => data.slice(0, 3).every((value, i) => value === data[data.length - 3 + i]);
