import type { JournalEvent } from '../../model/events';
import { otherSide } from './links';

type Event<K extends JournalEvent['kind']> = Extract<JournalEvent, { kind: K }>;
export type DimseCommandEvent = Event<'dimse.command'>;
export type MllpMessageEvent = Event<'mllp.message'>;
export type HttpRequestEvent = Event<'http.request'>;
export type HttpResponseEvent = Event<'http.response'>;

/** Requests with the last answer that came to each, in the order of the requests. */
export interface Exchanges {
  dimse: { request: DimseCommandEvent; response?: DimseCommandEvent }[];
  mllp: { request: MllpMessageEvent; response?: MllpMessageEvent }[];
  http: { request: HttpRequestEvent; response?: HttpResponseEvent }[];
  /** By the sequence number of a response (also of pending C-FIND and C-MOVE ones): that of its request. */
  requestOf: Map<number, number>;
}

/**
 * Pairs requests and responses: DIMSE by connection and message id (PS3.7 9.1), HL7 by connection and MSA-2, HTTP by
 * connection and exchange number. An id that is used again goes to the latest request that has it.
 */
export function pairExchanges(events: readonly JournalEvent[]): Exchanges {
  const exchanges: Exchanges = { dimse: [], mllp: [], http: [], requestOf: new Map() };
  const open = new Map<string, { request: JournalEvent; response?: JournalEvent }>();
  const begin = <E extends JournalEvent>(key: string, request: E, list: { request: E; response?: E }[]): void => {
    const exchange = { request };
    list.push(exchange);
    open.set(key, exchange);
  };
  const answer = (key: string, response: JournalEvent): void => {
    const exchange = open.get(key);
    if (!exchange) return;
    exchange.response = response;
    exchanges.requestOf.set(response.seq, exchange.request.seq);
  };
  for (const event of events) {
    if (event.kind === 'dimse.command') {
      const isResponse = event.command.endsWith('-RSP');
      const asked = isResponse ? otherSide(event.sender) : event.sender;
      const key = `dimse ${event.link} ${event.connection} ${asked} ${event.messageId}`;
      if (isResponse) answer(key, event);
      else if (event.command !== 'C-CANCEL-RQ') begin(key, event, exchanges.dimse);
    } else if (event.kind === 'mllp.message') {
      const at = `mllp ${event.link} ${event.connection}`;
      if (event.acknowledgmentCode === undefined)
        begin(`${at} ${event.sender} ${event.controlId}`, event, exchanges.mllp);
      else answer(`${at} ${otherSide(event.sender)} ${event.acknowledgedControlId ?? ''}`, event);
    } else if (event.kind === 'http.request') {
      const exchange = { request: event };
      exchanges.http.push(exchange);
      open.set(`http ${event.link} ${event.connection} ${event.exchange}`, exchange);
    } else if (event.kind === 'http.response') {
      answer(`http ${event.link} ${event.connection} ${event.exchange}`, event);
    }
  }
  return exchanges;
}
