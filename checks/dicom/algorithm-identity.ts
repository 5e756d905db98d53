import type { DicomDataset, DicomObject } from '../../model/dicom/object';
import { codesOf, sameCode } from '../../model/dicom/codes';
import { buildContentTree, childNamed, type ContentItem, walkContent } from '../../model/dicom/sr-tree';
import { CONCEPT } from './concepts';
import { joinPath } from './rule';
import { isStructuredReport } from './sop-classes';

export interface AlgorithmNamed {
  name: string;
  version: string;
  manufacturer: string;
  deviceUid: string;
  path: string;
  /** Where it is named. */
  in: 'contributing-equipment' | 'sr-algorithm' | 'sr-device-observer' | 'algorithm-sequence' | 'general-equipment';
}

/**
 * Every algorithm or device that an object names as its maker: Contributing Equipment with purpose Processing Equipment,
 * TID 4019 and TID 1004 in an SR, Algorithm Identification Sequences, and General Equipment. '' for what is not said.
 */
export function algorithmsNamed(object: DicomObject): AlgorithmNamed[] {
  const { dataset } = object;
  return [
    ...processingEquipment(dataset).map((item) => item.named),
    ...(isStructuredReport(object.sopClassUid) ? inContent(buildContentTree(dataset)) : []),
    ...inAlgorithmSequences(dataset),
    equipment(dataset, '', 'general-equipment'),
  ].filter(({ name, version, manufacturer, deviceUid }) => (name || version || manufacturer || deviceUid) !== '');
}

/** Items of Contributing Equipment Sequence with purpose (109102, DCM, "Processing Equipment"). */
export function processingEquipment(
  dataset: DicomDataset,
): { item: DicomDataset; path: string; named: AlgorithmNamed }[] {
  return dataset.items('ContributingEquipmentSequence').flatMap((item, i) => {
    const purposes = codesOf(item, 'PurposeOfReferenceCodeSequence');
    if (!purposes.some((code) => sameCode(code, CONCEPT.processingEquipment))) return [];
    const path = `ContributingEquipmentSequence[${i}]`;
    return [{ item, path, named: equipment(item, path, 'contributing-equipment') }];
  });
}

function equipment(set: DicomDataset, path: string, where: AlgorithmNamed['in']): AlgorithmNamed {
  return {
    name: set.string('ManufacturerModelName') ?? '',
    // Several components may each have a version (PS3.3 C.7.5.1).
    version: set.strings('SoftwareVersions').join('\\'),
    manufacturer: set.string('Manufacturer') ?? '',
    deviceUid: set.string('DeviceUID') ?? '',
    path,
    in: where,
  };
}

/** TID 4019 wherever it stands, and device observers (TID 1004). */
export function inContent(root: ContentItem): AlgorithmNamed[] {
  const found: AlgorithmNamed[] = [];
  for (const item of walkContent(root)) {
    const name = childNamed(item, CONCEPT.algorithmName);
    const version = childNamed(item, CONCEPT.algorithmVersion);
    if (name ?? version) {
      found.push({
        name: name?.text ?? '',
        version: version?.text ?? '',
        manufacturer: childNamed(item, CONCEPT.algorithmManufacturer)?.text ?? '',
        deviceUid: '',
        path: (name ?? version)?.path ?? '',
        in: 'sr-algorithm',
      });
    }
    const uid = childNamed(item, CONCEPT.deviceObserverUid);
    const model = childNamed(item, CONCEPT.deviceObserverModel);
    const manufacturer = childNamed(item, CONCEPT.deviceObserverManufacturer);
    const first = model ?? uid ?? manufacturer;
    if (first) {
      found.push({
        name: model?.text ?? '',
        version: '',
        manufacturer: manufacturer?.text ?? '',
        deviceUid: uid?.text ?? '',
        path: first.path,
        in: 'sr-device-observer',
      });
    }
  }
  return found;
}

/** Segmentation Algorithm Identification and its like in other objects (PS3.3 table 10-19). */
export function inAlgorithmSequences(dataset: DicomDataset): AlgorithmNamed[] {
  const read = (items: DicomDataset[], path: string): AlgorithmNamed[] =>
    items.map((item, i) => ({
      name: item.string('AlgorithmName') ?? '',
      version: item.string('AlgorithmVersion') ?? '',
      manufacturer: item.string('AlgorithmSource') ?? '',
      deviceUid: '',
      path: `${path}[${i}]`,
      in: 'algorithm-sequence',
    }));
  const key = 'SegmentationAlgorithmIdentificationSequence';
  return dataset
    .items('SegmentSequence')
    .flatMap((segment, i) => read(segment.items(key), joinPath(`SegmentSequence[${i}]`, key)));
}
