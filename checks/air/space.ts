import type { Check } from '../../model/check';
import type { DicomObject } from '../../model/dicom/object';
import { buildContentTree, walkContent } from '../../model/dicom/sr-tree';
import { ruleRow, rules } from './rule-row';

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
