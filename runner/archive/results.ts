import { CARRIERS, type Carrier } from '../../model/sut';
import { natural, readMeta, toPart10 } from '../../protocols/dimse/part10';
import { newUid } from '../../protocols/dimse/uids';
import type { NaturalDataset } from '../../protocols/dimse/types';
import type { BuiltStudy, StudyInstance } from '../../fixtures/studies';
import { analyse } from '../../simulators/ai-platform/analysis/analyse';
import { readImages } from '../../simulators/ai-platform/analysis/read-images';
import { REFERENCE_ALGORITHM, REFERENCE_INTENDED_USE } from '../../simulators/ai-platform/analysis/reference';
import type { AnalysisResult, ImageStudy } from '../../simulators/ai-platform/analysis/types';
import { buildResultObjects } from '../../simulators/ai-platform/objects/build';

/** The study whose analysis is sent to an archive under test: what is in it is known. */
export const ARCHIVE_STUDY = 'ct-head-haemorrhage';

/** The kinds of IHE AIR alone; all kinds are all carriers. */
export const AIR_CARRIERS: readonly Carrier[] = ['sr', 'seg', 'parametric-map', 'key-object'];

/** The kinds whose Pixel Data can be compressed: those of a Parametric Map are floats. */
export const WITH_PIXELS: readonly Carrier[] = ['secondary-capture', 'overlay', 'seg'];

/** The first of each kind: compressing all key images in every transfer syntax would take long and show nothing more. */
export function oneOfEachKind(instances: readonly StudyInstance[]): StudyInstance[] {
  const first = new Map<string, StudyInstance>();
  for (const instance of instances) if (!first.has(instance.sopClassUid)) first.set(instance.sopClassUid, instance);
  return [...first.values()];
}

/** Pixels of the synthetic study are always the same, and so is what is found in them. */
let found: AnalysisResult | undefined;

function analysisOf(images: ImageStudy): AnalysisResult {
  found ??= analyse(images, REFERENCE_ALGORITHM);
  return { ...found, lesions: found.lesions.map((lesion) => ({ ...lesion, trackingUid: newUid() })) };
}

/**
 * The reference platform's results for a study, each with fresh UIDs, and with what an archive may be tempted to drop: a
 * second algorithm in Contributing Equipment, private attributes (also nested), and the keys that AIR queries by.
 */
export function makeResults(study: BuiltStudy, carriers: readonly Carrier[] = CARRIERS): StudyInstance[] {
  const images = readImages(study.instances.map(({ bytes }) => bytes));
  const objects = buildResultObjects(analysisOf(images), images, {
    carriers,
    intendedUse: REFERENCE_INTENDED_USE,
    now: new Date(),
    llmText: true,
  });
  return objects.map(({ sopClassUid, sopInstanceUid, bytes }) => ({
    sopClassUid,
    sopInstanceUid,
    bytes: rewritten(bytes, enrich),
  }));
}

/** The same object with its data set changed; the transfer syntax stays. */
export function rewritten(bytes: Buffer, edit: (dataset: NaturalDataset) => NaturalDataset): Buffer {
  return toPart10(edit(natural(bytes)), readMeta(bytes).meta.transferSyntaxUid);
}

const PRIVATE_VR = { '00990010': 'LO', '00991001': 'LO', '00991002': 'DS', '00991003': 'OB', '00991004': 'SQ' };
const IMAGES = new Set(['1.2.840.10008.5.1.4.1.1.2', '1.2.840.10008.5.1.4.1.1.7']);
const HEAD = [{ CodeValue: '69536005', CodingSchemeDesignator: 'SCT', CodeMeaning: 'Head' }];

function enrich(dataset: NaturalDataset): NaturalDataset {
  const equipment = dataset['ContributingEquipmentSequence'] as NaturalDataset[];
  return {
    ...dataset,
    SeriesDescriptionCodeSequence: [
      { CodeValue: 'AI-RESULTS', CodingSchemeDesignator: '99AIRW', CodeMeaning: 'AI results' },
    ],
    ...(IMAGES.has(String(dataset['SOPClassUID']))
      ? { ImageLaterality: 'U', PrimaryAnatomicStructureSequence: HEAD }
      : {}),
    ContributingEquipmentSequence: [
      ...equipment,
      {
        ...equipment[0],
        Manufacturer: 'airworthy second maker',
        ManufacturerModelName: 'Second algorithm',
        SoftwareVersions: '7.3',
        DeviceUID: '2.25.7301',
      },
    ],
    '00990010': 'AIRWORTHY TEST',
    '00991001': 'Private text of the algorithm',
    '00991002': '0.7310',
    '00991003': Buffer.from([0x00, 0x7f, 0x80, 0xff]),
    '00991004': [{ '00990010': 'AIRWORTHY TEST', '00991001': 'nested', _vrMap: PRIVATE_VR }],
    _vrMap: { ...(dataset['_vrMap'] as Record<string, string> | undefined), ...PRIVATE_VR },
  };
}
