import { connectedComponents } from './components';
import { dilate, inRange } from './planes';
import type { ImageStudy } from './types';

const BONE_HU = 300;
/** Between bone and brain: partial volume of the skull has the density of blood. */
const MARGIN_MM = 3.6;

/**
 * Marks what lies within the skull, slice by slice: the skull, dilated by a margin, is a wall; what can be reached from the
 * border of the image is outside; the rest is inside, but for pixels with skull right above or below them. Slices where
 * the wall is open have no inside.
 */
export function brainMask(study: ImageStudy): Uint8Array[] {
  const { rows, columns, pixelSpacingMm } = study;
  const margin = Math.max(1, Math.round(MARGIN_MM / Math.min(...pixelSpacingMm)));
  const skull = skullOf(study);
  return skull.map((bone, slice) => {
    const wall = dilate(bone, rows, columns, margin);
    const outside = floodFromBorder(wall, rows, columns);
    const above = skull[slice + 1];
    const below = skull[slice - 1];
    return wall.map((isWall, at) => (isWall || outside[at] || above?.[at] || below?.[at] ? 0 : 1));
  });
}

/** The largest connected piece of bone: a dense calcification within it is none. */
function skullOf({ images, rows, columns }: ImageStudy): Uint8Array[] {
  const bone = images.map(({ hu }) => inRange(hu, BONE_HU, Infinity));
  const [largest = []] = connectedComponents(bone, rows, columns);
  const skull = images.map(() => new Uint8Array(rows * columns));
  for (const voxel of largest) {
    const plane = skull[Math.floor(voxel / (rows * columns))];
    if (plane) plane[voxel % (rows * columns)] = 1;
  }
  return skull;
}

function floodFromBorder(wall: Uint8Array, rows: number, columns: number): Uint8Array {
  const outside = new Uint8Array(wall.length);
  // Each pixel is put on the stack once at most.
  const stack = new Int32Array(wall.length);
  let waiting = 0;
  const visit = (at: number): void => {
    if (wall[at] === 1 || outside[at] === 1) return;
    outside[at] = 1;
    stack[waiting++] = at;
  };
  for (let column = 0; column < columns; column += 1) {
    visit(column);
    visit((rows - 1) * columns + column);
  }
  for (let row = 0; row < rows; row += 1) {
    visit(row * columns);
    visit(row * columns + columns - 1);
  }
  while (waiting > 0) {
    const at = stack[--waiting] as number;
    const column = at % columns;
    if (column > 0) visit(at - 1);
    if (column < columns - 1) visit(at + 1);
    if (at >= columns) visit(at - columns);
    if (at < (rows - 1) * columns) visit(at + columns);
  }
  return outside;
}
