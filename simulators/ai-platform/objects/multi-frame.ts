import type { NaturalDataset } from '../../../protocols/dimse/client';
import { newUid } from '../../../protocols/dimse/uids';
import type { ImageStudy, SourceImage } from '../analysis/types';
import { codeSequence, dcm } from './codes';
import { dateOf, timeOf } from './identity';
import { sourceImage, sourceSeries } from './references';
import type { BuildContext } from './types';

/** What segmentation and parametric map share: multi-frame, dimension and reference modules (PS3.3 C.7.6.16, C.7.6.17). */
export function multiFrame(
  context: BuildContext,
  frames: number,
  dimensions: { pointer: string; group: string; description: string }[],
): NaturalDataset {
  const { images, now } = context;
  const organization = newUid();
  return {
    ContentDate: dateOf(now),
    ContentTime: timeOf(now),
    NumberOfFrames: frames,
    Rows: images.rows,
    Columns: images.columns,
    FrameOfReferenceUID: images.frameOfReferenceUid,
    PositionReferenceIndicator: '',
    DimensionOrganizationSequence: [{ DimensionOrganizationUID: organization }],
    DimensionIndexSequence: dimensions.map(({ pointer, group, description }) => ({
      DimensionOrganizationUID: organization,
      DimensionIndexPointer: pointer,
      FunctionalGroupPointer: group,
      DimensionDescriptionLabel: description,
    })),
    ReferencedSeriesSequence: sourceSeries(context, 'ReferencedInstanceSequence'),
    LossyImageCompression: '00',
    BodyPartExamined: images.bodyPartExamined,
  };
}

export const BY_POSITION = { pointer: '00200032', group: '00209113', description: 'Image Position (Patient)' };
export const BY_SEGMENT = { pointer: '0062000B', group: '0062000A', description: 'Referenced Segment Number' };

/** Shared: pixel measures and orientation of the source (PS3.3 C.7.6.16.2.1, 2.4). */
export function sharedGeometry({
  pixelSpacingMm,
  sliceThicknessMm,
  sliceSpacingMm,
  orientation,
}: ImageStudy): NaturalDataset {
  return {
    PixelMeasuresSequence: [
      {
        PixelSpacing: pixelSpacingMm,
        SliceThickness: sliceThicknessMm || sliceSpacingMm,
        SpacingBetweenSlices: sliceSpacingMm,
      },
    ],
    PlaneOrientationSequence: [{ ImageOrientationPatient: orientation }],
  };
}

/** Per frame: its place, and the image that it was derived from (PS3.3 C.7.6.16.2.3, 2.6). */
export function frameOf(source: SourceImage, indices: number[], derivation: 'segmentation' | 'map'): NaturalDataset {
  const how =
    derivation === 'segmentation' ? dcm('113076', 'Segmentation') : dcm('113062', 'Pixel by pixel subtraction');
  return {
    FrameContentSequence: [{ DimensionIndexValues: indices }],
    PlanePositionSequence: [{ ImagePositionPatient: source.positionMm }],
    DerivationImageSequence: [
      {
        DerivationCodeSequence: codeSequence(how),
        SourceImageSequence: [{ ...sourceImage(source), SpatialLocationsPreserved: 'YES' }],
      },
    ],
  };
}
