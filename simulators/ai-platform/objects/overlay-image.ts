import type { NaturalDataset } from '../../../protocols/dimse/client';
import type { SourceImage } from '../analysis/types';
import { dateOf, type Series, timeOf, writeObject } from './identity';
import { newUid } from '../../../protocols/dimse/uids';
import { WINDOW } from './presentation-state';
import { requestOfSeries, sourceImage } from './references';
import { packBits } from './segmentation';
import type { BuildContext, ResultObject } from './types';

const SERIES: Series = {
  carrier: 'overlay',
  sopClassUid: '1.2.840.10008.5.1.4.1.1.2',
  modality: 'CT',
  description: 'AI key images with overlay',
  number: 9007,
};
/** Acquisition attributes that a derived CT image keeps (PS3.3 C.8.2.1). */
const KEPT = ['KVP', 'AcquisitionNumber', 'PatientPosition', 'BodyPartExamined', 'SliceLocation', 'GantryDetectorTilt'];

/** Each key slice as a derived CT image with the contours of its lesions in an overlay plane, which a viewer can switch off. */
export function overlayImages(context: BuildContext): ResultObject[] {
  const seriesInstanceUid = newUid();
  return context.keySlices.flatMap((slice, index) => {
    const source = context.images.images[slice];
    if (!source) return [];
    const series = { ...SERIES, seriesInstanceUid, instanceNumber: index + 1 };
    return [writeObject(context, series, { ...imageOf(source, context), ...overlayOf(slice, context) })];
  });
}

/** Stored values are Hounsfield units, signed. */
function imageOf(source: SourceImage, context: BuildContext): NaturalDataset {
  const { images, now } = context;
  const kept = KEPT.filter((keyword) => source.dataset[keyword] !== undefined);
  return {
    KVP: '',
    AcquisitionNumber: '',
    ...Object.fromEntries(kept.map((keyword) => [keyword, source.dataset[keyword]])),
    ...requestOfSeries(context),
    ImageType: ['DERIVED', 'SECONDARY', 'AXIAL'],
    ContentDate: dateOf(now),
    ContentTime: timeOf(now),
    DerivationDescription: 'Copy of a slice with lesions found by AI in the overlay',
    SourceImageSequence: [sourceImage(source)],
    BurnedInAnnotation: 'NO',
    FrameOfReferenceUID: images.frameOfReferenceUid,
    PositionReferenceIndicator: '',
    ImagePositionPatient: source.positionMm,
    ImageOrientationPatient: images.orientation,
    SliceThickness: images.sliceThicknessMm || '',
    PixelSpacing: images.pixelSpacingMm,
    SamplesPerPixel: 1,
    PhotometricInterpretation: 'MONOCHROME2',
    Rows: images.rows,
    Columns: images.columns,
    BitsAllocated: 16,
    BitsStored: 16,
    HighBit: 15,
    PixelRepresentation: 1,
    RescaleIntercept: 0,
    RescaleSlope: 1,
    RescaleType: 'HU',
    WindowCenter: WINDOW.center,
    WindowWidth: WINDOW.width,
    PixelData: source.hu,
  };
}

/** Overlay Plane (PS3.3 C.9.2): group 6000, type graphics. */
function overlayOf(slice: number, { images, lesions }: BuildContext): NaturalDataset {
  const here = lesions.flatMap(({ lesion }) => {
    const mask = lesion.mask.get(slice);
    return mask ? [{ name: lesion.trackingId, edge: edgeOf(mask, images.columns) }] : [];
  });
  const plane = new Uint8Array(images.rows * images.columns);
  for (const { edge } of here) edge.forEach((value, at) => (plane[at] = (plane[at] ?? 0) | value));
  return {
    '60000010': images.rows,
    '60000011': images.columns,
    '60000022': `AI, not verified: ${here.map(({ name }) => name).join(', ')}`.slice(0, 64),
    '60000040': 'G',
    '60000045': 'AUTOMATED',
    '60000050': [1, 1],
    '60000100': 1,
    '60000102': 0,
    '60001500': 'AI findings',
    '60003000': packBits([plane]),
  };
}

/** Pixels of a mask that have a neighbour outside, in the four-neighbourhood. */
export function edgeOf(mask: Uint8Array, columns: number): Uint8Array {
  return mask.map((value, at) => {
    if (!value) return 0;
    const column = at % columns;
    const enclosed =
      column > 0 &&
      column < columns - 1 &&
      mask[at - 1] === 1 &&
      mask[at + 1] === 1 &&
      mask[at - columns] === 1 &&
      mask[at + columns] === 1;
    return enclosed ? 0 : 1;
  });
}
