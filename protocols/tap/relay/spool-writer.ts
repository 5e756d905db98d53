import { openSync, unlinkSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { Side } from '../../../model/events';
import { entryHead, HEAD_BYTES } from './entry';

const PAGE_BYTES = 256 * 1024;
/** Written at a time: as long as that takes, what comes has to wait. */
const PIECE_BYTES = 64 * 1024;
/** What is passed on faster than it is written waits in so many pages. */
const PAGES = 64;
/** Less than that is not worth a call of the system. */
const LEAST_ROOM = 64 * 1024;

interface Page {
  memory: Buffer;
  used: number;
}

export interface SpoolOptions {
  folder: string;
  segmentBytes: number;
  /** A further file has been begun; it begins at this offset in all that was kept. */
  onSegment(descriptor: number, at: number): void;
  /** Everything up to this offset is in the files. */
  onKept(upTo: number): void;
}

/**
 * Keeps what passes, in order, until it is recorded: first in memory, and in files when there is time for it or no memory left.
 * The files have no name: whatever becomes of the process, nothing of them stays.
 */
export class SpoolWriter {
  /** Offset of the next byte. */
  at = 0;
  private keptUpTo = 0;
  private page: Page = { memory: Buffer.allocUnsafeSlow(PAGE_BYTES), used: 0 };
  private readonly full: Page[] = [];
  private readonly free: Page[] = [];
  private pages = 1;
  /** Of the page that has waited longest, so much is written. */
  private done = 0;
  private segment: number | undefined;
  private segmentUsed = 0;
  private segments = 0;

  constructor(private readonly options: SpoolOptions) {}

  /** Where the next bytes may be put. @throws when memory is to be made free and the file cannot be written */
  room(): Buffer {
    if (PAGE_BYTES - this.page.used < HEAD_BYTES + LEAST_ROOM) this.turn();
    return this.page.memory.subarray(this.page.used + HEAD_BYTES);
  }

  /** Takes in what was put into the room. @param ms when it came, by the clock of all threads */
  take(lane: number, side: Side, length: number, ms: number): void {
    const { page } = this;
    entryHead(page.memory, page.used, { lane, side, length, ms });
    page.used += HEAD_BYTES + length;
    this.at += HEAD_BYTES + length;
  }

  /** Whether a page waits for being written. */
  get hasFull(): boolean {
    return this.full.length > 0;
  }

  /** Writes a piece of the page that has waited longest. @throws when it cannot be written */
  writePiece(): void {
    const page = this.full[0];
    if (!page) return;
    if (this.done === 0) this.makeRoom(page.used);
    this.done += writeSync(
      this.segment as number,
      page.memory,
      this.done,
      Math.min(PIECE_BYTES, page.used - this.done),
    );
    if (this.done < page.used) return;
    this.done = 0;
    this.full.shift();
    this.segmentUsed += page.used;
    this.free.push(page);
    this.keptUpTo += page.used;
    page.used = 0;
    this.options.onKept(this.keptUpTo);
  }

  /** Writes everything. @throws when it cannot be written */
  writeAll(): void {
    if (this.page.used > 0) this.turn();
    while (this.hasFull) this.writePiece();
  }

  /** What is in memory alone, and where it begins. */
  rest(): { at: number; rest: Uint8Array[] } {
    const pages = [...this.full, this.page];
    return { at: this.keptUpTo, rest: pages.map(({ memory, used }) => new Uint8Array(memory.subarray(0, used))) };
  }

  private turn(): void {
    this.full.push(this.page);
    if (this.free.length === 0 && this.pages < PAGES) {
      this.pages += 1;
      this.free.push({ memory: Buffer.allocUnsafeSlow(PAGE_BYTES), used: 0 });
    }
    // Set first: what fails to be written stays among the full ones, and is whole.
    const next = this.free.pop();
    if (next) {
      this.page = next;
      return;
    }
    this.page = { memory: Buffer.alloc(0), used: 0 };
    while (this.free.length === 0) this.writePiece();
    this.page = this.free.pop() as Page;
  }

  /** A page is in one file. */
  private makeRoom(bytes: number): void {
    if (this.segment !== undefined && this.segmentUsed + bytes <= this.options.segmentBytes) return;
    this.segments += 1;
    const path = join(this.options.folder, `passing-${process.pid}-${this.segments}.part`);
    this.segment = openSync(path, 'wx+', 0o600);
    unlinkSync(path);
    this.segmentUsed = 0;
    this.options.onSegment(this.segment, this.keptUpTo);
  }
}
