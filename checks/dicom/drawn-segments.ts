import type { DicomDataset, DicomObject } from '../../model/dicom/object';
import { inPlane, length, type Plane, planeFrom, type Vector } from './geometry';

/** What a segment covers of one frame, in its columns and rows. */
export interface Drawn {
  plane: Plane;
  left: number;
  right: number;
  top: number;
  bottom: number;
  /** Pixels that are set. */
  count: number;
  /** Of the slice, in millimetres, where it is said. */
  thickness?: number;
}

/** A point of the plane, by column and row (0 is the centre of the first), in the patient. */
export function inSpace({ position, row, column, spacing }: Plane, x: number, y: number): Vector {
  const axis = (i: 0 | 1 | 2): number => position[i] + row[i] * x * spacing[1] + column[i] * y * spacing[0];
  return [axis(0), axis(1), axis(2)];
}

/** From what is drawn to a point, in millimetres. */
export function distanceTo({ plane, left, right, top, bottom }: Drawn, point: Vector): number {
  const { column, row, distance } = inPlane(plane, point);
  const beside = (value: number, least: number, most: number): number => Math.max(least - value, value - most, 0);
  return length([
    beside(column, left, right) * plane.spacing[1],
    beside(row, top, bottom) * plane.spacing[0],
    distance,
  ]);
}

/** Each pixel is looked at once, however many results are compared with the segmentation. */
const known = new WeakMap<DicomObject, [string, Drawn[]][]>();

/** What the segments of a segmentation cover, by their Tracking UID; under '' those that are not tracked. */
export function drawnByTrackingUid(segmentation: DicomObject): [string, Drawn[]][] {
  const drawn = known.get(segmentation) ?? drawnIn(segmentation);
  known.set(segmentation, drawn);
  return drawn;
}

function drawnIn({ dataset }: DicomObject): [string, Drawn[]][] {
  const uids = new Map(
    dataset.items('SegmentSequence').map((each) => [each.number('SegmentNumber'), each.string('TrackingUID')]),
  );
  const [shared] = dataset.items('SharedFunctionalGroupsSequence');
  const byUid = new Map<string, Drawn[]>();
  for (const [i, groups] of dataset.items('PerFrameFunctionalGroupsSequence').entries()) {
    const group = (key: string): DicomDataset | undefined => groups.items(key)[0] ?? shared?.items(key)[0];
    const uid = uids.get(group('SegmentIdentificationSequence')?.number('ReferencedSegmentNumber')) ?? '';
    const measures = group('PixelMeasuresSequence');
    const thickness = measures?.number('SpacingBetweenSlices') ?? measures?.number('SliceThickness');
    const plane = planeFrom(dataset, group('PlanePositionSequence'), group('PlaneOrientationSequence'), measures);
    const box = plane && boxOf(dataset, i, plane);
    if (!box) continue;
    const more: Drawn = { plane, ...box, ...(thickness === undefined ? {} : { thickness }) };
    byUid.set(uid, [...(byUid.get(uid) ?? []), more]);
  }
  return [...byUid];
}

/** Of the pixels that are set in one frame: a bit or a byte each (PS3.5 8.1.1). */
function boxOf(
  dataset: DicomDataset,
  frame: number,
  { rows, columns }: Plane,
): Omit<Drawn, 'plane' | 'thickness'> | undefined {
  const pixels = dataset.element('PixelData');
  const depth = dataset.number('BitsAllocated');
  if (!pixels || pixels.fragments || (depth !== 1 && depth !== 8)) return undefined;
  const box = { left: columns, right: -1, top: rows, bottom: -1, count: 0 };
  for (let n = 0, at = frame * rows * columns; n < rows * columns; n += 1, at += 1) {
    const isSet = depth === 1 ? ((pixels.bytes[at >> 3] ?? 0) >> (at & 7)) % 2 === 1 : (pixels.bytes[at] ?? 0) > 0;
    if (!isSet) continue;
    box.count += 1;
    const [row, column] = [Math.floor(n / columns), n % columns];
    box.left = Math.min(box.left, column);
    box.right = Math.max(box.right, column);
    box.top = Math.min(box.top, row);
    box.bottom = Math.max(box.bottom, row);
  }
  return box.right < 0 ? undefined : box;
}
