import type { Side } from '../../../model/events';
import { foreignProtocol } from '../foreign';
import { NotUnderstood, type FollowerOptions, type TappedChunk } from '../follower';
import { describeMessage } from './describe';

const START_BLOCK = 0x0b;
const END_BLOCK = 0x1c;
const CARRIAGE_RETURN = 0x0d;
/** A connection with more faults than that is no MLLP; the capture has the rest. */
const MAX_ERRORS = 100;

type State = 'outside' | 'inside' | 'after-end';

/** Reads the frames of one side: each message goes into the journal, and each fault of the framing by its name. */
export class SideReader {
  private state: State = 'outside';
  private parts: Buffer[] = [];
  private length = 0;
  private firstFrame = 0;
  private lastFrame = 0;
  private messageAt = 0;
  private errors = 0;

  constructor(
    private readonly sender: Side,
    private readonly options: FollowerOptions,
  ) {}

  read(chunk: TappedChunk): void {
    const { bytes } = chunk;
    const foreign = chunk.at === 0 ? foreignProtocol(bytes) : undefined;
    if (foreign !== undefined && foreign !== 'HL7') throw new NotUnderstood(`${foreign} came instead of HL7`, 0);
    for (let at = 0; at < bytes.length;) {
      if (this.state === 'outside') at = this.outside(chunk, at);
      else if (this.state === 'inside') at = this.inside(chunk, at);
      else at = this.afterEnd(chunk, at);
    }
  }

  end(ofItself: boolean): void {
    if (this.state === 'after-end') {
      // The message was whole; only its end was not.
      this.error('the connection ended after the end block, without the carriage return', 'keep');
      this.message();
    } else if (this.state === 'inside' && ofItself) {
      this.error('the connection ended within a message, without an end block');
    }
    this.state = 'outside';
  }

  /** Between messages nothing may stand. */
  private outside(chunk: TappedChunk, from: number): number {
    const { bytes } = chunk;
    const start = bytes.indexOf(START_BLOCK, from);
    const end = start < 0 ? bytes.length : start;
    if (end > from) {
      this.firstFrame = chunk.frameAt(from);
      this.lastFrame = chunk.frameAt(end - 1);
      this.messageAt = chunk.at + from;
      this.keep(bytes.subarray(from, end));
      this.error('bytes outside a message, without a start block before them');
    }
    if (start < 0) return bytes.length;
    this.begin(chunk, start);
    return start + 1;
  }

  private inside(chunk: TappedChunk, from: number): number {
    const { bytes } = chunk;
    const endBlock = bytes.indexOf(END_BLOCK, from);
    const limit = endBlock < 0 ? bytes.length : endBlock;
    const again = bytes.subarray(from, limit).indexOf(START_BLOCK);
    if (again >= 0) {
      this.keep(bytes.subarray(from, from + again));
      this.lastFrame = chunk.frameAt(from + again);
      this.error('a start block within a message, which was not ended');
      this.begin(chunk, from + again);
      return from + again + 1;
    }
    this.keep(bytes.subarray(from, limit));
    this.lastFrame = chunk.frameAt(limit - 1 < from ? from : limit - 1);
    if (endBlock < 0) return bytes.length;
    this.lastFrame = chunk.frameAt(endBlock);
    this.state = 'after-end';
    return endBlock + 1;
  }

  private afterEnd(chunk: TappedChunk, at: number): number {
    if (chunk.bytes[at] === CARRIAGE_RETURN) {
      this.lastFrame = chunk.frameAt(at);
      this.message();
      return at + 1;
    }
    this.error('no carriage return after the end block', 'keep');
    this.message();
    return at;
  }

  private begin(chunk: TappedChunk, at: number): void {
    this.state = 'inside';
    this.firstFrame = this.lastFrame = chunk.frameAt(at);
    this.messageAt = chunk.at + at;
  }

  private keep(part: Buffer): void {
    this.length += part.length;
    const { messageBytes } = this.options.limits;
    if (this.length > messageBytes)
      throw new NotUnderstood(`a message is longer than ${messageBytes} bytes`, this.messageAt);
    // A small view would keep its socket's whole buffer alive.
    this.parts.push(Buffer.from(part));
  }

  private message(): void {
    const { ref, recording } = this.options;
    const bytes = Buffer.concat(this.parts, this.length);
    const described = describeMessage(bytes);
    const name = `${described.messageType || 'unknown'}-${described.controlId}.hl7`;
    recording.append({
      kind: 'mllp.message',
      ...ref,
      sender: this.sender,
      message: recording.saveFile('messages', name, bytes),
      ...described,
      frames: [this.firstFrame, this.lastFrame],
    });
    this.drop();
  }

  private error(problem: string, then: 'drop' | 'keep' = 'drop'): void {
    const { ref, recording } = this.options;
    recording.append({
      kind: 'mllp.framing-error',
      ...ref,
      sender: this.sender,
      problem,
      bytes: recording.saveFile('messages', 'framing-error.bin', Buffer.concat(this.parts, this.length)),
      frames: [this.firstFrame, this.lastFrame],
    });
    if (then === 'drop') this.drop();
    if (++this.errors === MAX_ERRORS)
      throw new NotUnderstood(`${MAX_ERRORS} framing errors; no more of this connection is looked at`, this.messageAt);
  }

  private drop(): void {
    this.parts = [];
    this.length = 0;
    this.state = 'outside';
  }
}
