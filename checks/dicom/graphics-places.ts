import type { Finding } from '../../model/check';
import type { DicomDataset, DicomObject } from '../../model/dicom/object';
import { distanceTo, type Drawn, drawnByTrackingUid, inSpace } from './drawn-segments';
import { type Plane, planeOf, type Vector } from './geometry';
import { kindOfResult } from './kind';
import { find, type Rule } from './rule';
import { tuples } from './tracked-places';

const ASTRAY: Rule = { id: 'graph/graphics-in-one-place', clause: 'PS3.3 C.10.5, C.9.2, C.8.20', severity: 'error' };

/** Half a thick slice, an arrow that ends beside what it points to, and a frame drawn round it. */
const TOLERANCE_MM = 15;

/**
 * Presentation states and overlays show regions where the segmentations of the study have them. One of several graphics may
 * well be of something that is not segmented; an object none of whose graphics is near any segment shows another place.
 */
export function checkGraphicsPlaces(
  object: DicomObject,
  segmentations: readonly DicomObject[],
  images: readonly DicomObject[],
): Finding[] {
  const drawn = segmentations.flatMap(drawnByTrackingUid).flatMap(([, each]) => each);
  const shown = kindOfResult(object) === 'overlay' ? inkOf(object) : outlinesOf(object, images);
  if (drawn.length === 0 || shown.length === 0) return [];
  const apart = Math.min(...shown.map((each) => nearest(each, drawn)));
  if (apart <= TOLERANCE_MM || apart === Infinity) return [];
  const path = kindOfResult(object) === 'overlay' ? '60003000' : 'GraphicAnnotationSequence';
  const where = { path, seen: `${Math.round(apart)} mm apart` };
  return [find(ASTRAY, 'The graphics are beside every region of the segmentation.', where)];
}

interface Shown {
  plane: Plane;
  points: Vector[];
}

function nearest({ plane, points }: Shown, drawn: readonly Drawn[]): number {
  const here = drawn.filter((each) => each.plane.frameOfReferenceUid === plane.frameOfReferenceUid);
  return Math.min(...points.flatMap((point) => here.map((each) => distanceTo(each, point))));
}

/** Graphics of a presentation state in pixels of images that are known; others cannot be compared. */
function outlinesOf({ dataset }: DicomObject, images: readonly DicomObject[]): Shown[] {
  const planes = new Map(images.map((image) => [image.sopInstanceUid, planeOf(image)]));
  return dataset.items('GraphicAnnotationSequence').flatMap((annotation) =>
    annotation.items('ReferencedImageSequence').flatMap((image) => {
      const plane = planes.get(image.string('ReferencedSOPInstanceUID') ?? '');
      return plane ? annotation.items('GraphicObjectSequence').flatMap((graphic) => outlineOf(graphic, plane)) : [];
    }),
  );
}

function outlineOf(graphic: DicomDataset, plane: Plane): Shown[] {
  if (graphic.string('GraphicAnnotationUnits') !== 'PIXEL') return [];
  // The centre of the first pixel is half a pixel from the corner at which image coordinates begin (PS3.3 C.10.5.1.2).
  const corners = tuples(graphic.numbers('GraphicData'), 2);
  const points = corners.map(([column = 0, row = 0]) => inSpace(plane, column - 0.5, row - 0.5));
  // What lies within an outline that is drawn wide.
  const middle = ([0, 1, 2] as const).map((axis) =>
    points.reduce((sum, point) => sum + point[axis] / points.length, 0),
  );
  return points.length === 0 ? [] : [{ plane, points: [...points, middle as unknown as Vector] }];
}

/** Pixels of an overlay plane that are set, in an image with a place in the patient. */
function inkOf(object: DicomObject): Shown[] {
  const plane = planeOf(object);
  const { dataset } = object;
  if (!plane || dataset.element('60003000') === undefined) return [];
  const [rows, columns] = [dataset.number('60000010') ?? 0, dataset.number('60000011') ?? 0];
  const [top = 1, left = 1] = dataset.numbers('60000050');
  const bits = dataset.element('60003000')?.bytes ?? new Uint8Array();
  const points: Vector[] = [];
  for (let at = 0; at < rows * columns; at += 1) {
    if (((bits[at >> 3] ?? 0) >> (at & 7)) % 2 === 0) continue;
    points.push(inSpace(plane, (at % columns) + left - 1, Math.floor(at / columns) + top - 1));
    if (points.length > MOST_POINTS) return [];
  }
  return points.length === 0 ? [] : [{ plane, points }];
}

/** An overlay that is full of ink is no outline. */
const MOST_POINTS = 20_000;
