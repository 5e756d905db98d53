import type { ActorName } from '../../model/actors';
import type { JournalEvent, LinkProtocol, Side } from '../../model/events';

/** How often something was seen of the product, and where first. */
export interface Sighting {
  count: number;
  event: number;
}

export interface ObservedSopClass {
  sopClass: string;
  role: 'scu' | 'scp';
  /** Presentation contexts that proposed it, and those of them that were accepted. */
  proposed: Sighting;
  accepted: Sighting;
  /** Requests under it, sent by the product as SCU or answered by it as SCP with success or warning. */
  used: Sighting;
  /** Of accepted contexts. */
  transferSyntaxes: Map<string, Sighting>;
  /** Offered where the acceptor had no other choice, and yet refused. */
  refusedSyntaxes: Map<string, Sighting>;
}

export interface Observed {
  sopClasses: Map<string, ObservedSopClass>;
  /** DIMSE requests by name, `C-MOVE`: of the product, and to it with success. */
  requests: { sent: Map<string, Sighting>; served: Map<string, Sighting>; received: Map<string, Sighting> };
  /** MSH-9.1^MSH-9.2 without acknowledgements; `taken` were acknowledged with AA or CA. */
  hl7: { sent: Map<string, Sighting>; received: Map<string, Sighting>; taken: Map<string, Sighting> };
  /** HTTP requests by `protocol METHOD`, sent by the product or to it with a 2xx answer. */
  http: { sent: Map<string, Sighting>; served: Map<string, Sighting>; received: Map<string, Sighting> };
  /** Connections at which the product stood, and those of them under TLS. */
  connections: Map<string, { all: Sighting; tls: Sighting; towards: Sighting }>;
  callingAeTitles: Map<string, Sighting>;
  /** Exams within the intended use that were sent through. */
  exams: number;
}

const none = (): Sighting => ({ count: 0, event: 0 });

export function note(sightings: Map<string, Sighting>, key: string, event: number): void {
  const seen = sightings.get(key) ?? none();
  sightings.set(key, seen);
  saw(seen, event);
}

function saw(sighting: Sighting, event: number): void {
  if (sighting.count === 0) sighting.event = event;
  sighting.count += 1;
}

/** What the product itself did on the wire, from the journal alone. */
export function observe(events: readonly JournalEvent[], actor: ActorName): Observed {
  const directions = () => ({ sent: new Map(), served: new Map(), received: new Map() });
  const observed: Observed = {
    sopClasses: new Map(),
    requests: directions(),
    hl7: { sent: new Map(), received: new Map(), taken: new Map() },
    http: directions(),
    connections: new Map(),
    callingAeTitles: new Map(),
    exams: 0,
  };
  const links = new Map<string, { side: Side; protocol: LinkProtocol }>();
  const waiting = new Map<string, JournalEvent>();
  for (const event of events) {
    if (event.kind === 'link.opened' && (event.from === actor || event.to === actor)) {
      links.set(event.link, { side: event.from === actor ? 'client' : 'server', protocol: event.protocol });
    }
    if (event.kind === 'case.opened' && event.exam.expectation.inScope) observed.exams += 1;
    const link = 'link' in event ? links.get(event.link) : undefined;
    if (link) onLink(observed, event, link, waiting);
  }
  return observed;
}

