import { DimseError, find, type NaturalDataset } from '../../protocols/dimse/client';
import type { DimseClientOptions } from '../../protocols/dimse/client';

/** Keys of analysis results (AIR Table 4.137-1, as far as known), with those that every archive must return. */
export const STUDY_KEYS: NaturalDataset = {
  StudyDate: '',
  StudyTime: '',
  AccessionNumber: '',
  PatientName: '',
  PatientID: '',
  StudyID: '',
  ModalitiesInStudy: '',
  NumberOfStudyRelatedSeries: '',
  NumberOfStudyRelatedInstances: '',
};
export const SERIES_KEYS: NaturalDataset = {
  SeriesInstanceUID: '',
  Modality: '',
  SeriesNumber: '',
  SeriesDescription: '',
  NumberOfSeriesRelatedInstances: '',
};
export const INSTANCE_KEYS: NaturalDataset = {
  SOPInstanceUID: '',
  SOPClassUID: '',
  InstanceNumber: '',
  ContributingEquipmentSequence: [],
  SegmentSequence: [],
  QuantityDefinitionSequence: [],
  PrimaryAnatomicStructureSequence: [],
  ImageLaterality: '',
  ConceptNameCodeSequence: [],
  ContentTemplateSequence: [],
};
const PLAIN_INSTANCE_KEYS: NaturalDataset = { SOPInstanceUID: '', SOPClassUID: '', InstanceNumber: '' };

export interface Listed {
  series: string[];
  instances: string[];
}

/** The whole tree of a study, level by level, each query below the unique keys above it (PS3.4 C.4.1.3.1.1). */
export async function listStudy(
  client: DimseClientOptions,
  studyInstanceUid: string,
  { airKeys = false }: { airKeys?: boolean } = {},
): Promise<Listed> {
  const above = { StudyInstanceUID: studyInstanceUid };
  await find(client, 'STUDY', { ...above, ...STUDY_KEYS });
  const found = await find(client, 'SERIES', {
    ...above,
    ...SERIES_KEYS,
    ...(airKeys ? { SeriesDescriptionCodeSequence: [] } : {}),
  });
  const series = uidsOf(found, 'SeriesInstanceUID');
  const instances: string[] = [];
  const keys = airKeys ? INSTANCE_KEYS : PLAIN_INSTANCE_KEYS;
  let refused: DimseError | undefined;
  for (const uid of series) {
    try {
      const listed = await find(client, 'IMAGE', { ...above, SeriesInstanceUID: uid, ...keys });
      instances.push(...uidsOf(listed, 'SOPInstanceUID'));
    } catch (error) {
      // What an archive cannot say of one series must not hide what it says of the others: their order is its own.
      if (!(error instanceof DimseError && error.code === 'status')) throw error;
      refused ??= error;
    }
  }
  if (refused) throw refused;
  return { series, instances };
}

function uidsOf(found: readonly NaturalDataset[], keyword: string): string[] {
  return [
    ...new Set(
      found.map((each) => each[keyword]).filter((uid): uid is string => typeof uid === 'string' && uid !== ''),
    ),
  ];
}
