import type { Code } from '../../model/exam';
import { newUid } from '../../protocols/dimse/uids';
import { outlineOf } from '../../simulators/ai-platform/analysis/outline';
import type { ImageStudy, Lesion } from '../../simulators/ai-platform/analysis/types';

/** A region drawn by us, so that where it lies is known to the pixel. */
export interface KnownRegion {
  name: string;
  code: Code;
  /** By index. */
  slices: number[];
  /** Whether the pixel of that column and row is in it. */
  holds(column: number, row: number): boolean;
}

/** A square of 14 by 14 pixels: columns 38 to 51, rows 56 to 69. */
export const SQUARE = { left: 38, top: 56, size: 14 };
/** A disc of radius 8 about the centre of pixel (86, 62). */
export const DISC = { column: 86, row: 62, radius: 8 };
/** The slice that every picture is drawn on. */
export const KEY_SLICE = 12;

export const REGIONS: readonly KnownRegion[] = [
  {
    name: 'Region A',
    code: { value: '1386000', scheme: 'SCT', meaning: 'Intracranial hemorrhage' },
    slices: [11, KEY_SLICE, 13],
    holds: (column, row) =>
      column >= SQUARE.left &&
      column < SQUARE.left + SQUARE.size &&
      row >= SQUARE.top &&
      row < SQUARE.top + SQUARE.size,
  },
  {
    name: 'Region B',
    code: { value: 'ICALC', scheme: '99AIRW', meaning: 'Intracranial calcification' },
    slices: [KEY_SLICE, 13],
    holds: (column, row) => (column - DISC.column) ** 2 + (row - DISC.row) ** 2 <= DISC.radius ** 2,
  },
];

/** The region as the object builders take a finding. */
export function lesionOf(region: KnownRegion, images: ImageStudy, trackingUid = newUid()): Lesion {
  const { rows, columns, pixelSpacingMm, sliceSpacingMm } = images;
  const plane = Uint8Array.from({ length: rows * columns }, (_, at) =>
    region.holds(at % columns, Math.floor(at / columns)) ? 1 : 0,
  );
  const inPlane = [...plane.keys()].filter((at) => plane[at]);
  const columnsIn = inPlane.map((at) => at % columns);
  const rowsIn = inPlane.map((at) => Math.floor(at / columns));
  const span = (values: number[]): [number, number] => [Math.min(...values), Math.max(...values)];
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const hu = images.images[KEY_SLICE]?.hu ?? new Int16Array(rows * columns);
  const centre = { slice: KEY_SLICE, row: Math.round(mean(rowsIn)), column: Math.round(mean(columnsIn)) };
  const [x = 0, y = 0, z = 0] = images.images[KEY_SLICE]?.positionMm ?? [];
  const [spacingRow, spacingColumn] = pixelSpacingMm;
  const [from, to] = span(columnsIn);
  const voxels = inPlane.length * region.slices.length;
  return {
    abnormality: { code: region.code, alertable: false },
    mask: new Map(region.slices.map((slice) => [slice, plane])),
    rangeHu: [0, 100],
    voxels,
    volumeMm3: voxels * spacingRow * spacingColumn * sliceSpacingMm,
    bounds: { slice: span(region.slices), row: span(rowsIn), column: span(columnsIn) },
    // The synthetic studies lie along the axes of the patient.
    centroidMm: [x + centre.column * spacingColumn, y + centre.row * spacingRow, z],
    centroidIndex: centre,
    maxDiameterMm: (to - from + 1) * spacingColumn,
    meanHu: mean(inPlane.map((at) => hu[at] ?? 0)),
    keySlice: KEY_SLICE,
    outline: outlineOf(plane, columns),
    trackingId: region.name,
    trackingUid,
  };
}
