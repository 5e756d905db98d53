import { newUid } from '../../../protocols/dimse/uids';
import { carries, type Editable, editObjects, items, walk } from './tools/edit-dicom';
import type { Mutant } from './types';

const inSeg = (edit: (seg: Editable) => void): Mutant['hooks'] => ({
  objects: (objects) => editObjects(objects, carries('seg'), edit),
});

/** Defects of where the segmentation lies. */
export const SEGMENTATION_MUTANTS: Mutant[] = [
  {
    id: 'seg-shifted-by-one-slice',
    requirement: 'AIR-EC-33',
    sentence: 'The segmentation lies one slice beside the finding.',
    hooks: inSeg((seg) => {
      const places = items(seg, 'PerFrameFunctionalGroupsSequence').map(
        (frame) => items(frame, 'PlanePositionSequence')[0],
      );
      const positions = places.map((place) => (place?.['ImagePositionPatient'] as number[]).map(Number));
      const [first = [0, 0, 0], second = first.map((value, axis) => value + (axis === 2 ? 5 : 0))] = positions;
      const step = second.map((value, axis) => value - (first[axis] ?? 0));
      for (const [i, place] of places.entries())
        if (place) place['ImagePositionPatient'] = positions[i]?.map((value, axis) => value + (step[axis] ?? 0));
    }),
  },
  {
    id: 'seg-mirrored',
    requirement: 'RCR-A2.3',
    sentence: 'The segmentation is mirrored: it marks the other side of the head.',
    hooks: inSeg((seg) => {
      seg['PixelData'] = mirrored(bytesOf(seg['PixelData']), Number(seg['Columns']));
    }),
  },
  {
    id: 'seg-other-frame-of-reference',
    requirement: 'AIR-EC-33',
    sentence: 'The segmentation is in another Frame of Reference than the images that it segments.',
    hooks: inSeg((seg) => {
      const uid = newUid();
      walk(seg, (item) => {
        if (item['FrameOfReferenceUID'] !== undefined) item['FrameOfReferenceUID'] = uid;
      });
    }),
  },
];

function bytesOf(value: unknown): Buffer {
  if (!Buffer.isBuffer(value)) throw new Error('The segmentation has no pixel data to mirror.');
  return value;
}

/** Left for right in every row of a bit per pixel, least significant bit first (PS3.5 8.2). */
function mirrored(bits: Buffer, columns: number): Buffer {
  const result = Buffer.alloc(bits.length);
  for (let at = 0; at < bits.length * 8; at += 1) {
    if (((bits[at >> 3] ?? 0) >> (at & 7)) % 2 === 0) continue;
    const row = Math.floor(at / columns);
    const to = row * columns + (columns - 1 - (at % columns));
    result[to >> 3] = (result[to >> 3] ?? 0) | (1 << (to & 7));
  }
  return result;
}
