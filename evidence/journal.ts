import { hash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import type { EventBody, JournalEvent } from '../model/events';

/** An event and its line in journal.ndjson, without the line's end. */
export interface Sealed {
  event: JournalEvent;
  line: string;
}

/** Makes the next link of the chain: `hash` covers everything else of the event, the previous hash included. */
export function seal(
  body: EventBody,
  envelope: { seq: number; at: string; ms: number; scenario?: string; previous: string },
): Sealed {
  const { scenario, ...rest } = envelope;
  // Members that are undefined are no part of the event: JSON drops them.
  const unsealed = JSON.stringify({ ...rest, ...(scenario === undefined ? {} : { scenario }), ...body });
  const line = `${unsealed.slice(0, -1)},"hash":"${hash('sha256', unsealed)}"}`;
  return { event: JSON.parse(line) as JournalEvent, line };
}

export interface ReadJournal {
  events: JournalEvent[];
  /** Torn lines, gaps and broken links of the chain, each with its line number. Empty for a sound journal. */
  problems: string[];
}

/**
 * Reads journal.ndjson. What follows the first damage is not used: after a crash that is at most the line that was
 * being written.
 */
export function readJournal(file: string): ReadJournal {
  if (!existsSync(file)) return { events: [], problems: [`${file} is missing`] };
  return parseJournal(readFileSync(file, 'utf8'));
}

/** As {@link readJournal}, of the file's text. */
export function parseJournal(text: string): ReadJournal {
  const lines = text.split('\n');
  const events: JournalEvent[] = [];
  let previous = '';
  for (const [index, line] of lines.entries()) {
    if (line === '' && index === lines.length - 1) break;
    const problem = link(line, events, previous);
    if (problem !== undefined) return { events, problems: [`journal line ${index + 1} ${problem}`] };
    previous = events.at(-1)?.hash ?? '';
  }
  return { events, problems: [] };
}

/** Appends the event of `line` to `events`, or says why it does not follow. */
function link(line: string, events: JournalEvent[], previous: string): string | undefined {
  let event: JournalEvent;
  try {
    event = JSON.parse(line) as JournalEvent;
  } catch {
    return 'is torn or not JSON';
  }
  if (typeof event !== 'object' || event === null) return 'is no event';
  if (event.seq !== events.length + 1) return `has number ${event.seq}, not ${events.length + 1}`;
  if (event.previous !== previous) return 'does not follow the line before it';
  const { hash: claimed, ...unsealed } = event;
  if (claimed !== hash('sha256', JSON.stringify(unsealed))) return 'was altered: its hash does not fit its content';
  events.push(event);
  return undefined;
}
