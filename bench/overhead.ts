import type { JournalEvent } from '../model/events';

export interface Overhead {
  scenario: string;
  durationMs: number;
  /** Time in which nothing was waited for and no exchange was under way. */
  overheadMs: number;
}

type Interval = [from: number, to: number];

/**
 * The time of each scenario that belongs to the harness: from scenario.started to scenario.finished, without the union of
 * - waits of the harness for an event of a peer (`wait`, its elapsed time back from its end),
 * - readings by another program, which works on them for as long (`oracle.read`),
 * - DIMSE connections, from opening to closing,
 * - storage commitment by the PACS, from the scanner's request to its report,
 * - MLLP exchanges, from a message to its acknowledgement,
 * - HTTP exchanges, from a request to its response.
 * What is left is steps, hooks, making studies, checks and journal. What a tap adds to an exchange is not in it; bench/tap.ts
 * measures that.
 */
export function overheads(events: readonly JournalEvent[]): Overhead[] {
  const busy = intervals(events);
  const found: Overhead[] = [];
  let started: { name: string; ms: number } | undefined;
  for (const event of events) {
    if (event.kind === 'scenario.started') started = { name: event.name, ms: event.ms };
    if (event.kind !== 'scenario.finished' || !started) continue;
    const durationMs = event.ms - started.ms;
    found.push({
      scenario: started.name,
      durationMs,
      overheadMs: durationMs - covered(busy, started.ms, event.ms),
    });
    started = undefined;
  }
  return found;
}

function intervals(events: readonly JournalEvent[]): Interval[] {
  const found: Interval[] = [];
  const open = new Map<string, number>();
  const begin = (key: string, ms: number): void => {
    if (!open.has(key)) open.set(key, ms);
  };
  const end = (key: string, ms: number): void => {
    const from = open.get(key);
    if (from !== undefined) found.push([from, ms]);
    open.delete(key);
  };
  for (const event of events) {
    const { ms } = event;
    switch (event.kind) {
      case 'wait':
        found.push([ms - event.elapsedMs, ms]);
        break;
      case 'oracle.read':
        found.push([ms - (event.elapsedMs ?? 0), ms]);
        break;
      case 'connection.opened':
        if (event.link.endsWith(':dimse')) begin(`dimse ${event.connection}`, ms);
        break;
      case 'connection.closed':
        end(`dimse ${event.connection}`, ms);
        break;
      case 'dimse.command':
        if (event.link === 'scanner>pacs:dimse' && event.command === 'N-ACTION-RQ') begin('commitment', ms);
        break;
      case 'scanner.commitment':
        end('commitment', ms);
        break;
      case 'mllp.message':
        if (event.acknowledgedControlId === undefined) begin(`mllp ${event.connection} ${event.controlId}`, ms);
        else end(`mllp ${event.connection} ${event.acknowledgedControlId}`, ms);
        break;
      case 'http.request':
        begin(`http ${event.connection} ${event.exchange}`, ms);
        break;
      case 'http.response':
        end(`http ${event.connection} ${event.exchange}`, ms);
        break;
    }
  }
  return found.sort((a, b) => a[0] - b[0]);
}

/** How much of a span the intervals cover together; they are sorted by their beginning. */
function covered(busy: Interval[], from: number, to: number): number {
  let total = 0;
  let reached = from;
  for (const [begun, ended] of busy) {
    if (begun >= to) break;
    const upTo = Math.min(ended, to);
    if (upTo <= reached) continue;
    total += upTo - Math.max(begun, reached);
    reached = upTo;
  }
  return total;
}
