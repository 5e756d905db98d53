/** What is to be done with a file. Numbers, because they go between threads. */
export const ORDER = { write: 1, finish: 2, discard: 3, whole: 4 } as const;
export type Order = (typeof ORDER)[keyof typeof ORDER];

/**
 * One order: the bytes to write, or the paths that `finish` and `discard` are about; of a file that is `whole` its path, a NUL and
 * its bytes.
 */
export interface Entry {
  order: Order;
  fd: number;
  bytes: Buffer;
}

/** Orders on their way to the thread. Their memory changes hands, so that nothing is copied; it comes back to be used again. */
export interface Sent {
  memory: ArrayBuffer;
  /** Of each order: what, file descriptor, length. Its bytes follow those of the order before. */
  orders: number[];
}

/** Gathers orders until they are sent. */
export class Batch {
  private readonly bytes: Buffer;
  private readonly orders: number[] = [];
  private filled = 0;

  constructor(private readonly memory: ArrayBuffer) {
    this.bytes = Buffer.from(memory);
  }

  get length(): number {
    return this.filled;
  }

  /** False where there is no room for it any more. */
  add(order: Order, fd: number, parts: readonly Uint8Array[], length: number): boolean {
    if (this.filled + length > this.bytes.length) return false;
    for (const part of parts) {
      this.bytes.set(part, this.filled);
      this.filled += part.length;
    }
    this.orders.push(order, fd, length);
    return true;
  }

  /** Of no more use afterwards. */
  get sent(): Sent {
    return { memory: this.memory, orders: this.orders };
  }
}

/** The orders of a batch, in order; their bytes are views. */
export function entriesOf({ memory, orders }: Sent): Entry[] {
  const entries: Entry[] = [];
  for (let index = 0, at = 0; index < orders.length; index += 3) {
    const [order, fd = 0, length = 0] = orders.slice(index, index + 3);
    entries.push({ order: order as Order, fd, bytes: Buffer.from(memory, at, length) });
    at += length;
  }
  return entries;
}
