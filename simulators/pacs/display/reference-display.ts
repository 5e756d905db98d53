import type { DimsePeer, Logger } from '../../../model/actors';
import { find, move, type NaturalDataset } from '../../../protocols/dimse/client';

export interface DisplayOptions {
  /** Of the workstation, to which the archive sends. */
  aeTitle: string;
  archive: DimsePeer;
  timeoutMs: number;
  log: Logger;
  /** Where it is to be a mutant: which series of results it fetches, by SOP class. */
  fetches?(sopClassUid: string): boolean;
  /** Where it is to be a mutant: it never asks for anything. */
  idle?: boolean;
}

/** Objects that hold results of an analysis, as IHE AIR has them. */
const RESULTS = new Set([
  '1.2.840.10008.5.1.4.1.1.88.34',
  '1.2.840.10008.5.1.4.1.1.66.4',
  '1.2.840.10008.5.1.4.1.1.30',
  '1.2.840.10008.5.1.4.1.1.88.59',
]);

/** What a viewer does when its user opens a patient: it queries level by level and fetches images and results. */
export async function openPatient(patientId: string, o: DisplayOptions): Promise<void> {
  const { aeTitle, archive, timeoutMs, log } = o;
  const client = { callingAeTitle: aeTitle, peer: archive, timeoutMs, log };
  const studies = await find(client, 'STUDY', { PatientID: patientId, StudyInstanceUID: '', ModalitiesInStudy: '' });
  for (const StudyInstanceUID of uids(studies, 'StudyInstanceUID')) {
    const series = await find(client, 'SERIES', { StudyInstanceUID, SeriesInstanceUID: '', Modality: '' });
    for (const SeriesInstanceUID of uids(series, 'SeriesInstanceUID')) {
      const key = { StudyInstanceUID, SeriesInstanceUID };
      const instances = await find(client, 'IMAGE', { ...key, SOPInstanceUID: '', SOPClassUID: '' });
      const [sopClassUid = ''] = uids(instances, 'SOPClassUID');
      if (o.idle || (RESULTS.has(sopClassUid) && o.fetches && !o.fetches(sopClassUid))) continue;
      await move(client, 'SERIES', key, aeTitle);
    }
  }
}

const uids = (found: readonly NaturalDataset[], keyword: string): string[] =>
  found.map((each) => each[keyword]).filter((uid): uid is string => typeof uid === 'string' && uid !== '');
