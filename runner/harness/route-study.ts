import type { JournalEvent } from '../../model/events';
import { FORWARD_TIMEOUT_MS } from '../../simulators/pacs/forwarding';
import { RunProblem } from '../problem';
import type { OpenCase, Session } from '../session';
import { LINK } from './links';

/** A wait for the PACS, which says nothing of how long the product takes. */
export const FORWARDING = 'the PACS to send the study on to the AI platform';
/** As routers in hospitals do: what a broken line kept back is sent again. */
const MOST_ATTEMPTS = 4;

/**
 * The PACS sends the study on to the AI platform (autorouting). Where it was our own line that broke, the product has not got what it
 * is to analyse: the study is sent again. What the product itself refuses, or breaks off, is not.
 * @throws RunProblem where our line stays broken
 */
export async function routeStudy(session: Session, { exam }: OpenCase): Promise<void> {
  const { harness, recording, config } = session;
  const started = performance.now();
  for (let attempt = 1; ; attempt += 1) {
    await recording.caughtUp();
    const before = recording.events.length;
    const { failed, reason } = await harness.pacs.forwardStudy(exam.studyInstanceUid, harness.aeTitleOf('ai-platform'));
    await recording.caughtUp();
    const since = recording.events.slice(before);
    if (failed === 0 || !since.some(isBrokenByUs)) break;
    if (attempt === MOST_ATTEMPTS)
      throw new RunProblem(
        'harness',
        `The images could not be sent to the AI platform, because the harness's own line to it broke: ${reason ?? `${failed} were not sent`}.`,
      );
    if (recording.events.findLast(isFault)?.active === true)
      await session.waitFor(
        'our line to the AI platform to stand again',
        isLifted,
        config.timeouts.recovery,
        recording.events.length + 1,
      );
  }
  recording.append({
    ...{ kind: 'wait', what: FORWARDING, caseId: exam.caseId },
    ...{ deadlineMs: FORWARD_TIMEOUT_MS, elapsedMs: performance.now() - started, outcome: 'arrived' },
  });
}

const isBrokenByUs = (event: JournalEvent): boolean =>
  event.kind === 'connection.closed' && event.link === LINK.pacsToAi && event.by === 'tap';

const isFault = (event: JournalEvent): event is Extract<JournalEvent, { kind: 'tap.fault' }> =>
  event.kind === 'tap.fault' && event.link === LINK.pacsToAi;

const isLifted = (event: JournalEvent): true | undefined => (isFault(event) && !event.active ? true : undefined);
