import type { Check, Finding } from '../../model/check';
import type { DicomDataset, DicomObject } from '../../model/dicom/object';
import { buildContentTree, walkContent } from '../../model/dicom/sr-tree';
import { ruleRow, rules } from './rule-row';

/** Positions agree within this, mm: decimal strings are rounded. */
const TOLERANCE_MM = 0.01;

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

const has =
  (valueType: 'SCOORD' | 'SCOORD3D') =>
  ({ object }: { object: DicomObject }): boolean =>
    [...walkContent(buildContentTree(object.dataset))].some((item) => item.graphic && item.valueType === valueType);

/** AIR-EC-29b and 30: coordinates lie where the images are. */
export const SPACE_CHECKS: Check[] = [
  ruleRow({
    id: 'air/coordinates-inside-image',
    title: 'Coordinates on an image lie inside it',
    clause: 'PS3.3 C.18.6.1.1',
    kinds: ['sr'],
    about: has('SCOORD'),
    none: 'No report came with coordinates on an image.',
    breaks: rules('sr/coordinates-inside-image'),
    fine: () => 'coordinates lie inside their images',
  }),
  ruleRow({
    id: 'air/frame-of-reference-of-images',
    title: 'Coordinates in space have the Frame of Reference of the images',
    clause: 'PS3.3 C.18.9',
    kinds: ['sr'],
    about: has('SCOORD3D'),
    none: 'No report came with coordinates in space.',
    breaks: rules('sr/coordinates-in-known-space', 'sr/frame-of-reference-named'),
    fine: () => 'coordinates in space have the Frame of Reference of the images',
  }),
  ruleRow({
    id: 'air/coordinates-in-volume',
    title: 'Coordinates in space lie in or near the images',
    clause: 'PS3.3 C.18.9',
    kinds: ['sr'],
    about: has('SCOORD3D'),
    none: 'No report came with coordinates in space.',
    breaks: rules('sr/coordinates-in-volume'),
    fine: () => 'coordinates in space lie in the volume of the images',
  }),
];
