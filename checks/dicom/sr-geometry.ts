import type { Finding } from '../../model/check';
import type { DicomObject } from '../../model/dicom/object';
import {
  attributePath,
  buildContentTree,
  type ContentItem,
  resolveTarget,
  walkContent,
} from '../../model/dicom/sr-tree';
import type { ObjectContext } from './context';
import { cross, dot, inPlane, length, minus, type Plane, planeOf, vector, type Vector } from './geometry';
import { collapse, find, type Rule } from './rule';

const INSIDE: Rule = { id: 'sr/coordinates-inside-image', clause: 'PS3.3 C.18.6.1.1', severity: 'error' };
const SPACE: Rule = { id: 'sr/coordinates-in-known-space', clause: 'PS3.3 C.18.9', severity: 'warning' };
const VOLUME: Rule = { id: 'sr/coordinates-in-volume', clause: 'PS3.3 C.18.9', severity: 'warning' };
const COPLANAR: Rule = { id: 'sr/coordinates-coplanar', clause: 'PS3.3 C.18.9.1.2', severity: 'error' };
const AXES: Rule = { id: 'sr/ellipse-axes', clause: 'PS3.3 C.18.6.1.2, C.18.9.1.2', severity: 'warning' };
const EXTENT: Rule = { id: 'sr/graphic-has-extent', clause: 'PS3.3 C.18.6', severity: 'warning' };

/** Rounding of coordinates that are floats, in millimetres or pixels. */
const TOLERANCE = 0.01;

/** Spatial coordinates as geometry: shapes that are what they are called, and that lie in the images that were analysed. */
export function checkSrGeometry(object: DicomObject, { images = [] }: ObjectContext): Finding[] {
  const root = buildContentTree(object.dataset);
  const planes = images.flatMap((image) => planeOf(image) ?? []);
  const byUid = new Map(images.map((image) => [image.sopInstanceUid, image]));
  const findings: Finding[] = [];
  for (const item of walkContent(root)) {
    if (!item.graphic) continue;
    findings.push(...checkShape(item));
    if (item.valueType === 'SCOORD') findings.push(...checkInside(item, root, byUid));
    else if (planes.length > 0) findings.push(...checkInSpace(item, planes));
  }
  return collapse(findings);
}

function pointsOf({ graphic, valueType }: ContentItem): Vector[] {
  const data = graphic?.data ?? [];
  const step = valueType === 'SCOORD3D' ? 3 : 2;
  if (data.length % step !== 0) return [];
  return Array.from({ length: data.length / step }, (_, i) =>
    vector([...data.slice(i * step, (i + 1) * step), 0].slice(0, 3)),
  ).filter((point) => point !== undefined);
}

function checkShape(item: ContentItem): Finding[] {
  const type = item.graphic?.type;
  const points = pointsOf(item);
  const path = attributePath(item, 'GraphicData');
  const seen = item.graphic?.data.join('\\') ?? '';
  const findings: Finding[] = [];
  const [a, b, c, d] = points;
  if (
    type !== 'POINT' &&
    type !== 'MULTIPOINT' &&
    a &&
    points.length > 1 &&
    points.every((point) => length(minus(point, a)) < TOLERANCE)
  ) {
    findings.push(find(EXTENT, `A ${type} has all its points in one place.`, { path, seen }));
  }
  if (type === 'ELLIPSE' && a && b && c && d && points.length === 4) {
    const [major, minor] = [minus(b, a), minus(d, c)];
    const middle: Vector = [a[0] + b[0] - c[0] - d[0], a[1] + b[1] - c[1] - d[1], a[2] + b[2] - c[2] - d[2]];
    const isSquare = Math.abs(dot(major, minor)) <= 0.02 * length(major) * length(minor) + TOLERANCE;
    if (!isSquare || length(middle) / 2 > 0.02 * length(major) + TOLERANCE) {
      findings.push(find(AXES, 'The axes of an ellipse do not cross at right angles in their middle.', { path, seen }));
    }
  }
  if (type === 'POLYGON' && item.valueType === 'SCOORD3D' && !isFlat(points)) {
    findings.push(find(COPLANAR, 'The points of a POLYGON do not lie in one plane.', { path, seen }));
  }
  return findings;
}

function isFlat(points: readonly Vector[]): boolean {
  const [first] = points;
  if (!first || points.length < 4) return true;
  const spokes = points.map((point) => minus(point, first));
  const longest = spokes.reduce((best, each) => (length(each) > length(best) ? each : best));
  const normals = spokes.map((each) => cross(longest, each));
  const normal = normals.reduce((best, each) => (length(each) > length(best) ? each : best));
  if (length(normal) === 0) return true;
  const far = Math.max(...spokes.map((each) => Math.abs(dot(each, normal)) / length(normal)));
  return far <= TOLERANCE + 0.001 * length(longest);
}

/** The origin is the outer corner of the first pixel, so the last pixel ends at Columns, Rows (C.18.6.1.1). */
function checkInside(item: ContentItem, root: ContentItem, images: ReadonlyMap<string, DicomObject>): Finding[] {
  const source = item.children
    .filter(({ relationship }) => relationship === 'SELECTED FROM')
    .map((child) => (child.target ? resolveTarget(root, child.target) : child))[0];
  const image = images.get(source?.reference?.sopInstanceUid ?? '');
  const rows = image?.dataset.number('Rows');
  const columns = image?.dataset.number('Columns');
  if (!rows || !columns) return [];
  const isOutside = pointsOf(item).some(([x, y]) => x < 0 || y < 0 || x > columns || y > rows);
  // Ends of the axes of an ellipse and points of a circle lie on them too.
  if (!isOutside) return [];
  const where = {
    path: attributePath(item, 'GraphicData'),
    seen: item.graphic?.data.join('\\') ?? '',
    expected: `within ${columns} x ${rows}`,
  };
  return [find(INSIDE, 'Coordinates lie outside the image that they are selected from.', where)];
}

function checkInSpace(item: ContentItem, planes: readonly Plane[]): Finding[] {
  const uid = item.graphic?.frameOfReferenceUid;
  if (uid === undefined) return [];
  const here = planes.filter(({ frameOfReferenceUid }) => frameOfReferenceUid === uid);
  if (here.length === 0) {
    const path = attributePath(item, 'ReferencedFrameOfReferenceUID');
    const expected = [...new Set(planes.map(({ frameOfReferenceUid }) => frameOfReferenceUid))].join(' or ');
    return [
      find(SPACE, 'Coordinates are in a frame of reference that no image of the study has.', {
        path,
        seen: uid,
        expected,
      }),
    ];
  }
  const outside = pointsOf(item).find((point) => !here.some((plane) => isNear(plane, point, here)));
  if (!outside) return [];
  const where = { path: attributePath(item, 'GraphicData'), seen: outside.join('\\'), expected: 'within the images' };
  return [find(VOLUME, 'A point in space lies outside the images that were analysed.', where)];
}

/** Within the outline of an image, and not farther from it than its neighbour or ten millimetres. */
function isNear(plane: Plane, point: Vector, all: readonly Plane[]): boolean {
  const { row, column, distance } = inPlane(plane, point);
  if (row < -1 || column < -1 || row > plane.rows || column > plane.columns) return false;
  const gaps = all.map((other) => Math.abs(inPlane(plane, other.position).distance)).filter((gap) => gap > TOLERANCE);
  return Math.abs(distance) <= Math.min(10, ...(gaps.length > 0 ? [Math.min(...gaps)] : [])) + TOLERANCE;
}
