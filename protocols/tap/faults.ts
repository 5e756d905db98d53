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

/** The faults in force on a link. */
export class Faults {
  private readonly active = new Set<Fault>();
  private readonly listeners = new Set<() => void>();

  get any(): boolean {
    return this.active.size > 0;
  }

  get refusing(): boolean {
    return this.has('refuse');
  }

  get stalled(): boolean {
    return this.has('stall');
  }

  /** Milliseconds by which everything is held back; 0 for none. */
  get latencyMs(): number {
    return Math.max(0, ...[...this.active].map((fault) => (fault.kind === 'latency' ? fault.ms : 0)));
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