function onLink(
  observed: Observed,
  event: JournalEvent,
  { side, protocol }: { side: Side; protocol: LinkProtocol },
  waiting: Map<string, JournalEvent>,
): void {
  switch (event.kind) {
    case 'connection.opened': {
      const seen = connectionsOf(observed, protocol);
      saw(seen.all, event.seq);
      if (side === 'server') saw(seen.towards, event.seq);
      return;
    }
    case 'connection.tls':
      if (event.side === side) saw(connectionsOf(observed, protocol).tls, event.seq);
      return;
    case 'dimse.associate-request':
      waiting.set(`${event.link} ${event.connection}`, event);
      if (side === 'client') note(observed.callingAeTitles, event.callingAeTitle, event.seq);
      return;
    case 'dimse.associate-accept': {
      const request = waiting.get(`${event.link} ${event.connection}`);
      if (request?.kind === 'dimse.associate-request') contexts(observed, side, request, event);
      return;
    }
    case 'dimse.command':
      return command(observed, side, event);
    case 'mllp.message': {
      const key = `${event.link} ${event.connection} ${event.controlId}`;
      const type = event.messageType.split('^').slice(0, 2).join('^');
      if (event.sender === side) {
        const answered = waiting.get(`${event.link} ${event.connection} ${event.acknowledgedControlId ?? ''}`);
        if (event.acknowledgmentCode === undefined) note(observed.hl7.sent, type, event.seq);
        else if (answered?.kind === 'mllp.message' && /^[AC]A$/.test(event.acknowledgmentCode))
          note(observed.hl7.taken, answered.messageType.split('^').slice(0, 2).join('^'), answered.seq);
      } else if (event.acknowledgmentCode === undefined) {
        note(observed.hl7.received, type, event.seq);
        waiting.set(key, event);
      }
      return;
    }
    case 'http.request':
      waiting.set(`${event.link} ${event.connection} ${event.exchange}`, event);
      return note(side === 'client' ? observed.http.sent : observed.http.received, httpKey(protocol, event), event.seq);
    case 'http.response': {
      const request = waiting.get(`${event.link} ${event.connection} ${event.exchange}`);
      if (request?.kind === 'http.request' && side === 'server' && Math.floor(event.status / 100) === 2)
        note(observed.http.served, httpKey(protocol, request), request.seq);
    }
  }
}

function httpKey(protocol: LinkProtocol, { method, target }: { method: string; target: string }): string {
  const [path = ''] = target.split('?');
  if (protocol !== 'dicomweb') return `${protocol} ${method}`;
  if (method === 'POST') return 'dicomweb STOW-RS';
  // WADO-RS names one study and what of it; QIDO-RS ends in a collection.
  return /\/(studies|series|instances)$/.test(path) ? 'dicomweb QIDO-RS' : 'dicomweb WADO-RS';
}

function connectionsOf({ connections }: Observed, protocol: LinkProtocol) {
  const seen = connections.get(protocol) ?? { all: none(), tls: none(), towards: none() };
  connections.set(protocol, seen);
  return seen;
}

function sopClassOf({ sopClasses }: Observed, role: 'scu' | 'scp', sopClass: string): ObservedSopClass {
  const key = `${role} ${sopClass}`;
  const seen = sopClasses.get(key) ?? {
    ...{ sopClass, role, proposed: none(), accepted: none(), used: none() },
    ...{ transferSyntaxes: new Map(), refusedSyntaxes: new Map() },
  };
  sopClasses.set(key, seen);
  return seen;
}

function contexts(
  observed: Observed,
  side: Side,
  request: Extract<JournalEvent, { kind: 'dimse.associate-request' }>,
  accept: Extract<JournalEvent, { kind: 'dimse.associate-accept' }>,
): void {
  for (const { id, abstractSyntax, transferSyntaxes } of request.contexts) {
    const answer = accept.contexts.find((context) => context.id === id);
    const selected = request.roles?.find(({ sopClassUid }) => sopClassUid === abstractSyntax);
    // The requestor is SCU, unless it offers to be SCP alone (PS3.7 D.3.3.4).
    const turned = selected !== undefined && selected.scp && !selected.scu;
    const seen = sopClassOf(observed, (side === 'client') !== turned ? 'scu' : 'scp', abstractSyntax);
    saw(seen.proposed, request.seq);
    if (answer?.result === 0) {
      saw(seen.accepted, accept.seq);
      note(seen.transferSyntaxes, answer.transferSyntax, accept.seq);
    } else if (answer?.result === 4) {
      for (const syntax of transferSyntaxes) note(seen.refusedSyntaxes, syntax, accept.seq);
    }
  }
}

function command(observed: Observed, side: Side, event: Extract<JournalEvent, { kind: 'dimse.command' }>): void {
  const [, name = '', part] = /^(.*)-(RQ|RSP)$/.exec(event.command) ?? [];
  const { sent, served, received } = observed.requests;
  if (part === 'RQ') {
    note(event.sender === side ? sent : received, name, event.seq);
    if (event.sender === side && name !== 'N-EVENT-REPORT')
      saw(sopClassOf(observed, 'scu', event.abstractSyntax).used, event.seq);
    return;
  }
  const { status = -1 } = event;
  const success = status === 0 || status === 1 || status >> 12 === 0xb;
  if (event.sender === side && success) {
    note(served, name, event.seq);
    if (name !== 'N-EVENT-REPORT') saw(sopClassOf(observed, 'scp', event.abstractSyntax).used, event.seq);
  }
}
