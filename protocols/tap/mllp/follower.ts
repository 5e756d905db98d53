import type { Side } from '../../../model/events';
import { frameRange, type Follower, type FollowerOptions, type TappedChunk } from '../follower';
import { describeMessage } from './describe';

const START_BLOCK = 0x0b;
const END_BLOCK = 0x1c;
const CARRIAGE_RETURN = 0x0d;

/** Follows MLLP (HL7 v2.5.1 Appendix C.4): `<VT>message<FS><CR>`, both directions. */
export class MllpFollower implements Follower {
  private readonly sides: Record<Side, SideReader>;

  constructor(options: FollowerOptions) {
    this.sides = { client: new SideReader('client', options), server: new SideReader('server', options) };
  }

  follow(chunk: TappedChunk): void {
    this.sides[chunk.sender].read(chunk);
  }

  end(sender: Side): void {
    this.sides[sender].end();
  }

  close(): void {
    this.sides.client.end();
    this.sides.server.end();
  }
}

type State = 'outside' | 'inside' | 'after-end';

class SideReader {
  private state: State = 'outside';
  private parts: Buffer[] = [];
  private length = 0;
  private firstFrame: number | undefined;
  private lastFrame = 0;

  constructor(
    private readonly sender: Side,
    private readonly options: FollowerOptions,
  ) {}

  read({ bytes, frameAt }: TappedChunk): void {
    let at = 0;
    while (at < bytes.length) {
      this.lastFrame = frameAt(at);
      if (this.state === 'outside') at = this.outside(bytes, at);
      else if (this.state === 'inside') at = this.inside(bytes, at, frameAt);
      else at = this.afterEnd(bytes, at);
    }
    this.lastFrame = frameAt(bytes.length - 1);
  }

  end(): void {
    if (this.state === 'inside') this.error('the connection ended within a message, without an end block');
    else if (this.state === 'after-end')
      this.error('the connection ended after the end block, without the carriage return');
    this.state = 'outside';
  }

  /** Between messages nothing may stand. */
  private outside(bytes: Buffer, from: number): number {
    this.firstFrame = this.lastFrame;
    const start = bytes.indexOf(START_BLOCK, from);
    const stray = bytes.subarray(from, start < 0 ? bytes.length : start);
    if (stray.length > 0) {
      this.keep(stray);
      this.error('bytes outside a message, without a start block before them');
    }
    if (start < 0) return bytes.length;
    this.state = 'inside';
    return start + 1;
  }

  private inside(bytes: Buffer, from: number, frameAt: (offset: number) => number): number {
    const end = bytes.indexOf(END_BLOCK, from);
    const again = bytes.indexOf(START_BLOCK, from);
    if (again >= 0 && (end < 0 || again < end)) {
      this.keep(bytes.subarray(from, again));
      this.error('a start block within a message, which was not ended');
      this.state = 'inside';
      return again + 1;
    }
    this.keep(bytes.subarray(from, end < 0 ? bytes.length : end));
    if (end < 0) return bytes.length;
    this.lastFrame = frameAt(end);
    this.state = 'after-end';
    return end + 1;
  }

  private afterEnd(bytes: Buffer, from: number): number {
    if (bytes[from] === CARRIAGE_RETURN) {
      this.message();
      return from + 1;
    }
    this.error('no carriage return after the end block');
    this.message();
    return from;
  }

  private keep(part: Buffer): void {
    this.length += part.length;
    if (this.length > this.options.limits.messageBytes) {
      throw new Error(`a message is longer than ${this.options.limits.messageBytes} bytes`);
    }
    // The chunk's memory is the socket's; what is kept must be ours.
    this.parts.push(Buffer.from(part));
  }

  private message(): void {
    const { ref, recording } = this.options;
    const bytes = Buffer.concat(this.parts, this.length);
    const described = describeMessage(bytes);
    recording.append({
      kind: 'mllp.message',
      ...ref,
      sender: this.sender,
      message: recording.saveFile(
        'messages',
        `${described.messageType || 'unknown'}-${described.controlId}.hl7`,
        bytes,
      ),
      ...described,
      frames: frameRange(this.firstFrame, this.lastFrame),
    });
    this.reset();
  }

  private error(problem: string): void {
    const { ref, recording } = this.options;
    const bytes = Buffer.concat(this.parts, this.length);
    recording.append({
      kind: 'mllp.framing-error',
      ...ref,
      sender: this.sender,
      problem,
      bytes: recording.saveFile('messages', 'framing-error.bin', bytes),
      frames: frameRange(this.firstFrame, this.lastFrame),
    });
    if (this.state !== 'after-end') this.reset();
  }

  private reset(): void {
    this.parts = [];
    this.length = 0;
    this.firstFrame = this.lastFrame;
    this.state = 'outside';
  }
}
