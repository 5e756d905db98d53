import type { EventBody, EventSink, JournalEvent } from '../../model/events';
import { printable } from '../progress-view';

/** Prints what an actor does as lines that a person can read; kinds that only a record needs are left out. */
export function eventLines(print: (line: string) => void): EventSink {
  const opened = performance.now();
  let seq = 0;
  return {
    append(event: EventBody): JournalEvent {
      const line = lineOf(event);
      if (line !== undefined) print(`${clock()} ${printable(line)}`);
      seq += 1;
      // Nothing is kept, so there is no chain.
      const envelope = { seq, at: new Date().toISOString(), ms: performance.now() - opened, previous: '', hash: '' };
      return { ...envelope, ...event };
    },
  };
}

/** Time of day, UTC. */
export function clock(): string {
  return new Date().toISOString().slice(11, 19);
}

function lineOf(event: EventBody): string | undefined {
  switch (event.kind) {
    case 'ris.exam':
      return `exam ${event.accessionNumber}: ${event.from ? `${event.from} → ` : ''}${event.to} (${event.cause})`;
    case 'scanner.acquired':
      return `acquired ${event.accessionNumber}: ${event.instances} images stored (${event.engine}), study ${event.studyInstanceUid}`;
    case 'scanner.commitment':
      return `storage commitment: ${event.committed.length} committed, ${event.failed.length} not`;
    // What is started is said by its listeners.
    case 'actor.started':
    case 'actor.stopped':
      return undefined;
    default:
      return `${event.kind} ${JSON.stringify({ ...event, kind: undefined }).slice(0, 500)}`;
  }
}
