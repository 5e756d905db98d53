import { newUid } from '../../../protocols/dimse/uids';
import type { Abnormality, Algorithm } from '../../../model/sut';
import { brainMask } from './brain-mask';
import { connectedComponents, type Component } from './components';
import { outlineOf } from './outline';
import { dilate, inRange } from './planes';
import { CALCIFICATION, HAEMORRHAGE } from './reference';
import { AnalysisError, type AnalysisResult, type ImageStudy, type Lesion } from './types';

/** Densities by which an abnormality is found, and how large it must be to count. */
interface Detector {
  code: string;
  rangeHu: [from: number, to: number];
  minVolumeMm3: number;
  /** Leaves out what touches denser matter: its rim has the density that is looked for, by partial volume. */
  awayFromDenser: boolean;
}

const DETECTORS: Detector[] = [
  { code: HAEMORRHAGE.value, rangeHu: [52, 100], minVolumeMm3: 500, awayFromDenser: true },
  { code: CALCIFICATION.value, rangeHu: [130, 3000], minVolumeMm3: 100, awayFromDenser: false },
];

/** A rim is taken for partial volume only beside matter that is denser by as much than what is looked for. */
const DENSER_BY_HU = 30;

/** Looks for what the algorithm evaluates in real pixels: density within the skull, connected regions, their size. */
export function analyse(study: ImageStudy, algorithm: Algorithm): AnalysisResult {
  const inside = brainMask(study);
  if (!inside.some((slice) => slice.includes(1))) throw new AnalysisError('No closed skull was found in the images.');
  const lesions = algorithm.abnormalities.flatMap((abnormality) => {
    const detector = DETECTORS.find((candidate) => candidate.code === abnormality.code.value);
    return detector ? detect(study, inside, abnormality, detector) : [];
  });
  return {
    algorithm,
    searched: inside,
    lesions,
    evaluated: algorithm.abnormalities.map((abnormality) => ({
      abnormality,
      present: lesions.some((lesion) => lesion.abnormality === abnormality),
    })),
  };
}

function detect(study: ImageStudy, inside: Uint8Array[], abnormality: Abnormality, detector: Detector): Lesion[] {
  const { images, rows, columns } = study;
  const voxelMm3 = study.pixelSpacingMm[0] * study.pixelSpacingMm[1] * study.sliceSpacingMm;
  const [from, to] = detector.rangeHu;
  const nearDenser = detector.awayFromDenser ? denserAndBeside(study, to + DENSER_BY_HU) : undefined;
  const wanted = images.map(({ hu }, slice) => {
    const searched = inside[slice];
    const near = nearDenser?.[slice];
    const plane = inRange(hu, from, to);
    for (let at = 0; at < plane.length; at += 1) if (searched?.[at] !== 1 || near?.[at] === 1) plane[at] = 0;
    return plane;
  });
  const components = connectedComponents(wanted, rows, columns);
  return components
    .filter((component) => component.length * voxelMm3 >= detector.minVolumeMm3)
    .map((component, index) =>
      lesionOf(study, component, voxelMm3, {
        abnormality,
        rangeHu: detector.rangeHu,
        trackingId: `${abnormality.code.meaning} ${index + 1}`,
        trackingUid: newUid(),
      }),
    );
}

/** What is denser than a limit, and the pixels around it in its slice. */
function denserAndBeside({ images, rows, columns }: ImageStudy, limitHu: number): Uint8Array[] {
  return images.map(({ hu }) => dilate(inRange(hu, limitHu, Infinity), rows, columns, 1));
}

function lesionOf(
  study: ImageStudy,
  component: Component,
  voxelMm3: number,
  known: Pick<Lesion, 'abnormality' | 'rangeHu' | 'trackingId' | 'trackingUid'>,
): Lesion {
  const { images, rows, columns } = study;
  const area = rows * columns;
  const mask = new Map<number, Uint8Array>();
  const sums = { slice: 0, row: 0, column: 0, hu: 0 };
  const bounds: Lesion['bounds'] = { slice: [Infinity, 0], row: [Infinity, 0], column: [Infinity, 0] };
  for (const voxel of component) {
    const slice = Math.floor(voxel / area);
    const at = voxel % area;
    const plane = mask.get(slice) ?? new Uint8Array(area);
    plane[at] = 1;
    mask.set(slice, plane);
    const place = { slice, row: Math.floor(at / columns), column: at % columns };
    for (const axis of ['slice', 'row', 'column'] as const) {
      sums[axis] += place[axis];
      bounds[axis] = [Math.min(bounds[axis][0], place[axis]), Math.max(bounds[axis][1], place[axis])];
    }
    sums.hu += images[slice]?.hu[at] ?? 0;
  }
  const count = component.length;
  const centre = { slice: sums.slice / count, row: sums.row / count, column: sums.column / count };
  const areas = [...mask].map(([slice, plane]) => ({ slice, area: areaOf(plane) }));
  const keySlice = areas.reduce((best, each) => (each.area > best.area ? each : best), { slice: 0, area: 0 }).slice;
  const outline = outlineOf(mask.get(keySlice) ?? new Uint8Array(area), columns);
  return {
    ...known,
    mask: new Map([...mask].sort(([a], [b]) => a - b)),
    voxels: count,
    volumeMm3: count * voxelMm3,
    bounds,
    centroidMm: pointOf(study, centre),
    centroidIndex: { slice: Math.round(centre.slice), row: Math.round(centre.row), column: Math.round(centre.column) },
    ...diameterOf(outline, study.pixelSpacingMm),
    meanHu: sums.hu / count,
    keySlice,
    outline,
  };
}

function areaOf(plane: Uint8Array): number {
  return plane.reduce((sum, value) => sum + value, 0);
}

/** Patient coordinates of a point given in slices, rows and columns (PS3.3 C.7.6.2.1.1). */
function pointOf(study: ImageStudy, at: { slice: number; row: number; column: number }): [number, number, number] {
  const { images, orientation, pixelSpacingMm } = study;
  const below = Math.floor(at.slice);
  const start = images[below]?.positionMm ?? [0, 0, 0];
  const next = images[Math.min(below + 1, images.length - 1)]?.positionMm ?? start;
  return [0, 1, 2].map((axis) => {
    const origin = (start[axis] ?? 0) + ((next[axis] ?? 0) - (start[axis] ?? 0)) * (at.slice - below);
    return (
      origin +
      (orientation[axis] ?? 0) * pixelSpacingMm[1] * at.column +
      (orientation[axis + 3] ?? 0) * pixelSpacingMm[0] * at.row
    );
  }) as [number, number, number];
}

function diameterOf(
  outline: Lesion['outline'],
  [rowMm, columnMm]: [number, number],
): Required<Pick<Lesion, 'maxDiameterMm' | 'diameterEnds'>> {
  const [start = { column: 0, row: 0 }] = outline;
  let longest: ReturnType<typeof diameterOf> = { maxDiameterMm: 0, diameterEnds: [start, start] };
  for (const a of outline) {
    for (const b of outline) {
      const length = Math.hypot((a.column - b.column) * columnMm, (a.row - b.row) * rowMm);
      if (length > longest.maxDiameterMm) longest = { maxDiameterMm: length, diameterEnds: [a, b] };
    }
  }
  return longest;
}
