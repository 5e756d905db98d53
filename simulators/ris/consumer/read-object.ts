import { codeOf } from '../../../model/dicom/codes';
import type { DicomDataset, DicomObject } from '../../../model/dicom/object';
import { readReport } from './read-report';
import { REPORT_CLASSES, SEGMENTATION } from './result-classes';
import type { ObjectReading, Segment } from './types';

/** Reads one result object. What it does not know of it is passed over and noted; it never throws for content. */
export function readResultObject(object: DicomObject): ObjectReading {
  const { dataset, sopClassUid, sopInstanceUid } = object;
  const reading: ObjectReading = {
    sopClassUid,
    sopInstanceUid,
    measurements: [],
    findings: [],
    evaluations: [],
    segments: sopClassUid === SEGMENTATION ? dataset.items('SegmentSequence').map(segmentOf) : [],
    algorithms: dataset
      .items('ContributingEquipmentSequence')
      .filter((item) => codeOf(item, 'PurposeOfReferenceCodeSequence')?.value === '109102')
      .map((item) => ({
        name: item.string('ManufacturerModelName') ?? '',
        version: item.strings('SoftwareVersions').join(', '),
        manufacturer: item.string('Manufacturer') ?? '',
      })),
    notRead: [],
  };
  if (!REPORT_CLASSES.has(sopClassUid)) return reading;
  const content = readReport(object);
  const [only, second] = reading.algorithms;
  if (!only || second) return { ...reading, ...content };
  // Where the content names none, it is the one that contributed.
  const named = <T extends { algorithm: { name: string; version: string } }>(each: T): T =>
    each.algorithm.name === '' ? { ...each, algorithm: { name: only.name, version: only.version } } : each;
  return {
    ...reading,
    ...content,
    measurements: content.measurements.map(named),
    findings: content.findings.map(named),
    evaluations: content.evaluations.map(named),
  };
}

function segmentOf(item: DicomDataset): Segment {
  const finding = codeOf(item, 'SegmentedPropertyTypeCodeSequence');
  return {
    label: item.string('SegmentLabel') ?? '',
    trackingId: item.string('TrackingID') ?? '',
    trackingUid: item.string('TrackingUID') ?? '',
    algorithm: item.string('SegmentAlgorithmName') ?? '',
    ...(finding ? { finding } : {}),
  };
}
