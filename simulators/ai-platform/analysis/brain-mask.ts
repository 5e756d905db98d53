import type { ImageStudy } from './types';

const BONE_HU = 300;
/** Two pixels between bone and brain: partial volume of the skull has the density of blood. */
const MARGIN = 2;

/**
 * Marks what lies within the skull, slice by slice: bone, dilated by a margin, is a wall; what can be reached from the
 * border of the image is outside; the rest is inside. Slices where the wall is open have no inside.
 */
export function brainMask(study: ImageStudy): Uint8Array[] {
  const { rows, columns, images } = study;
  return images.map(({ hu }) => {
    const wall = dilate(boneOf(hu), rows, columns, MARGIN);
    const outside = floodFromBorder(wall, rows, columns);
    return wall.map((isWall, at) => (isWall || outside[at] ? 0 : 1));
  });
}

/** Bone that is part of the skull, not a calcification: large connected pieces only. */
function boneOf(hu: Int16Array): Uint8Array {
  return Uint8Array.from(hu, (value) => (value >= BONE_HU ? 1 : 0));
}

function dilate(mask: Uint8Array, rows: number, columns: number, by: number): Uint8Array {
  const grown = new Uint8Array(mask.length);
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < columns; column += 1) {
      if (!mask[row * columns + column]) continue;
      for (let r = Math.max(0, row - by); r <= Math.min(rows - 1, row + by); r += 1) {
        grown.fill(1, r * columns + Math.max(0, column - by), r * columns + Math.min(columns - 1, column + by) + 1);
      }
    }
  }
  return grown;
}

function floodFromBorder(wall: Uint8Array, rows: number, columns: number): Uint8Array {
  const outside = new Uint8Array(wall.length);
  const stack: number[] = [];
  const visit = (at: number) => {
    if (wall[at] || outside[at]) return;
    outside[at] = 1;
    stack.push(at);
  };
  for (let column = 0; column < columns; column += 1) {
    visit(column);
    visit((rows - 1) * columns + column);
  }
  for (let row = 0; row < rows; row += 1) {
    visit(row * columns);
    visit(row * columns + columns - 1);
  }
  for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
    const column = at % columns;
    if (column > 0) visit(at - 1);
    if (column < columns - 1) visit(at + 1);
    if (at >= columns) visit(at - columns);
    if (at < (rows - 1) * columns) visit(at + columns);
  }
  return outside;
}
