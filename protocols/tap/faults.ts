import type { Side } from '../../model/events';

/** What a tap can do to a link on request. */
export type Fault =
  /** New connections are reset. */
  | { kind: 'refuse' }
  /** Nothing is passed on, on old and new connections, until lifted. */
  | { kind: 'stall' }
  /** Everything is passed on so many milliseconds later. */
  | { kind: 'latency'; ms: number }
  /** A connection is reset once that side has sent so many bytes on it; what comes after them is not looked at. */
  | { kind: 'cut'; afterBytes: number; side: Side };

/** What a line is like all the time: no fault of anybody, and not in the journal. */
export interface LineQuality {
  /** Everything is passed on so many milliseconds later. */
  latencyMs: number;
  /** Of each second nothing is passed on for so many milliseconds. */
  stallMs: number;
}

const SECOND_MS = 1000;

/** The faults in force on a link. */
export class Faults {
  private readonly active = new Set<Fault>();
  private readonly listeners = new Set<() => void>();

  constructor(private readonly line: LineQuality = { latencyMs: 0, stallMs: 0 }) {}

  get any(): boolean {
    return this.active.size > 0;
  }

  /** Whether everything is passed on at once, and nothing is to be counted. */
  get none(): boolean {
    return !this.any && this.line.latencyMs === 0 && this.line.stallMs === 0;
  }

  get refusing(): boolean {
    return this.has('refuse');
  }

  get stalled(): boolean {
    return this.has('stall');
  }

  /** Milliseconds from `now` on until what came at `cameAt` may be passed on; 0 or less: at once. Monotonic clock. */
  waitMs(cameAt: number, now: number): number {
    const latencies = [...this.active].map((fault) => (fault.kind === 'latency' ? fault.ms : 0));
    const latency = Math.max(this.line.latencyMs, ...latencies);
    return Math.max(latency === 0 ? 0 : cameAt + latency - now, this.line.stallMs - (now % SECOND_MS));
  }

  /** How many bytes that side may send on a connection before it is cut; Infinity without such a fault. */
  cutsAfter(side: Side): number {
    const limits = [...this.active].map((fault) =>
      fault.kind === 'cut' && fault.side === side ? fault.afterBytes : Infinity,
    );
    return Math.min(Infinity, ...limits);
  }

  add(fault: Fault): void {
    this.active.add(fault);
    this.tell();
  }

  remove(fault: Fault): boolean {
    const removed = this.active.delete(fault);
    if (removed) this.tell();
    return removed;
  }

  /** Calls back whenever faults come or go; the returned function ends that. */
  onChange(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  private has(kind: Fault['kind']): boolean {
    return [...this.active].some((fault) => fault.kind === kind);
  }

  private tell(): void {
    for (const listener of [...this.listeners]) listener();
  }
}

export function describeFault(fault: Fault): string {
  switch (fault.kind) {
    case 'refuse':
      return 'connections are refused';
    case 'stall':
      return 'nothing gets through';
    case 'latency':
      return `everything takes ${fault.ms} ms longer`;
    case 'cut':
      return `the connection breaks after ${fault.afterBytes} bytes from the ${fault.side}`;
  }
}
