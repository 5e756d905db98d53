import type { Socket } from 'node:net';
import type { Side } from '../../model/events';
import type { Faults } from './faults';
import { onBytes } from '../reused-memory';
import { resetOf } from './descriptor';

/** What a latency or stall fault may hold back before the sender has to wait. */
const MAX_HELD_BYTES = 1024 * 1024;

export interface PumpOptions {
  sender: Side;
  from: Socket;
  to: Socket;
  faults: Faults;
  /** Sees each chunk as soon as it is on its way. Where `from` reuses its memory, nothing of it may be kept but copies. */
  onChunk(chunk: Buffer): void;
  /** The sender has ended its direction; called before the end is passed on. */
  onEnd(): void;
  /** A fault asks for the connection to be cut. */
  onCut(): void;
}

interface Held {
  /** Undefined for the end of the direction. */
  chunk?: Buffer;
  /** The memory of the chunk may be used again. */
  release?: () => void;
  /** When it came, by the monotonic clock. */
  at: number;
}

/** Passes the bytes of one direction on, in order. Holds next to nothing: who reads slowly slows the sender down. */
export class Pump {
  /** Received so far. */
  bytes = 0;
  private readonly queue: Held[] = [];
  private heldBytes = 0;
  private choked = false;
  private cutting = false;
  /** Somebody else passes on what comes. */
  private away = false;
  private timer: NodeJS.Timeout | undefined;
  private readonly unlisten: () => void;

  constructor(private readonly options: PumpOptions) {
    const { from, to, faults } = options;
    onBytes(from, (chunk, release) => this.receive(chunk, release));
    from.on('end', () => this.receiveEnd());
    to.on('drain', () => {
      this.choked = false;
      this.pass();
    });
    this.unlisten = faults.onChange(() => this.pass());
    // A sender may have ended before there was anywhere to pass it on to: a paused socket tells that only once.
    if (from.readableEnded) this.receiveEnd();
  }

  /** Everything that came is passed on, and more may come. */
  get isIdle(): boolean {
    const { from, to } = this.options;
    const open = !from.destroyed && !from.readableEnded && !to.destroyed && !to.writableEnded;
    return open && !this.cutting && !this.choked && this.queue.length === 0 && to.writableLength === 0;
  }

  /** Leaves passing on to somebody else. Only while it is idle. */
  leave(): void {
    this.away = true;
    this.options.from.pause();
  }

  /** What somebody else has passed on, or will have: to be recorded. */
  passed(chunk: Buffer): void {
    this.bytes += chunk.length;
    this.options.onChunk(chunk);
  }

  /** Goes on. @param waiting was recorded, and is to be passed on */
  comeBack(waiting: Uint8Array | undefined): void {
    this.away = false;
    if (waiting) this.hold({ chunk: Buffer.from(waiting), at: performance.now() });
    else this.pass();
  }

  /** Passes nothing more on. */
  close(): void {
    this.unlisten();
    clearTimeout(this.timer);
    this.queue.length = 0;
  }

  private receive(chunk: Buffer, release: () => void): void {
    if (this.cutting) return;
    const { sender, faults, onChunk } = this.options;
    const room = Math.max(0, faults.cutsAfter(sender) - this.bytes);
    const part = chunk.length < room ? chunk : chunk.subarray(0, room);
    this.bytes += part.length;
    if (part.length > 0) {
      const done = { passed: false, recorded: false };
      const mark = (what: keyof typeof done): void => {
        done[what] = true;
        if (done.passed && done.recorded) release();
      };
      // Passed on first: the receiver is at work on it while it is recorded. What it answers comes in a later turn.
      this.hold({ chunk: part, release: () => mark('passed'), at: performance.now() });
      onChunk(part);
      mark('recorded');
    }
    if (chunk.length >= room) this.cut(part.length > 0);
  }

  private receiveEnd(): void {
    if (this.cutting) return;
    const reset = resetOf(this.options.from);
    if (reset) return void this.options.from.destroy(reset);
    this.options.onEnd();
    this.hold({ at: performance.now() });
  }

  private hold(held: Held): void {
    this.queue.push(held);
    this.heldBytes += held.chunk?.length ?? 0;
    this.pass();
    // Few bytes that have to wait are not to keep much memory from being used again.
    if (held.chunk && held.release && this.queue.at(-1) === held) {
      held.chunk = Buffer.from(held.chunk);
      held.release();
    }
  }

  private pass(): void {
    const { from, to, faults } = this.options;
    clearTimeout(this.timer);
    if (this.away) return;
    while (!this.choked && !faults.stalled) {
      const head = this.queue[0];
      if (!head) break;
      const wait = faults.waitMs(head.at, performance.now());
      if (wait > 0) {
        this.timer = setTimeout(() => this.pass(), Math.ceil(wait));
        break;
      }
      this.queue.shift();
      this.heldBytes -= head.chunk?.length ?? 0;
      if (to.destroyed) continue;
      if (!head.chunk) to.end();
      else {
        const { release } = head;
        this.choked = !to.write(head.chunk, (error) => {
          if (!error) release?.();
        });
        // Where the system has taken all of it at once.
        if (to.writableLength === 0) release?.();
      }
    }
    const full = this.choked || this.heldBytes >= MAX_HELD_BYTES;
    if (full !== from.isPaused()) {
      if (full) from.pause();
      else from.resume();
    }
  }

  /** The allowed bytes are given to the system first, so that the peer can have them. */
  private cut(hasLast: boolean): void {
    const { from, to, faults, onCut } = this.options;
    this.cutting = true;
    from.pause();
    if (!hasLast || to.destroyed || faults.stalled || this.queue.length > 0) onCut();
    else to.write(Buffer.alloc(0), () => onCut());
  }
}
