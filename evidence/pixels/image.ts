import { Context } from 'dcmjs-codecs';
import type { DicomDataset } from '../../model/dicom/object';

/** Image Pixel module (PS3.3 C.7.6.3), as far as a codec needs it. */
export interface ImageShape {
  transferSyntaxUid: string;
  width: number;
  height: number;
  frames: number;
  samplesPerPixel: number;
  bitsAllocated: number;
  bitsStored: number;
  pixelRepresentation: number;
  planarConfiguration: number;
  photometricInterpretation: string;
}

/** @throws a sentence where something is missing or cannot be */
export function shapeOf(dataset: DicomDataset, transferSyntaxUid: string): ImageShape {
  const number = (keyword: string, otherwise?: number): number => {
    const value = dataset.number(keyword) ?? otherwise;
    if (value === undefined || !Number.isInteger(value) || value < 0) throw new Error(`${keyword} is missing`);
    return value;
  };
  return {
    transferSyntaxUid,
    width: number('Columns'),
    height: number('Rows'),
    frames: number('NumberOfFrames', 1),
    samplesPerPixel: number('SamplesPerPixel'),
    bitsAllocated: number('BitsAllocated'),
    bitsStored: number('BitsStored'),
    pixelRepresentation: number('PixelRepresentation'),
    planarConfiguration: number('PlanarConfiguration', 0),
    photometricInterpretation: dataset.string('PhotometricInterpretation') ?? '',
  };
}

export const bytesOfFrame = ({ width, height, samplesPerPixel, bitsAllocated }: ImageShape): number =>
  (width * height * samplesPerPixel * bitsAllocated) / 8;

export function contextOf(
  shape: ImageShape,
  data: { encodedBuffer?: Uint8Array; decodedBuffer?: Uint8Array },
): Context {
  const { width, height, samplesPerPixel, bitsAllocated, bitsStored } = shape;
  const { pixelRepresentation, planarConfiguration, photometricInterpretation } = shape;
  return new Context({
    ...{ width, height, samplesPerPixel, bitsAllocated, bitsStored },
    ...{ pixelRepresentation, planarConfiguration, photometricInterpretation },
    ...data,
  });
}
