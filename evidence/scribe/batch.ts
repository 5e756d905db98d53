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

const BYTES = 512 * 1024;
/** As many orders as a batch of very small ones has. */
const ORDERS = 4096;
/** What, file descriptor, where its bytes begin in the batch, and how many they are. */
const PER_ORDER = 4;

/** Of a source whose bytes lie in the batch as a whole. */
interface Shared {
  memory: ArrayBufferLike;
  from: number;
  to: number;
  /** Where its first byte lies in the batch. */
  at: number;
}

/**
 * Orders on their way to the thread, in memory that both threads see: nothing is allocated or handed over for them. Whoever has
 * sent one does not touch it until the thread says that it is done.
 */
export class Batch {
  /** Bytes that it has room for. */
  static readonly length = BYTES;
  private readonly bytes: Buffer;
  private readonly numbers: Int32Array;
  private filled = 0;
  private orders = 0;
  private shared: Shared | undefined;

  constructor(readonly memory = new SharedArrayBuffer(BYTES + (1 + PER_ORDER * ORDERS) * 4)) {
    this.bytes = Buffer.from(memory, 0, BYTES);
    this.numbers = new Int32Array(memory, BYTES);
  }

  /** Takes bytes in that are about to be ordered in parts, several times maybe: they are copied once. False where there is no room. */
  share(source: Buffer): boolean {
    if (this.filled + source.length > BYTES) return false;
    const { buffer: memory, byteOffset: from, length } = source;
    this.shared = { memory, from, to: from + length, at: this.filled };
    this.copy(source);
    return true;
  }

  /** The source may change from now on. */
  unshare(): void {
    this.shared = undefined;
  }

  /** Far fewer parts than `orders`. False, and nothing is added, where there is no room for it any more. */
  add(order: Order, fd: number, parts: readonly Uint8Array[]): boolean {
    const copied = parts.reduce((sum, part) => sum + (this.whereShared(part) === undefined ? part.length : 0), 0);
    if (this.filled + copied > BYTES || this.orders + parts.length > ORDERS) return false;
    for (const part of parts) this.note(order, fd, this.whereShared(part) ?? this.copy(part), part.length);
    return true;
  }

  /** The orders, in order; their bytes are views. */
  entries(): Entry[] {
    const { numbers, bytes } = this;
    const entries: Entry[] = [];
    for (let index = 0; index < (numbers[0] as number); index += 1) {
      const first = 1 + index * PER_ORDER;
      const at = numbers[first + 2] as number;
      const length = numbers[first + 3] as number;
      entries.push({
        order: numbers[first] as Order,
        fd: numbers[first + 1] as number,
        bytes: bytes.subarray(at, at + length),
      });
    }
    return entries;
  }

  clear(): void {
    this.shared = undefined;
    this.filled = 0;
    this.orders = 0;
    this.numbers[0] = 0;
  }

  private copy(part: Uint8Array): number {
    const at = this.filled;
    this.bytes.set(part, at);
    this.filled += part.length;
    return at;
  }

  private whereShared(part: Uint8Array): number | undefined {
    const { shared } = this;
    if (!shared || part.buffer !== shared.memory) return undefined;
    const { byteOffset, length } = part;
    return byteOffset >= shared.from && byteOffset + length <= shared.to
      ? shared.at + byteOffset - shared.from
      : undefined;
  }

  private note(order: Order, fd: number, at: number, length: number): void {
    const { numbers } = this;
    const last = 1 + (this.orders - 1) * PER_ORDER;
    const goesOn =
      this.orders > 0 &&
      order === ORDER.write &&
      numbers[last] === order &&
      numbers[last + 1] === fd &&
      (numbers[last + 2] as number) + (numbers[last + 3] as number) === at;
    if (goesOn) {
      numbers[last + 3] = (numbers[last + 3] as number) + length;
      return;
    }
    numbers.set([order, fd, at, length], 1 + this.orders * PER_ORDER);
    this.orders += 1;
    numbers[0] = this.orders;
  }
}
