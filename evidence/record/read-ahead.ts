import type { Party } from '../../model/actors';
import type { JournalEvent } from '../../model/events';
import { FileReader, type RecordFiles } from './file-reader';
import { type Link, partiesOf } from './links';

/**
 * Reads what was stored, an object a step, as judging it will: to be done while nothing else is to do, so that nobody waits
 * for it later. What cannot be read is told where it is judged.
 */
export function* readAhead(
  events: readonly JournalEvent[],
  links: ReadonlyMap<string, Link>,
  files: RecordFiles,
  sut: Party,
): Generator<void> {
  const reader = new FileReader(files);
  for (const event of events) {
    if (event.kind !== 'dimse.command' || event.command !== 'C-STORE-RQ' || !event.dataset) continue;
    if (partiesOf(links.get(event.link), event.sender)?.from === sut) reader.object(event.dataset);
    else reader.header(event.dataset);
    yield;
  }
}
