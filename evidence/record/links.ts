import type { Party } from '../../model/actors';
import type { JournalEvent, LinkProtocol, Side } from '../../model/events';

export interface Link {
  from: Party;
  to: Party;
  protocol: LinkProtocol;
}

export const linkOf = ({ from, to, protocol }: Extract<JournalEvent, { kind: 'link.opened' }>): Link => ({
  from,
  to,
  protocol,
});

/** The parties of what `sender` sent over a link; undefined for a link that the journal does not know. */
export function partiesOf(link: Link | undefined, sender: Side): { from: Party; to: Party } | undefined {
  if (!link) return undefined;
  return sender === 'client' ? { from: link.from, to: link.to } : { from: link.to, to: link.from };
}

export const otherSide = (side: Side): Side => (side === 'client' ? 'server' : 'client');
