import { toPart10 } from '../../protocols/dimse/part10';
import { EXPLICIT_VR_LITTLE_ENDIAN, newUid } from '../../protocols/dimse/uids';
import type { StudyInstance } from '../../fixtures/studies';
import type { Scene } from './scene';

/** Coronal images through the same volume, in the same frame of reference: every fourth row of the axial images. */
export function coronalSeries({ images }: Scene): StudyInstance[] {
  const series = newUid();
  const [first] = images.images;
  if (!first) return [];
  const depth = images.images.length;
  const top = images.images[depth - 1]?.positionMm[2] ?? 0;
  const [x, y] = first.positionMm;
  const intercept = Number(first.dataset['RescaleIntercept'] ?? 0);
  const rows = Array.from({ length: Math.floor(images.rows / 4) }, (_, index) => index * 4);
  return rows.map((row, index) => {
    const pixels = Buffer.alloc(depth * images.columns * 2);
    // From head to feet, as coronal images are shown.
    for (let z = 0; z < depth; z += 1) {
      const { hu } = images.images[depth - 1 - z] ?? first;
      for (let column = 0; column < images.columns; column += 1) {
        const stored = Math.max(0, (hu[row * images.columns + column] ?? 0) - intercept);
        pixels.writeUInt16LE(stored, (z * images.columns + column) * 2);
      }
    }
    const sopInstanceUid = newUid();
    const { PixelData: _pixels, ...header } = first.dataset;
    const dataset = {
      ...header,
      SOPInstanceUID: sopInstanceUid,
      SeriesInstanceUID: series,
      SeriesNumber: 2,
      SeriesDescription: 'CT HEAD coronal',
      ImageType: ['DERIVED', 'SECONDARY', 'REFORMATTED'],
      InstanceNumber: index + 1,
      ImagePositionPatient: [x, y + row * images.pixelSpacingMm[0], top],
      ImageOrientationPatient: [1, 0, 0, 0, 0, -1],
      PixelSpacing: [images.sliceSpacingMm, images.pixelSpacingMm[1]],
      SliceThickness: images.pixelSpacingMm[0],
      SpacingBetweenSlices: images.pixelSpacingMm[0] * 4,
      SliceLocation: undefined,
      Rows: depth,
      Columns: images.columns,
      PixelData: pixels,
    };
    return { sopClassUid: first.sopClassUid, sopInstanceUid, bytes: toPart10(dataset, EXPLICIT_VR_LITTLE_ENDIAN) };
  });
}
