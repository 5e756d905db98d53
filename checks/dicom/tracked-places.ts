import type { Finding } from '../../model/check';
import type { DicomDataset, DicomObject } from '../../model/dicom/object';
import { attributePath, buildContentTree, childNamed, type ContentItem, walkContent } from '../../model/dicom/sr-tree';
import { CONCEPT } from './concepts';
import { inPlane, length, type Plane, planeFrom, planeOf, vector, type Vector } from './geometry';
import { kindOfResult } from './kind';
import { measurementGroups } from './measurement-groups';
import { find, type Rule } from './rule';

const APART: Rule = { id: 'graph/tracked-in-one-place', clause: 'PS3.16 112040, TID 1501', severity: 'error' };

/** Half a thick slice, and a centre that lies beside what it is the centre of. */
const TOLERANCE_MM = 10;

/** What a segment covers of one frame, in its columns and rows. */
interface Drawn {
  plane: Plane;
  left: number;
  right: number;
  top: number;
  bottom: number;
}

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
      const drawn = segments.get(childNamed(group, CONCEPT.trackingUid)?.text ?? '');
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

function tuples(values: readonly number[], size: number): number[][] {
  return Array.from({ length: Math.floor(values.length / size) }, (_, i) => values.slice(i * size, (i + 1) * size));
}

function inSpace({ position, row, column, spacing }: Plane, x: number, y: number): Vector {
  const axis = (i: 0 | 1 | 2): number => position[i] + row[i] * x * spacing[1] + column[i] * y * spacing[0];
  return [axis(0), axis(1), axis(2)];
}

function distanceTo({ plane, left, right, top, bottom }: Drawn, point: Vector): number {
  const { column, row, distance } = inPlane(plane, point);
  const beside = (value: number, least: number, most: number): number => Math.max(least - value, value - most, 0);
  return length([
    beside(column, left, right) * plane.spacing[1],
    beside(row, top, bottom) * plane.spacing[0],
    distance,
  ]);
}

function drawnByTrackingUid({ dataset }: DicomObject): [string, Drawn[]][] {
  const uids = new Map(
    dataset.items('SegmentSequence').map((each) => [each.number('SegmentNumber'), each.string('TrackingUID')]),
  );
  const [shared] = dataset.items('SharedFunctionalGroupsSequence');
  const byUid = new Map<string, Drawn[]>();
  for (const [i, groups] of dataset.items('PerFrameFunctionalGroupsSequence').entries()) {
    const group = (key: string): DicomDataset | undefined => groups.items(key)[0] ?? shared?.items(key)[0];
    const uid = uids.get(group('SegmentIdentificationSequence')?.number('ReferencedSegmentNumber'));
    const plane = planeFrom(
      dataset,
      group('PlanePositionSequence'),
      group('PlaneOrientationSequence'),
      group('PixelMeasuresSequence'),
    );
    const box = plane && boxOf(dataset, i, plane);
    if (uid !== undefined && box) byUid.set(uid, [...(byUid.get(uid) ?? []), { plane, ...box }]);
  }
  return [...byUid];
}

/** Of the pixels that are set in one frame: a bit or a byte each (PS3.5 8.1.1). */
function boxOf(dataset: DicomDataset, frame: number, { rows, columns }: Plane): Omit<Drawn, 'plane'> | undefined {
  const pixels = dataset.element('PixelData');
  const depth = dataset.number('BitsAllocated');
  if (!pixels || pixels.fragments || (depth !== 1 && depth !== 8)) return undefined;
  const box = { left: columns, right: -1, top: rows, bottom: -1 };
  for (let n = 0, at = frame * rows * columns; n < rows * columns; n += 1, at += 1) {
    const isSet = depth === 1 ? ((pixels.bytes[at >> 3] ?? 0) >> (at & 7)) % 2 === 1 : (pixels.bytes[at] ?? 0) > 0;
    if (!isSet) continue;
    const [row, column] = [Math.floor(n / columns), n % columns];
    box.left = Math.min(box.left, column);
    box.right = Math.max(box.right, column);
    box.top = Math.min(box.top, row);
    box.bottom = Math.max(box.bottom, row);
  }
  return box.right < 0 ? undefined : box;
}
