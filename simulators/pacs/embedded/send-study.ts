import type { DimsePeer, Logger } from '../../../model/actors';
import type { ArchivedInstance } from '../../../protocols/dicomweb/server/archive';
import { store } from '../../../protocols/dimse/store';
import type { SubOperations } from '../../../protocols/dimse/types';
import { reasonOf } from '../launch-error';

const PENDING = 0xff00;
const WARNINGS = new Set([0xb000, 0xb006, 0xb007]);
/** One association each: progress is told in between, so that a requester with a deadline sees that we work. */
const INSTANCES_PER_ASSOCIATION = 100;
const STORE_TIMEOUT_MS = 30_000;

export interface Sender {
  aeTitle: string;
  log: Logger;
}

export interface SendProgress extends SubOperations {
  /** Why the last failure was. */
  reason?: string;
}

/** C-STOREs instances to a peer, as they are stored. Yields the counts after each association; never throws. */
export async function* sendInstances(
  sender: Sender,
  peer: DimsePeer,
  instances: readonly ArchivedInstance[],
): AsyncGenerator<SendProgress> {
  const counts: SendProgress & { remaining: number } = {
    status: PENDING,
    completed: 0,
    failed: 0,
    warning: 0,
    remaining: instances.length,
  };
  const client = { callingAeTitle: sender.aeTitle, peer, timeoutMs: STORE_TIMEOUT_MS, log: sender.log };
  for (let at = 0; at < instances.length; at += INSTANCES_PER_ASSOCIATION) {
    const batch = instances.slice(at, at + INSTANCES_PER_ASSOCIATION);
    counts.remaining -= batch.length;
    try {
      const outcomes = await store(
        client,
        batch.map(({ file }) => ({ file })),
      );
      for (const { status, comment } of outcomes) {
        if (status === 0) counts.completed++;
        else if (WARNINGS.has(status)) counts.warning++;
        else {
          counts.failed++;
          counts.reason = `${peer.aeTitle} answered with status ${hex(status)}${comment ? `: ${comment}` : ''}`;
        }
      }
      counts.failed += batch.length - outcomes.length;
    } catch (error) {
      counts.reason = reasonOf(error);
      sender.log.warn(`${batch.length} instances could not be sent to ${peer.aeTitle}: ${counts.reason}`);
      counts.failed += batch.length;
    }
    yield { ...counts };
  }
}

function hex(status: number): string {
  return `${status.toString(16).toUpperCase().padStart(4, '0')}H`;
}
