import type { ActorName } from '../model/actors';
import type { JournalEvent } from '../model/events';
import { type Measure, type MeasureName, nearestRank } from '../model/measure';
import type { Verdict } from '../model/verdict';

interface Value {
  seconds: number;
  /** Of the answer. */
  event: number;
}

/**
 * How long the product took, and what was counted. What passed while the harness played a fault is left out: it says nothing
 * of the product's speed.
 */
export function measuresOf(
  events: readonly JournalEvent[],
  actor: ActorName,
  counts: Readonly<Record<Verdict, number>>,
): Measure[] {
  const calm = calmTimes(events);
  const measured = (name: MeasureName, values: readonly Value[]) => summary(name, values);
  const counted = (name: MeasureName, count: number): Measure => ({
    ...{ name, values: 1, median: count, p95: count, worst: count },
  });
  return [
    measured('notice-seconds', actor === 'ai-platform' ? notices(events, calm) : []),
    ...answers(events, actor, calm).map(([name, values]) => measured(name, values)),
    counted('fails', counts.fail),
    counted('warnings', counts.warning),
    counted('undecided', counts.inconclusive + counts['not-tested']),
  ];
}

function summary(name: MeasureName, values: readonly Value[]): Measure {
  const sorted = [...values].sort((a, b) => a.seconds - b.seconds);
  const worst = sorted.at(-1);
  if (!worst) return { name, values: 0 };
  return {
    name,
    values: sorted.length,
    median: rounded(nearestRank(sorted, 0.5)),
    p95: rounded(nearestRank(sorted, 0.95)),
    worst: rounded(worst),
    event: worst.event,
  };
}

function rounded(value: Value | undefined): number {
  return Math.round((value?.seconds ?? 0) * 1000) / 1000;
}

type Calm = (from: number, to: number) => boolean;

/** Whether no fault was played at any moment between two events, by their numbers. */
function calmTimes(events: readonly JournalEvent[]): Calm {
  const faults: { from: number; to: number }[] = [];
  const active = new Map<string, { from: number; to: number }>();
  for (const event of events) {
    if (event.kind !== 'tap.fault') continue;
    const key = `${event.link} ${event.fault}`;
    const running = active.get(key);
    if (event.active && !running) {
      const fault = { from: event.seq, to: Infinity };
      active.set(key, fault);
      faults.push(fault);
    } else if (!event.active && running) {
      running.to = event.seq;
      active.delete(key);
    }
  }
  return (from, to) => faults.every((fault) => fault.to < from || fault.from > to);
}

/** From the completion of an exam in the RIS to the message of the AI platform that moved it on. */
function notices(events: readonly JournalEvent[], calm: Calm): Value[] {
  const completed = new Map<string, JournalEvent>();
  return events.flatMap((event): Value[] => {
    if (event.kind !== 'ris.exam') return [];
    if (event.to === 'completed') {
      completed.set(event.accessionNumber, event);
      return [];
    }
    const before = completed.get(event.accessionNumber);
    if (!before || event.controlId === undefined) return [];
    completed.delete(event.accessionNumber);
    return calm(before.seq, event.seq) ? [{ seconds: (event.ms - before.ms) / 1000, event: event.seq }] : [];
  });
}

const ANSWERED: Record<string, MeasureName> = {
  'C-STORE': 'store-response-seconds',
  'C-FIND': 'query-response-seconds',
};

/** What the product took to answer what was sent to it. */
function answers(events: readonly JournalEvent[], actor: ActorName, calm: Calm): [MeasureName, Value[]][] {
  const towards = new Set(
    events.flatMap((event) => (event.kind === 'link.opened' && event.to === actor ? [event.link] : [])),
  );
  const open = new Map<string, JournalEvent>();
  const found: Record<string, Value[]> = {
    'acknowledgement-seconds': [],
    'store-response-seconds': [],
    'query-response-seconds': [],
  };
  for (const event of events) {
    if ((event.kind !== 'mllp.message' && event.kind !== 'dimse.command') || !towards.has(event.link)) continue;
    const [name, id, answer] = exchangeOf(event);
    if (name === undefined) continue;
    const key = `${event.link} ${event.connection} ${name} ${id}`;
    const asked = open.get(key);
    if (!answer) open.set(key, event);
    else if (asked) {
      open.delete(key);
      if (calm(asked.seq, event.seq)) found[name]?.push({ seconds: (event.ms - asked.ms) / 1000, event: event.seq });
    }
  }
  return Object.entries(found) as [MeasureName, Value[]][];
}

/** Which measure an event belongs to, what pairs it with its other half, and whether it is the answer. */
function exchangeOf(
  event: Extract<JournalEvent, { kind: 'mllp.message' | 'dimse.command' }>,
): [name: MeasureName | undefined, id: string, answer: boolean] {
  if (event.kind === 'mllp.message') {
    return event.sender === 'client'
      ? ['acknowledgement-seconds', event.controlId, false]
      : ['acknowledgement-seconds', event.acknowledgedControlId ?? '', true];
  }
  const [, what = '', part] = /^(.*)-(RQ|RSP)$/.exec(event.command) ?? [];
  const pending = event.status === 0xff00 || event.status === 0xff01;
  return [pending ? undefined : ANSWERED[what], String(event.messageId), part === 'RSP'];
}
