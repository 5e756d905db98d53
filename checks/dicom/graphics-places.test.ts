import { describe, expect, it } from 'vitest';
import type { Natural } from '../../tests/kit/dicom-bytes';
import { ctImage, presentationState, read, segmentation } from '../../tests/kit/objects';
import { checkGraphicsPlaces } from './graphics-places';

const images = [ctImage(0), ctImage(1)].map(read);
const corner = (spacing = '1'): Natural => {
  const [shared] = segmentation()['SharedFunctionalGroupsSequence'] as Natural[];
  return {
    ...segmentation(),
    SharedFunctionalGroupsSequence: [
      { ...shared, PixelMeasuresSequence: [{ PixelSpacing: [spacing, spacing], SliceThickness: '5' }] },
    ],
    PixelData: { vr: 'OB', value: Uint8Array.of(0b1000_0000, 0, 0, 0) },
  };
};
const annotated = (more: Natural): Natural => {
  const [annotation] = presentationState()['GraphicAnnotationSequence'] as Natural[];
  const [graphic] = annotation?.['GraphicObjectSequence'] as Natural[];
  return {
    ...presentationState(),
    GraphicAnnotationSequence: [{ ...annotation, GraphicObjectSequence: [{ ...graphic, ...more }] }],
  };
};
/** One pixel is set: the first of the image. */
const overlay = (more: Natural = {}): Natural => ({
  ...ctImage(0),
  SOPInstanceUID: '1.2.3.100.8.1',
  ImageType: ['DERIVED', 'SECONDARY', 'AXIAL'],
  '60000010': { vr: 'US', value: 4 },
  '60000011': { vr: 'US', value: 4 },
  '60000040': { vr: 'CS', value: 'G' },
  '60000050': { vr: 'SS', value: [1, 1] },
  '60003000': { vr: 'OB', value: Uint8Array.of(1, 0) },
  ...more,
});
const rulesOf = (shown: Natural, ...drawn: Natural[]) =>
  checkGraphicsPlaces(read(shown), drawn.map(read), images).map(({ rule }) => rule);

describe('graphics beside a segmentation', () => {
  it('are in its place', () => {
    expect(rulesOf(presentationState(), corner())).toEqual([]);
    expect(rulesOf(overlay(), corner())).toEqual([]);
  });

  it('are in another place', () => {
    expect(rulesOf(presentationState(), corner('30'))).toEqual(['graph/graphics-in-one-place']);
    expect(rulesOf(overlay(), corner('30'))).toEqual(['graph/graphics-in-one-place']);
  });

  it('may be of one region of several', () => {
    expect(rulesOf(presentationState(), corner('30'), { ...corner(), SOPInstanceUID: '1.2.3.100.4.2' })).toEqual([]);
  });

  it('cannot be compared in display units, without ink, without pixels that are set, and without a segmentation', () => {
    const units = { GraphicAnnotationUnits: 'DISPLAY', GraphicData: [0.1, 0.1, 0.2, 0.2, 0.1, 0.1] };
    expect(rulesOf(annotated(units), corner('30'))).toEqual([]);
    expect(rulesOf(overlay({ '60003000': { vr: 'OB', value: new Uint8Array(2) } }), corner('30'))).toEqual([]);
    expect(rulesOf(presentationState(), segmentation())).toEqual([]);
    expect(rulesOf(presentationState())).toEqual([]);
  });
});
