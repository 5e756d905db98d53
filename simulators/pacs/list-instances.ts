import type { DimsePeer } from '../../model/actors';
import { find } from '../../protocols/dimse/client';

/** SOP Instance UIDs of a study, by C-FIND at IMAGE level below each of its series. */
export async function listInstances(pacs: DimsePeer, studyInstanceUid: string): Promise<string[]> {
  const client = { callingAeTitle: 'AIRWORTHY', peer: pacs, timeoutMs: 30_000 };
  const series = await find(client, 'SERIES', { StudyInstanceUID: studyInstanceUid, SeriesInstanceUID: '' });
  const uids: string[] = [];
  for (const { SeriesInstanceUID } of series) {
    const images = await find(client, 'IMAGE', {
      StudyInstanceUID: studyInstanceUid,
      SeriesInstanceUID,
      SOPInstanceUID: '',
    });
    uids.push(...images.map(({ SOPInstanceUID }) => String(SOPInstanceUID)));
  }
  return uids;
}
