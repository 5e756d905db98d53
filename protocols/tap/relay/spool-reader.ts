import { closeSync, readSync } from 'node:fs';
import { type Entry, HEAD_BYTES, readEntryHead } from './entry';

/** Several reads of a socket; an entry is never longer. */
const BLOCK_BYTES = 1024 * 1024;

interface Segment {
  descriptor: number;
  at: number;
}

/** Takes out of the spool again what the thread has put into it, in order. */
export class SpoolReader {
  /** Up to here everything has been taken out. */
  at = 0;
  private readonly segments: Segment[] = [];
  private readonly block = Buffer.allocUnsafeSlow(BLOCK_BYTES);
  private failedAt = Infinity;
  private readonly rest: Uint8Array[] = [];

  constructor(private readonly onEntry: (entry: Entry, bytes: Buffer) => void) {}

  /** A further file, which begins at this offset. It is closed here. */
  add(descriptor: number, at: number): void {
    this.segments.push({ descriptor, at });
  }

  /** From `at` on there are no files, but this. */
  goOnWith(at: number, rest: readonly Uint8Array[]): void {
    this.failedAt = at;
    this.rest.push(...rest);
  }

  /**
   * Hands on a block of entries, at most up to the offset `kept`. Every entry lies in one file. False where there is nothing. The
   * bytes lie in memory that is used again.
   */
  take(kept: number): boolean {
    if (this.at >= this.failedAt) return this.takeRest();
    const upTo = Math.min(kept, this.failedAt);
    if (this.at >= upTo) return false;
    while (this.segments[1] && this.segments[1].at <= this.at) closeSync((this.segments.shift() as Segment).descriptor);
    const [segment, next] = this.segments;
    if (!segment) throw new Error('the spool has no file');
    const length = Math.min(BLOCK_BYTES, Math.min(next?.at ?? upTo, upTo) - this.at);
    const read = readSync(segment.descriptor, this.block, 0, length, this.at - segment.at);
    const used = this.entries(this.block.subarray(0, read));
    if (used === 0) throw new Error('the spool has lost what was in it');
    return true;
  }

  close(): void {
    for (const { descriptor } of this.segments.splice(0)) closeSync(descriptor);
  }

  private takeRest(): boolean {
    const page = this.rest.shift();
    if (!page) return false;
    this.entries(Buffer.from(page.buffer, page.byteOffset, page.length));
    return true;
  }

  private entries(block: Buffer): number {
    let used = 0;
    while (used + HEAD_BYTES <= block.length) {
      const entry = readEntryHead(block, used);
      const end = used + HEAD_BYTES + entry.length;
      if (end > block.length) break;
      const bytes = block.subarray(used + HEAD_BYTES, end);
      used = end;
      this.at += HEAD_BYTES + entry.length;
      this.onEntry(entry, bytes);
    }
    return used;
  }
}
