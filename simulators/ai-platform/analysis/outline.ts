/** A corner of the pixel grid. Pixel (column, row) covers column..column+1, row..row+1. */
export interface Corner {
  column: number;
  row: number;
}

/**
 * The outer boundary of a mask as a closed polygon on pixel corners, clockwise, straight runs merged. Starts at the
 * topmost, then leftmost pixel; a second piece of the mask that does not touch the first is not followed.
 */
export function outlineOf(mask: Uint8Array, columns: number): Corner[] {
  const first = mask.indexOf(1);
  if (first < 0) return [];
  const start = { column: first % columns, row: Math.floor(first / columns) };
  const inside = (column: number, row: number) =>
    column >= 0 &&
    row >= 0 &&
    column < columns &&
    row * columns + column < mask.length &&
    mask[row * columns + column] === 1;
  // Directions right, down, left, up; the mask is kept on the right hand.
  const steps = [[1, 0], [0, 1], [-1, 0], [0, -1]] as const; // prettier-ignore
  const rightOf = [[0, 0], [-1, 0], [-1, -1], [0, -1]] as const; // prettier-ignore
  const leftOf = [[0, -1], [0, 0], [-1, 0], [-1, -1]] as const; // prettier-ignore
  const corners: Corner[] = [];
  let { column, row } = start;
  let direction = 0;
  do {
    corners.push({ column, row });
    let straight = true;
    while (straight) {
      const [dx, dy] = steps[direction] as (typeof steps)[number];
      column += dx;
      row += dy;
      const [rx, ry] = rightOf[direction] as (typeof rightOf)[number];
      const [lx, ly] = leftOf[direction] as (typeof leftOf)[number];
      if (column === start.column && row === start.row) straight = false;
      else if (inside(column + lx, row + ly)) {
        direction = (direction + 3) % 4;
        straight = false;
      } else if (!inside(column + rx, row + ry)) {
        direction = (direction + 1) % 4;
        straight = false;
      }
    }
  } while (column !== start.column || row !== start.row);
  return [...corners, { ...start }];
}
