import type { DicomWebClient } from '../../../protocols/dicomweb/client';
import { DicomWebError } from '../../../protocols/dicomweb/errors';
import { formatStatus, statusMeaning } from '../../../protocols/dimse/reasons';
import type { StoreResult, Transport } from './deliverable';

/** STOW-RS, all objects in one request (PS3.18 10.5). */
export function stow(client: DicomWebClient, studyInstanceUid: string): Transport {
  return async (objects) => {
    try {
      const { stored, failed } = await client.store(
        objects.map(({ bytes }) => bytes),
        studyInstanceUid,
      );
      const taken = new Set(stored.map(({ sopInstanceUid }) => sopInstanceUid));
      return objects.map(({ sopInstanceUid }): StoreResult => {
        if (taken.has(sopInstanceUid)) return { outcome: 'stored' };
        const failure = failed.find((one) => one.sopInstanceUid === sopInstanceUid);
        if (!failure) return { outcome: 'try-again', reason: 'the answer does not say what became of it' };
        return { outcome: isPassing(failure.reason) ? 'try-again' : 'refused', reason: meaning(failure.reason) };
      });
    } catch (error) {
      if (error instanceof DicomWebError && isFinal(error.status))
        return objects.map(() => ({ outcome: 'refused', reason: error.message }));
      throw error;
    }
  };
}

/** Failure Reason (0008,1197) has the values of DIMSE status (PS3.18 table 10.5.3-2). */
function meaning(reason: number): string {
  return `failure reason ${formatStatus(reason)}, ${statusMeaning(reason)}`;
}

function isPassing(reason: number): boolean {
  return reason >> 8 === 0xa7 || reason === 0x0110;
}

/** Client errors that the same request would meet again; 408, 425 and 429 ask to come back. */
function isFinal(status: number | undefined): boolean {
  return status !== undefined && status >= 400 && status < 500 && ![408, 425, 429].includes(status);
}
