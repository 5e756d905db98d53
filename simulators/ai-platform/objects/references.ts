import type { NaturalDataset } from '../../../protocols/dimse/client';
import type { SourceImage } from '../analysis/types';
import { codeSequence, dcm } from './codes';
import type { InstanceRef } from './content-items';
import type { BuildContext, ResultObject } from './types';

/** SOP Instance Reference macro (PS3.3 10.8). */
export function reference({ sopClassUid, sopInstanceUid }: InstanceRef): NaturalDataset {
  return { ReferencedSOPClassUID: sopClassUid, ReferencedSOPInstanceUID: sopInstanceUid };
}

/** The source series with its images, as the Common Instance Reference and presentation state modules list them. */
export function sourceSeries(
  { images }: BuildContext,
  listAs: 'ReferencedInstanceSequence' | 'ReferencedImageSequence',
): NaturalDataset[] {
  return [{ SeriesInstanceUID: images.seriesInstanceUid, [listAs]: images.images.map(reference) }];
}

/** Current Requested Procedure Evidence (PS3.3 C.17.2): source images and the results given, by series. */
export function evidence(
  { images }: BuildContext,
  sources: readonly SourceImage[],
  results: readonly ResultObject[] = [],
): NaturalDataset[] {
  const bySeries = new Map<string, InstanceRef[]>();
  if (sources.length > 0) bySeries.set(images.seriesInstanceUid, [...sources]);
  for (const result of results) {
    const listed = bySeries.get(result.seriesInstanceUid) ?? [];
    bySeries.set(result.seriesInstanceUid, [...listed, result]);
  }
  if (bySeries.size === 0) return [];
  const series = [...bySeries].map(([seriesInstanceUid, instances]) => ({
    SeriesInstanceUID: seriesInstanceUid,
    ReferencedSOPSequence: instances.map(reference),
  }));
  return [{ StudyInstanceUID: images.study['StudyInstanceUID'], ReferencedSeriesSequence: series }];
}

/** Referenced Request Sequence (PS3.3 C.17.2): the request that the images carry, with the numbers of the order. */
export function referencedRequest({ images, request }: BuildContext): NaturalDataset[] {
  const [ofImages] = (images.study['RequestAttributesSequence'] ?? []) as NaturalDataset[];
  const text = (value: unknown) => value ?? '';
  const procedure = ofImages?.['RequestedProcedureCodeSequence'] ?? images.study['ProcedureCodeSequence'];
  return [
    {
      StudyInstanceUID: images.study['StudyInstanceUID'],
      ReferencedStudySequence: [],
      AccessionNumber: text(images.study['AccessionNumber']),
      PlacerOrderNumberImagingServiceRequest: text(request?.placerOrderNumber),
      FillerOrderNumberImagingServiceRequest: text(request?.fillerOrderNumber),
      RequestedProcedureID: text(ofImages?.['RequestedProcedureID']),
      RequestedProcedureDescription: text(
        ofImages?.['RequestedProcedureDescription'] ?? images.study['StudyDescription'],
      ),
      RequestedProcedureCodeSequence: procedure ?? [],
    },
  ];
}

/** The request in the series of an image object (PS3.3 C.7.3.1). */
export function requestOfSeries({ images }: BuildContext): NaturalDataset {
  const items = images.study['RequestAttributesSequence'];
  return Array.isArray(items) && items.length > 0 ? { RequestAttributesSequence: items } : {};
}

/** Source Image Sequence item with its purpose (PS3.3 C.7.6.1.1.4). */
export function sourceImage(source: InstanceRef): NaturalDataset {
  return {
    ...reference(source),
    PurposeOfReferenceCodeSequence: codeSequence(dcm('121322', 'Source image for image processing operation')),
  };
}
