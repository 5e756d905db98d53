import type { JournalEvent } from '../../../model/events';
import { toLine } from '../../../reports/html/arrows';
import { visible } from '../../../reports/html/escape';
import type { Arrow } from '../../contract';

const MAX_LABEL = 200;

/** The line of the live diagram that an event makes; undefined where it makes none. */
export function arrowOf(event: JournalEvent): Arrow | undefined {
  const line = toLine(event);
  if (!line) return undefined;
  const [from, to] = line.kind === 'arrow' ? [line.from, line.to] : [line.at, line.at];
  const label = visible(line.label);
  return {
    seq: event.seq,
    ms: event.ms,
    from,
    to,
    kind: line.kind,
    protocol: protocolOf(event.kind),
    label: label.length > MAX_LABEL ? `${label.slice(0, MAX_LABEL - 1)}…` : label,
    tone: line.tone,
    bytes: bytesOf(event),
    ...(event.scenario === undefined ? {} : { scenario: event.scenario }),
  };
}

function protocolOf(kind: string): Arrow['protocol'] {
  const family = kind.split('.')[0];
  return family === 'dimse' || family === 'mllp' || family === 'http' ? family : '';
}

function bytesOf(event: JournalEvent): number {
  switch (event.kind) {
    case 'dimse.command':
      return event.dataset?.bytes ?? 0;
    case 'mllp.message':
      return event.message.bytes;
    case 'http.request':
    case 'http.response':
      return event.body?.bytes ?? 0;
    default:
      return 0;
  }
}
