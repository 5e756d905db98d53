import type { Check, Finding } from '../../model/check';
import type { DicomDataset, DicomObject } from '../../model/dicom/object';
import { buildContentTree, type ContentItem, walkContent } from '../../model/dicom/sr-tree';
import { ruleRow } from './rule-row';

/** Positions agree within this, mm: decimal strings are rounded. */
const TOLERANCE_MM = 0.01;
/** How far beside the images a point in space may lie, as a share of their extent. */
const MARGIN = 0.1;

const vector = (dataset: DicomDataset | undefined, key: string): number[] => dataset?.numbers(key) ?? [];

/**
 * Frames of a Segmentation that were made from one image that is known, pixel for pixel, lie where that image lies
 * (PS3.3 C.7.6.16.2.6, Spatial Locations Preserved).
 */
export function segmentsMisplaced(object: DicomObject, images: readonly DicomObject[]): Finding[] {
  const known = new Map(images.map((image) => [image.sopInstanceUid, image.dataset]));
  return object.dataset.items('PerFrameFunctionalGroupsSequence').flatMap((frame, i): Finding[] => {
    const sources = frame.items('DerivationImageSequence').flatMap((each) => each.items('SourceImageSequence'));
    const [source] = sources;
    if (!source || sources.length > 1 || source.string('SpatialLocationsPreserved') !== 'YES') return [];
    const image = known.get(source.string('ReferencedSOPInstanceUID') ?? '');
    const of = vector(image, 'ImagePositionPatient');
    const own = vector(frame.items('PlanePositionSequence')[0], 'ImagePositionPatient');
    if (of.length !== 3 || own.length !== 3) return [];
    if (own.every((value, axis) => Math.abs(value - (of[axis] ?? NaN)) <= TOLERANCE_MM)) return [];
    return [
      {
        rule: 'air/segment-lies-on-its-image',
        clause: 'PS3.3 C.7.6.16.2.6',
        severity: 'error',
        message: 'A segment does not lie where the image lies that it was made from.',
        path: `PerFrameFunctionalGroupsSequence[${i}].PlanePositionSequence[0].ImagePositionPatient`,
        seen: own.join('\\'),
        expected: of.join('\\'),
      },
    ];
  });
}

const graphicsOf = (object: DicomObject, valueType: 'SCOORD' | 'SCOORD3D'): ContentItem[] =>
  [...walkContent(buildContentTree(object.dataset))].filter((item) => item.graphic && item.valueType === valueType);
const has =
  (valueType: 'SCOORD' | 'SCOORD3D') =>
  ({ object }: { object: DicomObject }): boolean =>
    graphicsOf(object, valueType).length > 0;

/** AIR-EC-29b and 30: coordinates lie where the images are. */
export const SPACE_CHECKS: Check[] = [
  ruleRow({
    id: 'air/coordinates-inside-image',
    title: 'Coordinates on an image lie inside it',
    clause: 'PS3.3 C.18.6.1.2',
    kinds: ['sr'],
    about: has('SCOORD'),
    none: 'No report came with coordinates on an image.',
    breaks: () => false,
    also: ({ object }, { images = [] }) => outsideImage(object, images),
    fine: () => 'coordinates lie inside their images',
  }),
  ruleRow({
    id: 'air/frame-of-reference-of-images',
    title: 'Coordinates in space have the Frame of Reference of the images',
    clause: 'PS3.3 C.18.9',
    kinds: ['sr'],
    about: has('SCOORD3D'),
    none: 'No report came with coordinates in space.',
    breaks: () => false,
    also: ({ object }, { images = [] }) => inOtherFrame(object, images),
    fine: () => 'coordinates in space have the Frame of Reference of the images',
  }),
  ruleRow({
    id: 'air/coordinates-in-volume',
    title: 'Coordinates in space lie in or near the images',
    clause: 'PS3.3 C.18.9',
    kinds: ['sr'],
    about: has('SCOORD3D'),
    none: 'No report came with coordinates in space.',
    breaks: () => false,
    also: ({ object }, { images = [] }) => outsideVolume(object, images),
    fine: () => 'coordinates in space lie in the volume of the images',
  }),
];

