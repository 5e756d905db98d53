import type { Socket } from 'node:net';
import type { Side } from '../../model/events';
import type { Faults } from './faults';

export interface PumpOptions {
  sender: Side;
  from: Socket;
  to: Socket;
  faults: Faults;
  /** Sees each chunk before it is passed on. */
  onChunk(chunk: Buffer): void;
  /** The sender has ended its direction; called before the end is passed on. */
  onEnd(): void;
  /** A fault asks for the connection to be cut. */
  onCut(): void;
}

/** Passes the bytes of one direction on, in order, never holding more than one chunk. */
export class Pump {
  bytes = 0;

  constructor(private readonly options: PumpOptions) {
    const { from } = options;
    from.on('data', (chunk: Buffer) => this.chunk(chunk));
    from.on('end', () => this.finish());
  }

  private last: Promise<void> = Promise.resolve();

  private chunk(chunk: Buffer): void {
    const { sender, faults, onChunk, onCut } = this.options;
    this.bytes += chunk.length;
    onChunk(chunk);
    if (faults.cuts(sender, this.bytes)) {
      onCut();
      return;
    }
    if (faults.stalled || faults.latencyMs > 0) {
      this.options.from.pause();
      this.last = this.heldBack(chunk);
    } else {
      this.pass(chunk);
    }
  }

  private async heldBack(chunk: Buffer): Promise<void> {
    const { faults, from, to } = this.options;
    if (faults.latencyMs > 0) await delay(faults.latencyMs, faults);
    while (faults.stalled && !to.destroyed) await Promise.race([faults.changed(), closed(to)]);
    this.pass(chunk);
    from.resume();
  }

  private pass(chunk: Buffer): void {
    const { from, to } = this.options;
    if (to.destroyed || to.write(chunk)) return;
    from.pause();
    to.once('drain', () => from.resume());
  }

  private finish(): void {
    this.options.onEnd();
    void this.last.then(() => this.options.to.end());
  }
}

/** The time of a latency fault, or less when it is lifted before. */
async function delay(ms: number, faults: Faults): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  await Promise.race([new Promise<void>((resolve) => (timer = setTimeout(resolve, ms))), faults.changed()]);
  clearTimeout(timer);
}

function closed(socket: Socket): Promise<void> {
  return new Promise((resolve) => socket.once('close', () => resolve()));
}
