import type { ServerResponse } from 'node:http';
import type { LiveEvent, Run } from '../../contract';
import { arrowOf } from './arrow';
import type { JournalIndex } from './journal-index';
import type { LiveRun } from './live-run';

/** Ten batches a second, and no more than that many events in one. */
const EVERY_MS = 100;
const MOST_EVENTS = 2000;
/** So that what stands between keeps the connection open. */
const PULSE_MS = 15_000;

export interface Watched {
  run: Run;
  /** The run as it then stands. */
  read(): Run;
  /** Absent where it does not go on here. */
  live: LiveRun | undefined;
  /** Undefined as long as there is no journal. */
  journal(): JournalIndex | undefined;
}

/**
 * Sends a run to one watcher until it ends or the watcher goes. What is in the journal is read again for each batch, and only when
 * the watcher has taken the one before; of what the run told meanwhile it gets the run as it then stands. So however slow it is,
 * nothing piles up here.
 */
export function stream(
  response: ServerResponse,
  { run, read, live, journal }: Watched,
  from: number,
  pulseMs = PULSE_MS,
): Promise<void> {
  let sent = from;
  let missed = false;
  let over = live === undefined;
  const write = (event: LiveEvent) => {
    response.write(`id: ${sent}\nevent: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
  };
  const pump = (): boolean => {
    const index = journal();
    if (!index || sent >= index.refresh()) return false;
    const { events, last } = index.after(sent, MOST_EVENTS);
    sent = last;
    const arrows = events.flatMap((event) => arrowOf(event) ?? []);
    write({ type: 'traffic', arrows, events: index.events });
    return true;
  };
  /** Whether there may be more to send. */
  const sendNext = (): boolean => {
    if (missed) {
      missed = false;
      write({ type: 'run', run: read() });
      return true;
    }
    if (pump() || !over) return true;
    write({ type: 'end', run: read() });
    return false;
  };

  return new Promise((resolve) => {
    write({ type: 'run', run });
    const onEvent = (event: LiveEvent) => {
      // The end is told when all of the traffic was.
      if (event.type === 'end') over = true;
      else if (response.writableNeedDrain) missed = true;
      else write(event);
    };
    live?.emitter.on('event', onEvent);
    const timer = setInterval(() => {
      // Gone before it was listened to.
      if (response.destroyed) return leave();
      if (response.writableNeedDrain) return;
      try {
        if (!sendNext()) leave();
      } catch {
        // Its folder was removed, say. The browser asks again, and is told why.
        leave();
      }
    }, EVERY_MS);
    const pulse = setInterval(() => {
      if (!response.writableNeedDrain) response.write(': \n\n');
    }, pulseMs);
    const leave = () => {
      clearInterval(timer);
      clearInterval(pulse);
      live?.emitter.off('event', onEvent);
      response.end();
      resolve();
    };
    response.once('close', leave);
  });
}
