/** Lent at the same time; more is left to the collector. */
const MOST_FREE = 4;

/**
 * Memory for the data sets of a shipment, used again and again. Node asks the system for new memory for each of them otherwise, which
 * comes page by page, and the collector gives it back whenever it happens to run: of sending, that was up to half the processor time.
 */
export class LentMemory {
  readonly #free: Buffer[] = [];
  readonly #lent = new Map<ArrayBufferLike, Buffer>();

  /** With anything in it. */
  take(length: number): Buffer {
    const fitting = this.#free.findIndex((each) => each.length >= length);
    const [whole = Buffer.allocUnsafeSlow(length)] = fitting < 0 ? [] : this.#free.splice(fitting, 1);
    this.#lent.set(whole.buffer, whole);
    return whole.subarray(0, length);
  }

  /** Nobody looks any more at what it was lent for, of which this is a part. What is not from here is left alone. */
  giveBack(part: Buffer): void {
    const whole = this.#lent.get(part.buffer);
    if (!whole) return;
    this.#lent.delete(part.buffer);
    this.#free.push(whole);
    // The smallest give way, so that what is there fits.
    if (this.#free.length > MOST_FREE) this.#free.sort((a, b) => b.length - a.length).pop();
  }
}
