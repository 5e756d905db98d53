import type { NaturalDataset } from '../../../protocols/dimse/client';
import { codeSequence, dcm, sct } from './codes';
import { type Series, writeObject } from './identity';
import { BY_POSITION, BY_SEGMENT, frameOf, multiFrame, sharedGeometry } from './multi-frame';
import { requestOfSeries } from './references';
import type { BuildContext, FoundLesion, ResultObject } from './types';

const SERIES: Series = {
  carrier: 'seg',
  sopClassUid: '1.2.840.10008.5.1.4.1.1.66.4',
  modality: 'SEG',
  description: 'AI segmentation of lesions',
  number: 9003,
};
/** CIELab of red, orange, yellow, green: each 0-100, -128-127, -128-127 as 16 bits (PS3.3 C.10.7.1.1). */
const COLOURS = [
  [34939, 53485, 50171],
  [49012, 38807, 52941],
  [63658, 27243, 56983],
  [57516, 10601, 54269],
];

/** BINARY segmentation, a segment for each lesion and a frame for each slice that it is in (PS3.3 A.51, C.8.20). */
export function segmentation(context: BuildContext): ResultObject {
  const { images, lesions } = context;
  const slices = [...new Set(lesions.flatMap(({ lesion }) => [...lesion.mask.keys()]))].sort((a, b) => a - b);
  const frames = lesions.flatMap(({ lesion, number }) =>
    [...lesion.mask].flatMap(([slice, mask]) => {
      const source = images.images[slice];
      return source ? [{ number, source, mask, position: slices.indexOf(slice) + 1 }] : [];
    }),
  );
  return writeObject(context, SERIES, {
    ...multiFrame(context, frames.length, [BY_SEGMENT, BY_POSITION]),
    ...requestOfSeries(context),
    ImageType: ['DERIVED', 'PRIMARY'],
    ContentLabel: 'AI_LESIONS',
    ContentDescription: 'Lesions found by AI, not verified',
    ContentCreatorName: '',
    SamplesPerPixel: 1,
    PhotometricInterpretation: 'MONOCHROME2',
    BitsAllocated: 1,
    BitsStored: 1,
    HighBit: 0,
    PixelRepresentation: 0,
    SegmentationType: 'BINARY',
    SegmentsOverlap: 'NO',
    SegmentSequence: lesions.map(segmentOf),
    SharedFunctionalGroupsSequence: [sharedGeometry(images)],
    PerFrameFunctionalGroupsSequence: frames.map(({ number, source, position }) => ({
      ...frameOf(source, [number, position], 'segmentation'),
      SegmentIdentificationSequence: [{ ReferencedSegmentNumber: number }],
    })),
    PixelData: packBits(frames.map(({ mask }) => mask)),
  });
}

function segmentOf({ lesion, algorithm, number }: FoundLesion): NaturalDataset {
  return {
    SegmentNumber: number,
    SegmentLabel: lesion.trackingId.slice(0, 64),
    SegmentAlgorithmType: 'AUTOMATIC',
    SegmentAlgorithmName: `${algorithm.name} ${algorithm.version}`.slice(0, 64),
    SegmentationAlgorithmIdentificationSequence: [
      {
        AlgorithmFamilyCodeSequence: codeSequence(dcm('123110', 'Artificial Intelligence')),
        AlgorithmName: algorithm.name,
        AlgorithmVersion: algorithm.version,
        AlgorithmSource: algorithm.manufacturer,
      },
    ],
    SegmentedPropertyCategoryCodeSequence: codeSequence(sct('49755003', 'Morphologically Abnormal Structure')),
    SegmentedPropertyTypeCodeSequence: codeSequence(lesion.abnormality.code),
    AnatomicRegionSequence: codeSequence(sct('12738006', 'Brain')),
    TrackingID: lesion.trackingId,
    TrackingUID: lesion.trackingUid,
    RecommendedDisplayCIELabValue: COLOURS[(number - 1) % COLOURS.length],
  };
}

/** One bit a pixel, least significant first, frames one after the other without padding between (PS3.5 8.1.1). */
export function packBits(masks: readonly Uint8Array[]): Buffer {
  const bits = masks.reduce((sum, { length }) => sum + length, 0);
  const bytes = Buffer.alloc(2 * Math.ceil(bits / 16));
  let at = 0;
  for (const mask of masks) {
    for (const value of mask) {
      if (value) bytes[at >> 3] = (bytes[at >> 3] ?? 0) | (1 << (at & 7));
      at += 1;
    }
  }
  return bytes;
}
