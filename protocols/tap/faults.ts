import type { Side } from '../../model/events';

/** What a tap can do to a link on request. */
export type Fault =
  /** New connections are reset. */
  | { kind: 'refuse' }
  /** Nothing is passed on, on old and new connections, until lifted. */
  | { kind: 'stall' }
  /** Each chunk is passed on so many milliseconds later. */
  | { kind: 'latency'; ms: number }
  /** A connection is reset once that side has sent so many bytes on it. */
  | { kind: 'cut'; afterBytes: number; side: Side };

/** The faults in force on a link. */
export class Faults {
  private readonly active = new Set<Fault>();
  private readonly waiting = new Set<() => void>();

  get refusing(): boolean {
    return this.some('refuse') !== undefined;
  }

  /** Milliseconds that a chunk is held back; 0 for none. */
  get latencyMs(): number {
    return this.some('latency')?.ms ?? 0;
  }

  get stalled(): boolean {
    return this.some('stall') !== undefined;
  }

  /** Whether a connection on which `side` has sent `bytes` is to be cut. */
  cuts(side: Side, bytes: number): boolean {
    const cut = this.some('cut');
    return cut !== undefined && cut.side === side && bytes >= cut.afterBytes;
  }

  add(fault: Fault): void {
    this.active.add(fault);
  }

  remove(fault: Fault): boolean {
    const removed = this.active.delete(fault);
    for (const wake of this.waiting) wake();
    this.waiting.clear();
    return removed;
  }

  /** Resolves when the faults have changed. */
  changed(): Promise<void> {
    return new Promise((resolve) => this.waiting.add(resolve));
  }

  private some<K extends Fault['kind']>(kind: K): Extract<Fault, { kind: K }> | undefined {
    for (const fault of this.active) if (fault.kind === kind) return fault as Extract<Fault, { kind: K }>;
    return undefined;
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
