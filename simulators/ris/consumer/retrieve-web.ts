import { DicomWebClient } from '../../../protocols/dicomweb/client';
import { jsonString } from '../../../protocols/dicomweb/dicom-json';
import type { RetrieveOptions } from './retrieve-dimse';
import { RESULT_CLASSES } from './result-classes';

/**
 * QIDO-RS of the study's instances, then WADO-RS of each that holds results.
 * @throws DicomWebError
 */
export async function retrieveByWeb(studyInstanceUid: string, o: RetrieveOptions): Promise<Buffer[]> {
  const { consumer, hooks, timeoutMs, log } = o;
  if (!consumer.dicomWeb) throw new Error('The RIS has no PACS to ask by DICOMweb.');
  const client = new DicomWebClient({ peer: consumer.dicomWeb, timeoutMs, from: o.aeTitle, log });
  const found: Buffer[] = [];
  const keep = (bytes: Buffer): void => void found.push(bytes);
  if (hooks.asksNothing) {
    await client.retrieve({ studyInstanceUid }, keep);
    return found;
  }
  for (const instance of await client.searchForInstances({ studyInstanceUid })) {
    const sopClassUid = jsonString(instance, 'SOPClassUID') ?? '';
    if (!RESULT_CLASSES.has(sopClassUid) || hooks.fetches?.(sopClassUid) === false) continue;
    const seriesInstanceUid = jsonString(instance, 'SeriesInstanceUID');
    await client.retrieve(
      { studyInstanceUid, seriesInstanceUid, sopInstanceUid: jsonString(instance, 'SOPInstanceUID') },
      keep,
    );
  }
  return found;
}
