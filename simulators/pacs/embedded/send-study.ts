import type { DimsePeer, Logger } from '../../../model/actors';
import type { ArchivedInstance } from '../../../protocols/dicomweb/server/archive';
import { storeOneByOne } from '../../../protocols/dimse/store-dcmjs';
import type { SubOperations } from '../../../protocols/dimse/types';
import { reasonOf } from '../launch-error';

const PENDING = 0xff00;
const WARNINGS = new Set([0xb000, 0xb006, 0xb007]);
const STORE_TIMEOUT_MS = 30_000;

export interface Sender {
  aeTitle: string;
  log: Logger;
}

export interface SendProgress extends SubOperations {
  /** Why the last failure was. */
  reason?: string;
}

/**
 * C-STOREs instances to a peer, as they are stored, on one association. Yields the counts after each of them (PS3.4 C.4.2.3.1
 * leaves it open how often; Orthanc and DCMTK do the same), so that a requestor with a deadline sees that we work, and can stop
 * it after any of them. Never throws.
 */
export async function* sendInstances(
  sender: Sender,
  peer: DimsePeer,
  instances: readonly ArchivedInstance[],
): AsyncGenerator<SendProgress> {
  const failedUids: string[] = [];
  const counts = { status: PENDING, completed: 0, failed: 0, warning: 0, remaining: instances.length };
  let reason: string | undefined;
  const now = (): SendProgress => ({ ...counts, failedSopInstanceUids: failedUids, ...(reason ? { reason } : {}) });
  const client = { callingAeTitle: sender.aeTitle, peer, timeoutMs: STORE_TIMEOUT_MS, log: sender.log };
  const sources = instances.map(({ file }) => ({ file }));
  try {
    for await (const { status, sopInstanceUid, comment } of storeOneByOne(client, sources)) {
      counts.remaining -= 1;
      if (status === 0) counts.completed += 1;
      else if (WARNINGS.has(status)) counts.warning += 1;
      else {
        counts.failed += 1;
        failedUids.push(sopInstanceUid);
        reason = `${peer.aeTitle} answered with status ${hex(status)}${comment ? `: ${comment}` : ''}`;
      }
      yield now();
    }
  } catch (error) {
    reason = reasonOf(error);
    sender.log.warn(`${instances.length} instances could not all be sent to ${peer.aeTitle}: ${reason}`);
    failedUids.push(...instances.slice(instances.length - counts.remaining).map((each) => each.sopInstanceUid));
    counts.failed += counts.remaining;
    counts.remaining = 0;
    yield now();
  }
}

function hex(status: number): string {
  return `${status.toString(16).toUpperCase().padStart(4, '0')}H`;
}
