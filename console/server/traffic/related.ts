import type { JournalEvent } from '../../../model/events';
import type { JournalIndex } from '../runs/journal-index';

/** An answer comes soon after its request. */
const WINDOW = 300;

/** Numbers of the events that belong to the same exchange: request and answers. */
export function relatedTo(event: JournalEvent, journal: JournalIndex): number[] {
  const key = keyOf(event);
  if (key === undefined) return [];
  const { events } = journal.after(Math.max(0, event.seq - 1 - WINDOW), 2 * WINDOW);
  return events.filter((other) => other.seq !== event.seq && keyOf(other) === key).map(({ seq }) => seq);
}

function keyOf(event: JournalEvent): string | undefined {
  switch (event.kind) {
    case 'dimse.command':
      return `${event.link} ${event.connection} ${event.command.replace(/-(RQ|RSP)$/, '')} ${event.messageId}`;
    case 'mllp.message':
      return `${event.link} ${event.connection} ${event.acknowledgedControlId ?? event.controlId}`;
    case 'http.request':
    case 'http.response':
      return `${event.link} ${event.connection} ${event.exchange}`;
    default:
      return undefined;
  }
}
