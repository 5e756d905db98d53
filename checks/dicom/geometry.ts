import type { DicomDataset, DicomObject } from '../../model/dicom/object';

export type Vector = readonly [number, number, number];

/** Where the pixels of an image or frame lie in the patient (PS3.3 C.7.6.2.1.1), in millimetres. */
export interface Plane {
  /** Centre of the first pixel. */
  position: Vector;
  /** Direction of a row, along which columns are counted. */
  row: Vector;
  /** Direction of a column, along which rows are counted. */
  column: Vector;
  normal: Vector;
  /** Between the centres of neighbouring rows, and of neighbouring columns. */
  spacing: readonly [number, number];
  rows: number;
  columns: number;
  frameOfReferenceUid: string;
}

export const dot = (a: Vector, b: Vector): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
export const minus = (a: Vector, b: Vector): Vector => [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
export const length = (a: Vector): number => Math.sqrt(dot(a, a));
export const cross = (a: Vector, b: Vector): Vector => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
];

export function vector(values: readonly number[]): Vector | undefined {
  const [x, y, z] = values;
  if (values.length !== 3 || x === undefined || y === undefined || z === undefined) return undefined;
  return [x, y, z].every(Number.isFinite) ? [x, y, z] : undefined;
}

/** The plane of a single-frame image; undefined where an attribute is missing. */
export function planeOf({ dataset }: DicomObject): Plane | undefined {
  return planeFrom(dataset, dataset, dataset, dataset);
}

/** A plane from the sets that hold position, orientation and spacing: the data set itself or items of functional groups. */
export function planeFrom(
  dataset: DicomDataset,
  position: DicomDataset | undefined,
  orientation: DicomDataset | undefined,
  measures: DicomDataset | undefined,
): Plane | undefined {
  const at = vector(position?.numbers('ImagePositionPatient') ?? []);
  const cosines = orientation?.numbers('ImageOrientationPatient') ?? [];
  const row = vector(cosines.slice(0, 3));
  const column = vector(cosines.slice(3));
  const [down, across] = measures?.numbers('PixelSpacing') ?? [];
  const rows = dataset.number('Rows');
  const columns = dataset.number('Columns');
  if (!at || !row || !column || !down || !across || !rows || !columns) return undefined;
  return {
    position: at,
    row,
    column,
    normal: cross(row, column),
    spacing: [down, across],
    rows,
    columns,
    frameOfReferenceUid: dataset.string('FrameOfReferenceUID') ?? '',
  };
}

/** A point of space in the plane's own terms: column and row (0 is the centre of the first), and distance along the normal. */
export function inPlane(plane: Plane, point: Vector): { column: number; row: number; distance: number } {
  const from = minus(point, plane.position);
  return {
    column: dot(from, plane.row) / plane.spacing[1],
    row: dot(from, plane.column) / plane.spacing[0],
    distance: dot(from, plane.normal),
  };
}

/** Centres of the four corner pixels. */
export function cornersOf({ position, row, column, spacing, rows, columns }: Plane): Vector[] {
  const right = spacing[1] * (columns - 1);
  const down = spacing[0] * (rows - 1);
  return [0, right].flatMap((x) =>
    [0, down].map((y): Vector => [
      position[0] + row[0] * x + column[0] * y,
      position[1] + row[1] * x + column[1] * y,
      position[2] + row[2] * x + column[2] * y,
    ]),
  );
}