function outsideImage(object: DicomObject, images: readonly DicomObject[]): Finding[] {
  const known = new Map(images.map((image) => [image.sopInstanceUid, image.dataset]));
  return graphicsOf(object, 'SCOORD').flatMap((item): Finding[] => {
    const image = known.get(item.children.find(({ reference }) => reference)?.reference?.sopInstanceUid ?? '');
    const limits = [image?.number('Columns'), image?.number('Rows')];
    const beyond = (item.graphic?.data ?? []).find((value, i) => {
      const limit = limits[i % 2];
      return limit !== undefined && (value < 0 || value > limit);
    });
    if (beyond === undefined) return [];
    return [
      {
        rule: 'air/coordinates-inside-image',
        clause: 'PS3.3 C.18.6.1.2',
        severity: 'error',
        message: 'A coordinate lies outside the image that it is selected from.',
        path: `${item.path}.GraphicData`,
        seen: (item.graphic?.data ?? []).slice(0, 8).join('\\'),
        expected: `0 to ${limits.join(' and ')}`,
      },
    ];
  });
}

function inOtherFrame(object: DicomObject, images: readonly DicomObject[]): Finding[] {
  const frames = new Set(images.flatMap(({ dataset }) => dataset.string('FrameOfReferenceUID') ?? []));
  if (frames.size === 0) return [];
  return graphicsOf(object, 'SCOORD3D').flatMap((item): Finding[] => {
    const seen = item.graphic?.frameOfReferenceUid;
    if (seen !== undefined && frames.has(seen)) return [];
    return [
      {
        rule: 'air/frame-of-reference-of-images',
        clause: 'PS3.3 C.18.9',
        severity: 'error',
        message: 'Coordinates in space are in another Frame of Reference than the images.',
        path: `${item.path}.ReferencedFrameOfReferenceUID`,
        seen: seen ?? 'absent',
        expected: [...frames].join(' or '),
      },
    ];
  });
}

function outsideVolume(object: DicomObject, images: readonly DicomObject[]): Finding[] {
  const corners = images.flatMap(({ dataset }) => cornersOf(dataset));
  if (corners.length === 0) return [];
  const box = [0, 1, 2].map((axis) => {
    const along = corners.map((corner) => corner[axis] ?? 0);
    const [from, to] = [Math.min(...along), Math.max(...along)];
    const margin = MARGIN * Math.max(to - from, 1);
    return { from: from - margin, to: to + margin };
  });
  return graphicsOf(object, 'SCOORD3D').flatMap((item): Finding[] => {
    const data = item.graphic?.data ?? [];
    const isOutside = data.some((value, i) => {
      const side = box[i % 3];
      return side !== undefined && (value < side.from || value > side.to);
    });
    if (!isOutside) return [];
    return [
      {
        rule: 'air/coordinates-in-volume',
        clause: 'PS3.3 C.18.9',
        severity: 'warning',
        message: 'A point in space lies far from the images that were analysed.',
        path: `${item.path}.GraphicData`,
        seen: data.slice(0, 6).join('\\'),
        expected: box.map(({ from, to }) => `${from.toFixed(0)} to ${to.toFixed(0)}`).join(', '),
      },
    ];
  });
}

/** The four corners of an image in patient coordinates, mm (PS3.3 C.7.6.2.1.1). */
function cornersOf(dataset: DicomDataset): number[][] {
  const [position, orientation, spacing] = ['ImagePositionPatient', 'ImageOrientationPatient', 'PixelSpacing'].map(
    (key) => vector(dataset, key),
  );
  const size = [dataset.number('Columns') ?? 0, dataset.number('Rows') ?? 0];
  if (position?.length !== 3 || orientation?.length !== 6 || spacing?.length !== 2) return [];
  return [0, 1].flatMap((right) =>
    [0, 1].map((down) =>
      position.map(
        (origin, axis) =>
          origin +
          (orientation[axis] ?? 0) * (spacing[1] ?? 0) * (size[0] ?? 0) * right +
          (orientation[axis + 3] ?? 0) * (spacing[0] ?? 0) * (size[1] ?? 0) * down,
      ),
    ),
  );
}
