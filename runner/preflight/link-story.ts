import type { JournalEvent } from '../../model/events';

/** What a peer met with on a link, as the tap saw it. */
export type LinkStory = { met: 'nothing' } | { met: 'a connection' } | { met: 'trouble'; trouble: string };

/** The first thing that went wrong on the link, unless a later attempt went well. */
export function linkStory(events: readonly JournalEvent[], link: string): LinkStory {
  let opened = false;
  let trouble: string | undefined;
  let called = '';
  for (const event of events) {
    if (!('link' in event) || event.link !== link) continue;
    switch (event.kind) {
      case 'connection.opened':
        opened = true;
        break;
      case 'dimse.associate-request':
        called = event.calledAeTitle;
        break;
      case 'dimse.associate-reject':
        trouble ??= `its association, which called ${called}, was rejected: ${event.meaning}`;
        break;
      case 'connection.tls-failed':
        trouble ??= `TLS failed: ${event.reason}`;
        break;
      case 'connection.undecodable':
        trouble ??= `it speaks another protocol there: ${event.reason}`;
        break;
      case 'connection.failed':
        trouble ??= event.reason;
        break;
      case 'dimse.associate-accept':
      case 'mllp.message':
      case 'http.request':
        return { met: 'a connection' };
    }
  }
  if (trouble !== undefined) return { met: 'trouble', trouble };
  return opened ? { met: 'a connection' } : { met: 'nothing' };
}
