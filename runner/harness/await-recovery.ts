import type { JournalEvent } from '../../model/events';
import type { OpenCase, Session } from '../session';
import type { Workflow } from './workflow';

/** Faults may hit one after the other; a product that runs into ever new ones has had its time. */
const MOST_FAULTS = 5;

/**
 * Until the exam has ended, or `timeouts.recovery` has passed since the last fault. On a busy machine a fault may hit long
 * after it was put in place, and the product has all of its time from then on.
 */
export async function awaitRecovery(workflow: Workflow, session: Session, opened: OpenCase): Promise<void> {
  const { recovery } = session.config.timeouts;
  let seconds = recovery;
  for (let faults = 0; faults < MOST_FAULTS && seconds > 0; faults += 1) {
    if (await workflow.awaitNotice(opened, seconds)) return;
    const { events } = session.recording;
    const hit = events.findLast((event) => event.seq >= opened.fromSeq && isHit(event));
    seconds = hit ? recovery - ((events.at(-1)?.ms ?? 0) - hit.ms) / 1000 : 0;
  }
}

/** A fault that begins or ends, or a refusal by the RIS. */
const isHit = (event: JournalEvent): boolean =>
  event.kind === 'tap.fault' || (event.kind === 'mllp.message' && /^[AC][ER]$/.test(event.acknowledgmentCode ?? ''));
