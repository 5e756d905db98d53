import { closeSync, fstatSync, fsyncSync, openSync } from 'node:fs';
import { join } from 'node:path';
import type { EventBody, JournalEvent } from '../model/events';
import { readJournal, seal } from './journal';
import { writeAll } from './write-all';

/** A finished journal to which what comes later is added: the chain goes on, nothing before it is touched. */
export interface ContinuedJournal {
  readonly events: readonly JournalEvent[];
  /** On disk when this returns. Throws a sentence when somebody else has written to the journal meanwhile. */
  append(body: EventBody): JournalEvent;
  close(): void;
}

/** Throws a sentence where the journal in `dir` is damaged: what is added to it would prove nothing. */
export function continueJournal(dir: string): ContinuedJournal {
  const file = join(dir, 'journal.ndjson');
  const { events, problems } = readJournal(file);
  if (problems.length > 0) throw new Error(`The record is damaged, so nothing can be added to it: ${problems[0]}.`);
  const handle = openSync(file, 'a');
  let size = fstatSync(handle).size;
  return {
    events,
    append(body) {
      if (fstatSync(handle).size !== size)
        throw new Error(`${file} was written to by another program meanwhile. Start again when that has ended.`);
      const last = events.at(-1);
      const now = new Date();
      const passed = last ? Math.max(0, now.getTime() - Date.parse(last.at)) : 0;
      const { event, line } = seal(body, {
        seq: events.length + 1,
        at: now.toISOString(),
        ms: (last?.ms ?? 0) + passed,
        previous: last?.hash ?? '',
      });
      writeAll(handle, Buffer.from(`${line}\n`), 'journal.ndjson');
      fsyncSync(handle);
      size = fstatSync(handle).size;
      events.push(event);
      return event;
    },
    close: () => closeSync(handle),
  };
}
