import { SOP } from '../../checks/dicom/sop-classes';
import type { Natural } from './dicom-bytes';
import { ctImage, segmentation } from './objects';

/** A result image with an overlay plane of its own size. */
export function withOverlay(more: Natural = {}): Natural {
  return {
    ...ctImage(0),
    ImageType: ['DERIVED', 'PRIMARY'],
    '60000010': { vr: 'US', value: 4 },
    '60000011': { vr: 'US', value: 4 },
    '60000040': { vr: 'CS', value: 'G' },
    '60000050': { vr: 'SS', value: [1, 1] },
    '60000100': { vr: 'US', value: 1 },
    '60000102': { vr: 'US', value: 0 },
    '60003000': { vr: 'OW', value: Buffer.alloc(2) },
    ...more,
  };
}

/** A segmentation with a byte a pixel, all of that value; 100 is certain. */
export function fractional(value: number): Natural {
  return {
    ...segmentation(),
    SegmentationType: 'FRACTIONAL',
    SegmentationFractionalType: 'PROBABILITY',
    MaximumFractionalValue: 100,
    BitsAllocated: 8,
    BitsStored: 8,
    HighBit: 7,
    PixelData: { vr: 'OB', value: new Uint8Array(32).fill(value) },
  };
}

/** The same as Label Map Segmentation (PS3.3 A.51.4): each value names a segment. */
export function labelMap(value: number, more: Natural = {}): Natural {
  const natural = fractional(value);
  const [shared = {}] = natural.SharedFunctionalGroupsSequence as Natural[];
  return {
    ...natural,
    SOPClassUID: SOP.labelMapSegmentation,
    SegmentationType: 'LABELMAP',
    SegmentationFractionalType: undefined,
    MaximumFractionalValue: undefined,
    SharedFunctionalGroupsSequence: [{ ...shared, SegmentIdentificationSequence: undefined }],
    ...more,
  };
}
