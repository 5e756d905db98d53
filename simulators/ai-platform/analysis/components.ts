/** Voxels of one connected region, as indices `slice * area + row * columns + column`. */
export type Component = number[];

interface Shape {
  slices: number;
  rows: number;
  columns: number;
}

/** Connected regions of a volume in the 26-neighbourhood, largest first. `planes`: slice by slice, 1 where wanted. */
export function connectedComponents(planes: readonly Uint8Array[], rows: number, columns: number): Component[] {
  const area = rows * columns;
  const todo = new Uint8Array(planes.length * area);
  planes.forEach((plane, slice) => todo.set(plane, slice * area));
  const components: Component[] = [];
  for (let seed = todo.indexOf(1); seed >= 0; seed = todo.indexOf(1, seed + 1))
    components.push(grow(seed, todo, { slices: planes.length, rows, columns }));
  return components.sort((a, b) => b.length - a.length);
}

function grow(seed: number, todo: Uint8Array, { slices, rows, columns }: Shape): Component {
  const area = rows * columns;
  const component: Component = [];
  const stack = [seed];
  todo[seed] = 0;
  for (let voxel = stack.pop(); voxel !== undefined; voxel = stack.pop()) {
    component.push(voxel);
    const slice = Math.floor(voxel / area);
    const row = Math.floor((voxel % area) / columns);
    const column = voxel % columns;
    const [firstColumn, lastColumn] = [Math.max(0, column - 1), Math.min(columns - 1, column + 1)];
    for (let s = Math.max(0, slice - 1); s <= slice + 1 && s < slices; s += 1) {
      for (let r = Math.max(0, row - 1); r <= row + 1 && r < rows; r += 1) {
        const line = s * area + r * columns;
        for (let next = line + firstColumn; next <= line + lastColumn; next += 1) {
          if (todo[next] !== 1) continue;
          todo[next] = 0;
          stack.push(next);
        }
      }
    }
  }
  return component;
}
