import type { Shape } from '../../model/viewer';
import type { Box, Picture, Placement } from './picture';

type Changed = (x: number, y: number) => boolean;
type Point = readonly [column: number, row: number];

/** So much of an area must have changed where it is filled. */
const FILLED = 0.6;
/** And so much of a line: it may be dashed, and a handle or a text may lie over it. */
const DRAWN = 0.75;
/** How far a drawn line may be from where it belongs, in pixels of the image. */
const NEAR = 1.2;
/** A point is drawn as a cross, a circle or the tip of an arrow. */
const NEAR_POINT = 3;
/** What is drawn about a mark belongs to it: its line, a handle, the tip of an arrow. In pixels of the image. */
const ABOUT = 4;
const STEP = 0.5;

/** Whether something was drawn where the shape is: filled, or along its line. */
export function isDrawn(shape: Shape, changed: Changed, placement: Placement): boolean {
  const points = outlineOf(shape);
  const near = points.length === 1 ? NEAR_POINT : NEAR;
  if (share(points, (point) => changedNear(point, near, changed, placement)) >= DRAWN) return true;
  const inner = insideOf(shape);
  return inner.length > 0 && share(inner, (point) => changedNear(point, 0, changed, placement)) >= FILLED;
}

/** How much of the box, in pixels of the image, has changed that belongs to none of the shapes. */
export function changedElsewhere(
  shapes: readonly Shape[],
  [left, top, right, bottom]: Box,
  changed: Changed,
  placement: Placement,
): number {
  let [other, all] = [0, 0];
  for (let row = top; row < bottom; row += STEP) {
    for (let column = left; column < right; column += STEP) {
      if (shapes.some((shape) => isAbout(shape, [column, row]))) continue;
      all += 1;
      if (changedNear([column, row], 0, changed, placement)) other += 1;
    }
  }
  return all === 0 ? 0 : other / all;
}

/** The colour in the middle of the shape. */
export function colourAt(shape: Shape, picture: Picture, placement: Placement): number[] {
  const inner = insideOf(shape);
  const sums = [0, 0, 0];
  for (const point of inner) {
    const [x, y] = toPicture(point, placement);
    for (const channel of [0, 1, 2])
      sums[channel] = (sums[channel] ?? 0) + (picture.data[(y * picture.width + x) * 4 + channel] ?? 0);
  }
  return sums.map((sum) => sum / Math.max(1, inner.length));
}

function toPicture([column, row]: Point, { left, top, scale }: Placement): Point {
  return [Math.floor(left + column * scale), Math.floor(top + row * scale)];
}

function changedNear(point: Point, reach: number, changed: Changed, placement: Placement): boolean {
  const [x, y] = toPicture(point, placement);
  const pixels = Math.ceil(reach * placement.scale);
  for (let dy = -pixels; dy <= pixels; dy += 1) {
    for (let dx = -pixels; dx <= pixels; dx += 1) {
      if (dx * dx + dy * dy <= pixels * pixels && changed(x + dx, y + dy)) return true;
    }
  }
  return false;
}

const share = <T>(all: readonly T[], is: (one: T) => boolean): number =>
  all.length === 0 ? 0 : all.filter(is).length / all.length;

/** Points along the line of a shape, each half a pixel of the image from the next. */
function outlineOf(shape: Shape): Point[] {
  if ('path' in shape) return along(shape.path);
  if ('box' in shape) {
    const [left, top, right, bottom] = shape.box;
    return along([left, top, right, top, right, bottom, left, bottom, left, top]);
  }
  const [column, row, radius] = shape.disc;
  const count = Math.ceil((2 * Math.PI * radius) / STEP);
  return Array.from({ length: count }, (_, at): Point => {
    const turn = (2 * Math.PI * at) / count;
    return [column + radius * Math.cos(turn), row + radius * Math.sin(turn)];
  });
}

function along(path: readonly number[]): Point[] {
  const points: Point[] = [];
  for (let at = 0; at + 3 < path.length; at += 2) {
    const [x1 = 0, y1 = 0, x2 = 0, y2 = 0] = path.slice(at, at + 4);
    const steps = Math.max(1, Math.ceil(Math.hypot(x2 - x1, y2 - y1) / STEP));
    for (let step = 0; step <= steps; step += 1)
      points.push([x1 + ((x2 - x1) * step) / steps, y1 + ((y2 - y1) * step) / steps]);
  }
  const [x = 0, y = 0] = path;
  return points.length > 0 ? points : [[x, y]];
}

/** Points well inside; none of a line. */
function insideOf(shape: Shape): Point[] {
  if ('path' in shape) return [];
  const [left, top, right, bottom] =
    'box' in shape
      ? shape.box
      : ([
          shape.disc[0] - shape.disc[2],
          shape.disc[1] - shape.disc[2],
          shape.disc[0] + shape.disc[2],
          shape.disc[1] + shape.disc[2],
        ] as const);
  const points: Point[] = [];
  for (let row = top + 1; row <= bottom - 1; row += STEP) {
    for (let column = left + 1; column <= right - 1; column += STEP) {
      const isIn =
        'box' in shape || Math.hypot(column - shape.disc[0], row - shape.disc[1]) <= Math.max(0, shape.disc[2] - 1);
      if (isIn) points.push([column, row]);
    }
  }
  return points;
}

function isAbout(shape: Shape, [column, row]: Point): boolean {
  if ('box' in shape) {
    const [left, top, right, bottom] = shape.box;
    return column > left - ABOUT && column < right + ABOUT && row > top - ABOUT && row < bottom + ABOUT;
  }
  if ('disc' in shape) return Math.hypot(column - shape.disc[0], row - shape.disc[1]) < shape.disc[2] + ABOUT;
  // A point is often shown by an arrow, which is long.
  const reach = shape.path.length === 2 ? 3 * ABOUT : ABOUT;
  return along(shape.path).some(([x, y]) => Math.hypot(column - x, row - y) < reach);
}
