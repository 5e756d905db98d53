/** Voxels of one connected region, as indices `slice * area + row * columns + column`. */
export type Component = number[];

/** Connected regions of a volume in the 26-neighbourhood, largest first. `wanted` says which voxels count. */
export function connectedComponents(
  shape: { slices: number; rows: number; columns: number },
  wanted: (slice: number, at: number) => boolean,
): Component[] {
  const { slices, rows, columns } = shape;
  const area = rows * columns;
  const todo = new Uint8Array(slices * area);
  for (let slice = 0; slice < slices; slice += 1) {
    for (let at = 0; at < area; at += 1) if (wanted(slice, at)) todo[slice * area + at] = 1;
  }
  const components: Component[] = [];
  for (let seed = todo.indexOf(1); seed >= 0; seed = todo.indexOf(1, seed + 1))
    components.push(grow(seed, todo, shape));
  return components.sort((a, b) => b.length - a.length);
}

function grow(
  seed: number,
  todo: Uint8Array,
  { slices, rows, columns }: { slices: number; rows: number; columns: number },
): Component {
  const area = rows * columns;
  const component: Component = [];
  const stack = [seed];
  todo[seed] = 0;
  for (let voxel = stack.pop(); voxel !== undefined; voxel = stack.pop()) {
    component.push(voxel);
    const slice = Math.floor(voxel / area);
    const row = Math.floor((voxel % area) / columns);
    const column = voxel % columns;
    for (let s = Math.max(0, slice - 1); s <= Math.min(slices - 1, slice + 1); s += 1) {
      for (let r = Math.max(0, row - 1); r <= Math.min(rows - 1, row + 1); r += 1) {
        for (let c = Math.max(0, column - 1); c <= Math.min(columns - 1, column + 1); c += 1) {
          const next = s * area + r * columns + c;
          if (!todo[next]) continue;
          todo[next] = 0;
          stack.push(next);
        }
      }
    }
  }
  return component;
}
