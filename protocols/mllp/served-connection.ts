import type { Socket } from 'node:net';
import type { Logger } from '../../model/actors';
import { onBytes } from '../reused-memory';
import { encodeMessage } from './charset';
import { CARRIAGE_RETURN, framed, MllpFramer, type FramedMessage } from './framer';
import type { MllpServerOptions } from './server';

const MAX_MESSAGE_BYTES = 16 * 1024 * 1024;
/** Each segment costs its reader far more than its bytes; real messages have some hundred. */
const MAX_SEGMENTS = 20_000;
const STALL_TIMEOUT_MS = 30_000;
const PROBE_AFTER_MS = 30_000;

/** One accepted connection: cuts messages out of the stream, has them handled in order, and sends the answers. */
export class ServedConnection {
  private readonly remote: string;
  private readonly framer: MllpFramer;
  private readonly queue: FramedMessage[] = [];
  private readonly stall: NodeJS.Timeout;
  private working = false;
  private ended = false;

  constructor(
    private readonly socket: Socket,
    private readonly options: MllpServerOptions,
    private readonly log: Logger,
    /** Something has come. */
    private readonly onHeard: () => void,
  ) {
    this.remote = `${socket.remoteAddress}:${socket.remotePort}`;
    this.framer = new MllpFramer(options.maxMessageBytes ?? MAX_MESSAGE_BYTES);
    this.stall = setTimeout(() => this.stalled(), options.stallTimeoutMs ?? STALL_TIMEOUT_MS);
    socket.setNoDelay(true);
    // Finds peers that went away without a word; others may be silent for days.
    socket.setKeepAlive(true, PROBE_AFTER_MS);
    onBytes(socket, (chunk) => this.read(chunk));
    socket.on('drain', () => this.stall.refresh());
    socket.on('end', () => this.end());
    socket.once('close', () => clearTimeout(this.stall));
  }

  private read(chunk: Buffer): void {
    this.stall.refresh();
    this.onHeard();
    try {
      this.queue.push(...this.framer.push(chunk));
    } catch (error) {
      this.log.warn(`MLLP from ${this.remote}: ${(error as Error).message}; the connection is closed`);
      this.socket.destroy();
      return;
    }
    if (this.queue.length === 0) return;
    // Nothing more is read while messages wait, so a flood stays in the sender's buffers. Who waits for each answer is never
    // held up: stopping and starting to read costs the system more than all else about a message.
    if (this.working) this.socket.pause();
    else void this.work();
  }

  private async work(): Promise<void> {
    this.working = true;
    for (let message = this.queue.shift(); message; message = this.queue.shift()) {
      if (this.socket.destroyed) return;
      await this.handle(message);
      if (this.socket.writableNeedDrain && !this.socket.destroyed) await this.drained();
    }
    this.working = false;
    this.stall.refresh();
    if (this.ended) this.socket.end();
    else if (this.socket.isPaused()) this.socket.resume();
  }

  private async handle({ bytes, framingProblems }: FramedMessage): Promise<void> {
    for (const problem of framingProblems) this.log.warn(`MLLP from ${this.remote}: ${problem}`);
    if (tooManySegments(bytes)) {
      this.log.warn(
        `MLLP from ${this.remote}: a message has more than ${MAX_SEGMENTS} segments; the connection is closed`,
      );
      this.socket.destroy();
      return;
    }
    try {
      const { remote } = this;
      const answer = await this.options.onMessage({ bytes, remote, framingProblems });
      if (answer !== undefined && this.socket.writable) this.socket.write(framed(encodeMessage(answer)));
    } catch (error) {
      this.log.error(`MLLP from ${this.remote}: the message could not be handled: ${(error as Error).message}`);
    }
  }

  private drained(): Promise<void> {
    this.stall.refresh();
    return new Promise((resolve) => {
      const done = (): void => {
        this.socket.off('drain', done).off('close', done);
        resolve();
      };
      this.socket.once('drain', done).once('close', done);
    });
  }

  private end(): void {
    this.ended = true;
    for (const problem of this.framer.end()) {
      this.log.warn(`MLLP from ${this.remote}: ${problem}`);
      this.options.onFramingProblem?.(this.remote, problem);
    }
    if (!this.working) this.socket.end();
  }

  /** Whoever is within a message, or does not take answers, holds memory; others hold nothing. */
  private stalled(): void {
    if (this.framer.incomplete || this.socket.writableNeedDrain) {
      const what = this.framer.incomplete ? 'stopped within a message' : 'does not take its acknowledgements';
      this.log.warn(`MLLP from ${this.remote}: the peer ${what}; the connection is closed`);
      this.socket.destroy();
    } else this.stall.refresh();
  }
}

/** Whether there are more than a message may have. */
function tooManySegments(bytes: Buffer): boolean {
  if (bytes.length <= MAX_SEGMENTS) return false;
  let count = 0;
  for (let at = bytes.indexOf(CARRIAGE_RETURN); at >= 0; at = bytes.indexOf(CARRIAGE_RETURN, at + 1)) count += 1;
  return count > MAX_SEGMENTS;
}
