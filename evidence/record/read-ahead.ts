import type { Party } from '../../model/actors';
import type { FileRef, JournalEvent } from '../../model/events';
import { FileReader } from './file-reader';
import { partiesOf, readLinks } from './links';

/**
 * Reads what was stored, an object a step, as judging it will: to be done while nothing else is to do, so that nobody waits
 * for it later. What cannot be read is told where it is judged.
 */
export function* readAhead(
  events: readonly JournalEvent[],
  fromSeq: number,
  readFile: (ref: FileRef) => Buffer,
  sut: Party,
): Generator<void> {
  const links = readLinks(events);
  const files = new FileReader(readFile);
  for (const event of events.slice(Math.max(0, fromSeq - 1))) {
    if (event.kind !== 'dimse.command' || event.command !== 'C-STORE-RQ' || !event.dataset) continue;
    if (partiesOf(links.get(event.link), event.sender)?.from === sut) files.object(event.dataset);
    else files.header(event.dataset);
    yield;
  }
}
