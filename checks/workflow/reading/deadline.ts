import type { JournalEvent } from '../../../model/events';
import type { CaseRecord, ScenarioRecord } from '../../../model/record';
import { isAcknowledged, isOfSut, isRefused, noticesOf, notStarted, partiesOf, triggersOf } from './traffic';

/** Timers may fire a little early. */
const TOLERANCE_MS = 50;

export type TimeUp = { up: true; sentence: string } | { up: false; reason: string };

/**
 * Whether the AI platform has had all the time it was given for an exam: `timeouts.notice` from the completion of the exam
 * (and from the last image that was routed to it), or `timeouts.recovery` from the end of the last fault.
 */
export function timeIsUp(caseRecord: CaseRecord, { events, sut }: ScenarioRecord): TimeUp {
  const reason = notStarted(caseRecord, events);
  if (reason !== undefined) return { up: false, reason };
  const started = Math.max(
    ...triggersOf(caseRecord)
      .filter(isAcknowledged)
      .slice(0, 1)
      .map(({ ack }) => ack?.moment.ms ?? 0),
    ...deliveries(caseRecord).map(({ ms }) => ms),
  );
  const faultEnd = lastFaultEnd(caseRecord, events);
  if (faultEnd === Infinity) return { up: false, reason: 'The fault was still in place when this was judged.' };
  const { notice, recovery } = sut.timeouts;
  const [from, allowed, since] =
    faultEnd === undefined
      ? [started, notice, 'after the exam was completed']
      : [faultEnd, recovery, 'after the fault was over'];
  const now = events.at(-1)?.ms ?? 0;
  if (now < from + allowed * 1000 - TOLERANCE_MS) {
    return { up: false, reason: `It was judged before the ${allowed} s were over that it had ${since}.` };
  }
  return { up: true, sentence: `within ${allowed} s ${since}` };
}

/** Images of the exam as they arrived at the AI platform. */
export function deliveries({ events, images }: CaseRecord): Extract<JournalEvent, { kind: 'dimse.command' }>[] {
  const uids = new Set(images.map(({ sopInstanceUid }) => sopInstanceUid));
  return events.flatMap((event) => {
    if (event.kind !== 'dimse.command' || event.command !== 'C-STORE-RQ') return [];
    const { from, to } = partiesOf(event.link);
    const receiver = event.sender === 'client' ? to : from;
    return receiver === 'ai-platform' && uids.has(event.sopInstanceUid ?? '') ? [event] : [];
  });
}

/** When the last fault ended, in journal ms; Infinity while one lasts; undefined when there was none. */
function lastFaultEnd(caseRecord: CaseRecord, events: readonly JournalEvent[]): number | undefined {
  const active = new Set<string>();
  let end: number | undefined;
  for (const event of events) {
    if (event.kind !== 'tap.fault' || !isOfSut(event)) continue;
    const name = `${event.link} ${event.fault}`;
    if (event.active) active.add(name);
    else {
      active.delete(name);
      end = event.ms;
    }
  }
  // Slowness passes everything on, so there is nothing to recover from.
  if ([...active].some((name) => !/latency|longer/.test(name))) return Infinity;
  const refusals = noticesOf(caseRecord).filter(isRefused);
  return [end, ...refusals.map(({ ack }) => ack?.moment.ms)].reduce(
    (latest, ms) => (ms === undefined ? latest : Math.max(latest ?? 0, ms)),
    undefined,
  );
}
