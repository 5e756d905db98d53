import { isCompletionNotice } from '../../checks/workflow/reading/not-analysed';
import { isAcknowledged, noticesOf } from '../../checks/workflow/reading/traffic';
import type { JournalEvent } from '../../model/events';
import type { OpenCase, Session } from '../session';
import type { Workflow } from './workflow';

/** Faults may hit one after the other; a product that runs into ever new ones has had its time. */
const MOST_FAULTS = 5;

/**
 * Until the exam has ended with its results, or `timeouts.recovery` has passed since the last fault. On a busy machine a fault
 * may hit long after it was put in place, and the product has all of its time from then on. So has one that said that the
 * analysis failed: it may come with the results after all, and only then can be said that it gave up.
 */
export async function awaitRecovery(workflow: Workflow, session: Session, opened: OpenCase): Promise<void> {
  const { recovery } = session.config.timeouts;
  let seconds = recovery;
  for (let faults = 0; faults < MOST_FAULTS && seconds > 0; faults += 1) {
    const ended = await workflow.awaitNotice(opened, seconds);
    if (ended && isReported(session, opened)) return;
    const { events } = session.recording;
    const hit = events.findLast((event) => event.seq >= opened.fromSeq && isHit(event));
    seconds = hit ? recovery - ((events.at(-1)?.ms ?? 0) - hit.ms) / 1000 : 0;
    if (!ended) continue;
    if (seconds > 0) await session.watch('results of an exam that was given up', seconds);
    return;
  }
}

function isReported(session: Session, { exam }: OpenCase): boolean {
  const recorded = session.judging.recordSoFar().cases.find((each) => each.exam.caseId === exam.caseId);
  const notices = recorded ? noticesOf(recorded) : [];
  return notices.some((each) => isAcknowledged(each) && isCompletionNotice(each, exam, session.config));
}

/** A fault that begins or ends, or a refusal by the RIS. */
const isHit = (event: JournalEvent): boolean =>
  event.kind === 'tap.fault' || (event.kind === 'mllp.message' && /^[AC][ER]$/.test(event.acknowledgmentCode ?? ''));
