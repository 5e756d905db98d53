/** Marks the pixels of a slice whose density is in a range, both ends included. */
export function inRange(hu: Int16Array, from: number, to: number): Uint8Array {
  const mask = new Uint8Array(hu.length);
  for (let at = 0; at < hu.length; at += 1) {
    const value = hu[at] as number;
    if (value >= from && value <= to) mask[at] = 1;
  }
  return mask;
}

/** Grows a mask by so many pixels in all directions, diagonals included: along the rows, then along the columns. */
export function dilate(mask: Uint8Array, rows: number, columns: number, by: number): Uint8Array {
  const wide = new Uint8Array(mask.length);
  for (let row = 0; row < rows; row += 1) growLine(mask, wide, { start: row * columns, step: 1, count: columns, by });
  const grown = new Uint8Array(mask.length);
  for (let column = 0; column < columns; column += 1)
    growLine(wide, grown, { start: column, step: columns, count: rows, by });
  return grown;
}

function growLine(
  from: Uint8Array,
  to: Uint8Array,
  { start, step, count, by }: { start: number; step: number; count: number; by: number },
): void {
  // The next position that is not filled yet.
  let filled = 0;
  for (let i = 0; i < count; i += 1) {
    if (from[start + i * step] !== 1) continue;
    for (let at = Math.max(filled, i - by); at <= i + by && at < count; at += 1) to[start + at * step] = 1;
    filled = Math.min(count, i + by + 1);
  }
}
