import { DimseError, type DimseClientOptions, find, type NaturalDataset } from '../../../protocols/dimse/client';

export interface Listed {
  sopInstanceUid: string;
  sopClassUid: string;
}

/**
 * What the PACS lists of a study, by C-FIND at IMAGE level: all at once where it allows that (relational queries, PS3.4
 * C.4.1.2.2), otherwise series by series.
 */
export async function listStudy(pacs: DimseClientOptions, studyInstanceUid: string): Promise<Listed[]> {
  const keys = { StudyInstanceUID: studyInstanceUid, SOPInstanceUID: '', SOPClassUID: '' };
  try {
    const all = await find(pacs, 'IMAGE', { ...keys, SeriesInstanceUID: '' });
    if (all.length > 0) return all.map(listed);
  } catch (error) {
    if (!(error instanceof DimseError && error.code === 'status')) throw error;
  }
  const series = await find(pacs, 'SERIES', { StudyInstanceUID: studyInstanceUid, SeriesInstanceUID: '' });
  const found: Listed[] = [];
  for (const { SeriesInstanceUID } of series)
    found.push(...(await find(pacs, 'IMAGE', { ...keys, SeriesInstanceUID })).map(listed));
  return found;
}

/** Which of these instances the PACS lists, by C-FIND with a list of UIDs (PS3.4 C.2.2.2.2). */
export async function listInstances(
  pacs: DimseClientOptions,
  studyInstanceUid: string,
  sopInstanceUids: readonly string[],
): Promise<Set<string>> {
  const keys = { StudyInstanceUID: studyInstanceUid, SeriesInstanceUID: '', SOPInstanceUID: sopInstanceUids };
  try {
    const found = new Set((await find(pacs, 'IMAGE', keys)).map((match) => listed(match).sopInstanceUid));
    if (sopInstanceUids.every((uid) => found.has(uid))) return found;
  } catch (error) {
    if (!(error instanceof DimseError && error.code === 'status')) throw error;
  }
  // Not every PACS takes lists, or queries across series.
  return new Set((await listStudy(pacs, studyInstanceUid)).map(({ sopInstanceUid }) => sopInstanceUid));
}

/** Number of Study Related Instances (0020,1208); undefined where the PACS does not know the study or does not say. */
export async function countOnPacs(pacs: DimseClientOptions, studyInstanceUid: string): Promise<number | undefined> {
  const keys = { StudyInstanceUID: studyInstanceUid, NumberOfStudyRelatedInstances: '' };
  const [study] = await find(pacs, 'STUDY', keys);
  const count = Number(study?.['NumberOfStudyRelatedInstances'] || NaN);
  return Number.isInteger(count) ? count : undefined;
}

/** The study with this accession number; undefined where there is none, or more than one. */
export async function studyOnPacs(pacs: DimseClientOptions, accessionNumber: string): Promise<string | undefined> {
  if (accessionNumber === '') return undefined;
  const found = await find(pacs, 'STUDY', { AccessionNumber: accessionNumber, StudyInstanceUID: '' });
  const uids = new Set(found.map((match) => String(match['StudyInstanceUID'] ?? '')).filter((uid) => uid !== ''));
  return uids.size === 1 ? [...uids][0] : undefined;
}

function listed(match: NaturalDataset): Listed {
  return { sopInstanceUid: String(match['SOPInstanceUID'] ?? ''), sopClassUid: String(match['SOPClassUID'] ?? '') };
}

const STORAGE = '1.2.840.10008.5.1.4.1.1.';
/** Presentation states, structured reports and key objects, encapsulated documents, segmentations, raw data, RT. */
const NO_IMAGE = /^(11|88|104|66|481|9)(\.|$)/;

/** Whether a SOP class holds images that can be analysed; unknown ones are taken to. */
export function isImage(sopClassUid: string): boolean {
  return !sopClassUid.startsWith(STORAGE) || !NO_IMAGE.test(sopClassUid.slice(STORAGE.length));
}
