import type { Logger } from '../../../model/actors';
import { find, get, move, type NaturalDataset } from '../../../protocols/dimse/client';
import type { ReceivedInstance } from '../../../protocols/dimse/types';
import { RESULT_CLASSES } from './result-classes';
import type { ConsumerHooks, ConsumerOptions } from './types';

export interface RetrieveOptions {
  consumer: ConsumerOptions;
  /** Of the RIS: who asks, and where C-MOVE sends to. */
  aeTitle: string;
  timeoutMs: number;
  log: Logger;
  hooks: ConsumerHooks;
}

/** Takes what is sent to the RIS while a study is being retrieved. */
export interface Inbox {
  /** Part 10 of all that came for the study since; the next call begins anew. */
  taken(studyInstanceUid: string): Buffer[];
  take(instance: ReceivedInstance): void;
}

/**
 * C-FIND series by series and instance by instance, then C-MOVE or C-GET of the series that hold results.
 * @throws DimseError, or a sentence where the PACS did not send what it lists
 */
export async function retrieveByDimse(studyInstanceUid: string, inbox: Inbox, o: RetrieveOptions): Promise<Buffer[]> {
  const { pacs, retrieve } = o.consumer;
  if (!pacs) throw new Error('The RIS has no PACS to ask by DIMSE.');
  const client = { callingAeTitle: o.aeTitle, peer: pacs, timeoutMs: o.timeoutMs, log: o.log };
  inbox.taken(studyInstanceUid);
  const fetch = async (level: 'STUDY' | 'SERIES', keys: NaturalDataset): Promise<void> => {
    const onInstance = async (instance: ReceivedInstance) => {
      inbox.take(instance);
      return Promise.resolve(0);
    };
    const { status, failed } =
      retrieve === 'c-get' ? await get(client, level, keys, onInstance) : await move(client, level, keys, o.aeTitle);
    if (status !== 0 || failed > 0)
      throw new Error(
        `The PACS did not send all of it (status ${status.toString(16).toUpperCase().padStart(4, '0')}H, ${failed} failed).`,
      );
  };
  if (o.hooks.asksNothing) await fetch('STUDY', { StudyInstanceUID: studyInstanceUid });
  else for (const keys of await seriesOfResults(studyInstanceUid, client, o.hooks)) await fetch('SERIES', keys);
  return inbox.taken(studyInstanceUid);
}

async function seriesOfResults(
  StudyInstanceUID: string,
  client: Parameters<typeof find>[0],
  { fetches }: ConsumerHooks,
): Promise<NaturalDataset[]> {
  const series = await find(client, 'SERIES', { StudyInstanceUID, SeriesInstanceUID: '', Modality: '' });
  const wanted: NaturalDataset[] = [];
  for (const { SeriesInstanceUID } of series) {
    const keys = { StudyInstanceUID, SeriesInstanceUID };
    const instances = await find(client, 'IMAGE', { ...keys, SOPInstanceUID: '', SOPClassUID: '' });
    const holdsResults = instances.some(
      ({ SOPClassUID }) => RESULT_CLASSES.has(String(SOPClassUID)) && (fetches?.(String(SOPClassUID)) ?? true),
    );
    if (holdsResults) wanted.push(keys);
  }
  return wanted;
}
