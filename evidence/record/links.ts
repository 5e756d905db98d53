import type { Party } from '../../model/actors';
import type { JournalEvent, LinkProtocol, Side } from '../../model/events';

export interface Link {
  from: Party;
  to: Party;
  protocol: LinkProtocol;
}

/** Who stands at the ends of each link, from the whole journal: links are opened before the first scenario. */
export function readLinks(events: readonly JournalEvent[]): Map<string, Link> {
  const links = new Map<string, Link>();
  for (const event of events) {
    if (event.kind === 'link.opened') {
      links.set(event.link, { from: event.from, to: event.to, protocol: event.protocol });
    }
  }
  return links;
}

/** The parties of what `sender` sent over a link; undefined for a link that the journal does not know. */
export function partiesOf(link: Link | undefined, sender: Side): { from: Party; to: Party } | undefined {
  if (!link) return undefined;
  return sender === 'client' ? { from: link.from, to: link.to } : { from: link.to, to: link.from };
}

export const otherSide = (side: Side): Side => (side === 'client' ? 'server' : 'client');
