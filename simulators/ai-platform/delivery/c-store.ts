import type { DimseClientOptions } from '../../../protocols/dimse/client';
import { formatStatus, statusMeaning } from '../../../protocols/dimse/reasons';
import { store } from '../../../protocols/dimse/store';
import type { StoreResult, Transport } from './deliverable';

/** C-STORE, all objects on one association, bytes as they are. */
export function cStore(pacs: DimseClientOptions): Transport {
  return async (objects) => {
    const outcomes = await store(
      pacs,
      objects.map(({ bytes }) => ({ bytes })),
      'dcmjs',
    );
    return outcomes.map(({ status, comment }) => judge(status, comment));
  };
}

/** PS3.4 B.2.3: warnings mean that it is stored; A7xx and processing failure that it may be taken later. */
function judge(status: number, comment: string | undefined): StoreResult {
  if (status === 0) return { outcome: 'stored' };
  if (status >> 12 === 0xb || status === 0x0001) return { outcome: 'stored', warning: status };
  const reason = comment ?? `status ${formatStatus(status)}, ${statusMeaning(status)}`;
  return { outcome: isPassing(status) ? 'try-again' : 'refused', reason };
}

const PROCESSING_FAILURE = 0x0110;
const RESOURCE_LIMITATION = 0x0213;

function isPassing(status: number): boolean {
  return status >> 8 === 0xa7 || status === PROCESSING_FAILURE || status === RESOURCE_LIMITATION;
}
