export const START_BLOCK = 0x0b;
export const END_BLOCK = 0x1c;
export const CARRIAGE_RETURN = 0x0d;

export interface FramedMessage {
  bytes: Buffer;
  /** What was wrong with the framing up to and including this message. */
  framingProblems: string[];
}

/** Cuts a byte stream into MLLP messages: `<VT>message<FS><CR>` (HL7 v2.5.1 Appendix C.4), tolerant, naming each fault. */
export class MllpFramer {
  private parts: Buffer[] = [];
  private length = 0;
  private inside = false;
  private expectReturn = false;
  /** Each kind once, so that a flood of rubbish takes no memory. */
  private readonly problems = new Set<string>();

  constructor(private readonly maxBytes: number) {}

  /** Keeps nothing of the chunk but copies. Throws when a message grows beyond the limit. */
  push(chunk: Buffer): FramedMessage[] {
    const messages: FramedMessage[] = [];
    let at = 0;
    if (this.expectReturn && chunk.length > 0) {
      if (chunk[0] === CARRIAGE_RETURN) at = 1;
      else this.problems.add('no carriage return after the end block');
      this.expectReturn = false;
    }
    while (at < chunk.length) {
      if (!this.inside) {
        const start = chunk.indexOf(START_BLOCK, at);
        if (start !== at) this.problems.add('bytes outside a message, without a start block before them');
        if (start < 0) break;
        this.inside = true;
        at = start + 1;
        continue;
      }
      const end = chunk.indexOf(END_BLOCK, at);
      if (end < 0) {
        this.keep(Buffer.from(chunk.subarray(at)));
        break;
      }
      this.keep(chunk.subarray(at, end));
      messages.push(this.take());
      at = end + 1;
      if (at === chunk.length) this.expectReturn = true;
      else if (chunk[at] === CARRIAGE_RETURN) at += 1;
      else this.problems.add('no carriage return after the end block');
    }
    return messages;
  }

  /** The stream is over: what was wrong that no message carried away. */
  end(): string[] {
    if (this.inside) this.problems.add('the connection ended within a message, without an end block');
    if (this.expectReturn) this.problems.add('no carriage return after the end block');
    return this.takeProblems();
  }

  /** True while a message has begun and not ended. */
  get incomplete(): boolean {
    return this.inside;
  }

  private keep(part: Buffer): void {
    this.length += part.length;
    if (this.length > this.maxBytes) throw new Error(`a message is longer than ${this.maxBytes} bytes`);
    this.parts.push(part);
  }

  private take(): FramedMessage {
    let bytes = Buffer.concat(this.parts, this.length);
    const again = bytes.lastIndexOf(START_BLOCK);
    if (again >= 0) {
      this.problems.add('a start block within a message, which was not ended');
      bytes = bytes.subarray(again + 1);
    }
    this.parts = [];
    this.length = 0;
    this.inside = false;
    return { bytes, framingProblems: this.takeProblems() };
  }

  private takeProblems(): string[] {
    if (this.problems.size === 0) return [];
    const problems = [...this.problems];
    this.problems.clear();
    return problems;
  }
}

/** `<VT>message<FS><CR>` (HL7 v2.5.1 Appendix C.4). */
export function framed(message: Buffer): Buffer {
  const bytes = Buffer.allocUnsafe(message.length + 3);
  bytes[0] = START_BLOCK;
  message.copy(bytes, 1);
  bytes[message.length + 1] = END_BLOCK;
  bytes[message.length + 2] = CARRIAGE_RETURN;
  return bytes;
}
