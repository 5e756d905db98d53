import { describe, expect, it } from 'vitest';
import type { DicomObject } from '../../model/dicom/object';
import type { Natural } from '../../tests/kit/dicom-bytes';
import {
  code,
  container,
  ctImage,
  FRAME_OF_REFERENCE,
  measurements,
  read,
  report,
  reportParts,
  segmentation,
} from '../../tests/kit/objects';
import { checkTrackedPlaces } from './tracked-places';

const GROUP = code('125007', 'DCM', 'Measurement Group');

describe('what is tracked by one UID', () => {
  const { tracking, finding, point } = reportParts();
  const placed = (...more: Natural[]) =>
    read(report([measurements([container(GROUP, [...tracking, finding, ...more], '1501')])]));
  const inSpace = (x: number): Natural => ({
    RelationshipType: 'CONTAINS',
    ValueType: 'SCOORD3D',
    ConceptNameCodeSequence: code('111030', 'DCM', 'Image Region'),
    GraphicType: 'POINT',
    GraphicData: [x, 2, 0],
    ReferencedFrameOfReferenceUID: FRAME_OF_REFERENCE,
  });
  /** 4 by 4 pixels of 1 mm, or 15 mm apart; one pixel is set, in the corner. */
  const drawn = (spacing = '1') => {
    const seg = segmentation();
    const [shared] = seg['SharedFunctionalGroupsSequence'] as Natural[];
    const measures = [{ PixelSpacing: [spacing, spacing], SliceThickness: '5' }];
    return read({
      ...seg,
      SharedFunctionalGroupsSequence: [{ ...shared, PixelMeasuresSequence: measures }],
      PixelData: { vr: 'OB', value: Uint8Array.of(0b1000_0000, 0, 0, 0) },
    });
  };
  const images = [ctImage(0), ctImage(1)].map(read);
  const rulesOf = (...results: DicomObject[]) => checkTrackedPlaces(results, images).map(({ rule }) => rule);

  it('may be marked by coordinates in or near its segment, on an image or in space', () => {
    expect(rulesOf(placed(point), drawn())).toEqual([]);
    expect(rulesOf(placed(inSpace(3)), drawn())).toEqual([]);
    expect(rulesOf(placed(inSpace(300)))).toEqual([]);
  });

  it('may not be marked elsewhere', () => {
    expect(rulesOf(placed(point), drawn('15'))).toEqual(['graph/tracked-in-one-place']);
    expect(rulesOf(placed(inSpace(30)), drawn())).toEqual(['graph/tracked-in-one-place']);
  });
});
