import type { Finding } from '../../model/check';
import type { DicomObject } from '../../model/dicom/object';
import { attributePath, buildContentTree, childNamed, type ContentItem, walkContent } from '../../model/dicom/sr-tree';
import { CONCEPT } from './concepts';
import { distanceTo, type Drawn, drawnByTrackingUid, inSpace } from './drawn-segments';
import { type Plane, planeOf, vector, type Vector } from './geometry';
import { kindOfResult } from './kind';
import { measurementGroups } from './measurement-groups';
import { find, type Rule } from './rule';

const APART: Rule = { id: 'graph/tracked-in-one-place', clause: 'PS3.16 112040, TID 1501', severity: 'error' };

/** Half a thick slice, and a centre that lies beside what it is the centre of. */
const TOLERANCE_MM = 10;

/**
 * What is tracked by one UID is in one place: where a report gives coordinates of a segment's region, they lie in the
 * segment or close by. Only pixels that can be read as they stand are looked at.
 */
export function checkTrackedPlaces(results: readonly DicomObject[], images: readonly DicomObject[]): Finding[] {
  const segments = new Map(results.filter((each) => kindOfResult(each) === 'seg').flatMap(drawnByTrackingUid));
  const planes = new Map(images.map((image) => [image.sopInstanceUid, planeOf(image)]));
  return results
    .filter((each) => kindOfResult(each) === 'sr')
    .flatMap((report) => measurementGroups(buildContentTree(report.dataset)))
    .flatMap((group) => {
      const uid = childNamed(group, CONCEPT.trackingUid)?.text ?? '';
      const drawn = uid === '' ? undefined : segments.get(uid);
      return drawn ? [...walkContent(group)].flatMap((item) => checkPlace(item, drawn, planes)) : [];
    });
}

function checkPlace(
  item: ContentItem,
  drawn: readonly Drawn[],
  planes: ReadonlyMap<string, Plane | undefined>,
): Finding[] {
  const points = pointsOf(item, planes);
  const here = drawn.filter(({ plane }) => plane.frameOfReferenceUid === points?.frameOfReferenceUid);
  if (!points || here.length === 0) return [];
  const apart = Math.min(...points.at.flatMap((point) => here.map((each) => distanceTo(each, point))));
  if (apart <= TOLERANCE_MM) return [];
  const where = { path: attributePath(item, 'GraphicData'), seen: `${Math.round(apart)} mm apart` };
  return [find(APART, 'Report and segmentation show the same region in different places.', where)];
}

/** In the patient; undefined where it has no coordinates, or the image of these is not known. */
function pointsOf(
  { graphic, valueType, children }: ContentItem,
  planes: ReadonlyMap<string, Plane | undefined>,
): { at: Vector[]; frameOfReferenceUid: string } | undefined {
  if (!graphic || graphic.data.length === 0) return undefined;
  if (valueType === 'SCOORD3D') {
    const at = tuples(graphic.data, 3)
      .map(vector)
      .filter((point) => point !== undefined);
    return { at, frameOfReferenceUid: graphic.frameOfReferenceUid ?? '' };
  }
  const source = children.find(({ relationship }) => relationship === 'SELECTED FROM')?.reference;
  const plane = planes.get(source?.sopInstanceUid ?? '');
  if (!plane) return undefined;
  // The centre of the first pixel is half a pixel from the corner at which image coordinates begin (PS3.3 C.18.6.1.1).
  const at = tuples(graphic.data, 2).map(([column = 0, row = 0]) => inSpace(plane, column - 0.5, row - 0.5));
  return { at, frameOfReferenceUid: plane.frameOfReferenceUid };
}

export function tuples(values: readonly number[], size: number): number[][] {
  return Array.from({ length: Math.floor(values.length / size) }, (_, i) => values.slice(i * size, (i + 1) * size));
}
