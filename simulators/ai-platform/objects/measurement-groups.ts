import type { NaturalDataset } from '../../../protocols/dimse/client';
import type { ImageStudy, Lesion, SourceImage } from '../analysis/types';
import { outlineOf } from '../analysis/outline';
import { dcm, sct, UNIT } from './codes';
import { code, container, image, num, scoord, scoord3d, text, uidref } from './content-items';
import { algorithmIdentification } from './report-context';
import type { BuildContext, FoundLesion, ResultObject } from './types';

const GROUP = dcm('125007', 'Measurement Group');
const REGION = dcm('111030', 'Image Region');
const DERIVATION = dcm('121401', 'Derivation');
const BRAIN = sct('12738006', 'Brain');

/** For each lesion what it measures (TID 1411) and where it is (TID 1501). */
export function measurementGroups(context: BuildContext, segmentation: ResultObject | undefined): NaturalDataset[] {
  return context.lesions.flatMap((found) => [
    container(GROUP, volumetricGroup(found, context.images, segmentation), '1411'),
    container(GROUP, locationGroup(found, context.images), '1501'),
  ]);
}

function volumetricGroup(
  { lesion, algorithm, number }: FoundLesion,
  images: ImageStudy,
  segmentation: ResultObject | undefined,
): NaturalDataset[] {
  const keyImage = slice(images, lesion.keySlice);
  return [
    ...subject(lesion),
    ...algorithmIdentification(algorithm),
    ...(segmentation
      ? [
          image('CONTAINS', dcm('121191', 'Referenced Segment'), segmentation, { ReferencedSegmentNumber: number }),
          uidref('CONTAINS', dcm('121232', 'Source series for segmentation'), images.seriesInstanceUid),
        ]
      : outlines(lesion, images)),
    num(sct('118565006', 'Volume'), rounded(lesion.volumeMm3), UNIT.cubicMillimetre),
    num(sct('81827009', 'Diameter'), rounded(lesion.maxDiameterMm), UNIT.millimetre, [
      code('HAS CONCEPT MOD', DERIVATION, sct('56851009', 'Maximum')),
      image('INFERRED FROM', dcm('121112', 'Source of Measurement'), keyImage),
    ]),
    num(dcm('112031', 'Attenuation Coefficient'), rounded(lesion.meanHu), UNIT.hounsfield, [
      code('HAS CONCEPT MOD', DERIVATION, sct('373098007', 'Mean')),
    ]),
  ];
}

function locationGroup({ lesion }: FoundLesion, images: ImageStudy): NaturalDataset[] {
  const { slice: index, row, column } = lesion.centroidIndex;
  const inSpace = images.frameOfReferenceUid
    ? [scoord3d(REGION, 'POINT', lesion.centroidMm, images.frameOfReferenceUid)]
    : [];
  return [
    ...subject(lesion),
    ...inSpace,
    // The centre of a pixel is half a pixel from its corner.
    scoord(REGION, 'POINT', [column + 0.5, row + 0.5], slice(images, index)),
    ...diameterLine(lesion, images),
  ];
}

/** The line along which the diameter was measured. */
function diameterLine({ diameterEnds, keySlice }: Lesion, images: ImageStudy): NaturalDataset[] {
  if (!diameterEnds) return [];
  const data = diameterEnds.flatMap(({ column, row }) => [column, row]);
  return [scoord(REGION, 'POLYLINE', data, slice(images, keySlice))];
}

/** What a group is about: tracking, finding, site. */
function subject({ abnormality, trackingId, trackingUid }: Lesion): NaturalDataset[] {
  return [
    text('HAS OBS CONTEXT', dcm('112039', 'Tracking Identifier'), trackingId),
    uidref('HAS OBS CONTEXT', dcm('112040', 'Tracking Unique Identifier'), trackingUid),
    code('CONTAINS', dcm('121071', 'Finding'), abnormality.code),
    code('HAS CONCEPT MOD', sct('363698007', 'Finding Site'), BRAIN),
  ];
}

/** Where there is no segmentation, the region itself. */
function outlines({ mask }: Lesion, images: ImageStudy): NaturalDataset[] {
  return [...mask].map(([index, plane]) =>
    scoord(
      REGION,
      'POLYLINE',
      outlineOf(plane, images.columns).flatMap(({ column, row }) => [column, row]),
      slice(images, index),
    ),
  );
}

function slice({ images }: ImageStudy, index: number): SourceImage {
  const found = images[index];
  if (!found) throw new Error(`There is no slice ${index} among ${images.length}.`);
  return found;
}

function rounded(value: number): number {
  return Math.round(value * 10) / 10;
}
