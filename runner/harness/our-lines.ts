import type { Recording } from '../../evidence/recording';
import type { ActorName } from '../../model/actors';
import type { JournalEvent, LinkRef } from '../../model/events';
import type { Faults } from './taps';

/** A-ASSOCIATE-RJ by the service user (PS3.8 table 9-21): the caller asked for what is not there. */
const ASKED_WRONGLY = { source: 1, reasons: new Set([2, 3, 7]) };

/**
 * Watches the harness's own side during the scenarios: the lines between the actors, and those actors that are ours. What a scenario asks
 * for is no trouble; any other outage may be why the product did not do what it should, and so decides nothing about it.
 */
export class OurLines {
  /** Links on which a fault is in force that no scenario asked for. */
  private readonly standing = new Map<string, string>();
  private readonly targets = new Map<string, string>();
  private readonly tlsFailed = new Set<string>();
  private seen: string | undefined;

  constructor(
    recording: Pick<Recording, 'events' | 'onEvent'>,
    private readonly actor: ActorName,
    private readonly asked: Faults,
  ) {
    for (const event of recording.events) this.follow(event);
    recording.onEvent((event) => this.follow(event));
  }

  /** A sentence, where something that is ours failed since the scenario began or goes on failing. */
  get trouble(): string | undefined {
    return this.lasting ?? this.seen;
  }

  /** A sentence, where a line of ours is out of order now: nothing can be tried. */
  get lasting(): string | undefined {
    for (const [link, fault] of this.standing) return broken(link, fault);
    return undefined;
  }

  private follow(event: JournalEvent): void {
    switch (event.kind) {
      case 'link.opened':
        this.targets.set(event.link, event.to);
        break;
      case 'scenario.started':
        this.seen = undefined;
        break;
      case 'tap.fault':
        if (!event.active) this.standing.delete(event.link);
        else if (!this.asked.on(event.link)) this.standing.set(event.link, event.fault);
        if (this.standing.has(event.link)) this.saw(event.link, event.fault);
        break;
      case 'connection.tls-failed':
        this.tlsFailed.add(nameOf(event));
        break;
      case 'connection.failed':
        if (this.isOurs(event.link)) this.saw(event.link, event.reason);
        break;
      case 'connection.closed':
        if (event.by === 'tap' && !this.tlsFailed.has(nameOf(event)))
          this.saw(event.link, 'a connection was broken off');
        this.tlsFailed.delete(nameOf(event));
        break;
      case 'dimse.associate-reject': {
        const { source, reason } = event;
        const asIs = source === ASKED_WRONGLY.source && ASKED_WRONGLY.reasons.has(reason);
        if (this.isOurs(event.link) && !asIs) this.saw(event.link, `an association was rejected, ${event.meaning}`);
        break;
      }
    }
  }

  /** Whether an actor of ours is to be reached over the link. */
  private isOurs(link: string): boolean {
    const target = this.targets.get(link);
    return target !== undefined && target !== this.actor;
  }

  private saw(link: string, what: string): void {
    if (!this.asked.on(link)) this.seen ??= broken(link, what);
  }
}

const nameOf = ({ link, connection }: LinkRef): string => `${link} ${connection}`;

/** `ai-platform>ris:mllp` as `from the ai-platform to the ris (mllp)`. */
function broken(link: string, what: string): string {
  const [parties = '', protocol = ''] = link.split(':');
  const [from = '', to = ''] = parties.split('>');
  return `The harness's own side was in trouble, on the line from the ${from} to the ${to} (${protocol}): ${what}. Nothing can be said of the product by that.`;
}
