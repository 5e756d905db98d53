import { MultipartError } from './multipart-error';

const LINE_END = Buffer.from('\r\n');
const BLANK_LINE = Buffer.from('\r\n\r\n');
const EMPTY = Buffer.alloc(0);

/** What has arrived of a stream and was not yet read. Keeps no more than it must to find the next delimiter. */
export class ByteWindow {
  readonly #source: AsyncIterator<Uint8Array>;
  #bytes: Buffer = EMPTY;

  constructor(source: AsyncIterable<Uint8Array>) {
    this.#source = source[Symbol.asyncIterator]();
  }

  prepend(bytes: Buffer): void {
    this.#bytes = Buffer.concat([bytes, this.#bytes]);
  }

  /** Exactly `count` bytes. */
  async take(count: number): Promise<Buffer> {
    while (this.#bytes.length < count) await this.#fill();
    return this.#cut(count, 0);
  }

  /** The header block up to and without the blank line; empty when the blank line comes at once. */
  async headerBlock(limit: number): Promise<Buffer> {
    while (this.#bytes.length < 2) await this.#fill();
    if (this.#bytes.subarray(0, 2).equals(LINE_END)) return this.#cut(0, LINE_END.length);
    for (;;) {
      const at = this.#bytes.indexOf(BLANK_LINE);
      if (at > limit || (at < 0 && this.#bytes.length > limit)) {
        throw new MultipartError(`the headers of a part exceed ${limit} bytes`);
      }
      if (at >= 0) return this.#cut(at, BLANK_LINE.length);
      await this.#fill();
    }
  }

  /** Everything up to the delimiter, in chunks; the delimiter itself is swallowed. */
  async *until(delimiter: Buffer, limit: number, what: string): AsyncGenerator<Buffer> {
    let passed = 0;
    for (;;) {
      const at = this.#bytes.indexOf(delimiter);
      const ready = at >= 0 ? at : Math.max(0, this.#bytes.length - delimiter.length + 1);
      passed += ready;
      if (passed > limit) throw new MultipartError(`${what} exceeds ${limit} bytes`);
      const chunk = this.#cut(ready, at >= 0 ? delimiter.length : 0);
      if (chunk.length > 0) yield chunk;
      if (at >= 0) return;
      await this.#fill();
    }
  }

  /** Reads and forgets what is left, up to a limit, so that the connection can be used again. */
  async drain(limit: number): Promise<void> {
    for (let left = limit; left > 0;) {
      const next = await this.#source.next();
      if (next.done) return;
      left -= next.value.length;
    }
  }

  #cut(count: number, swallow: number): Buffer {
    const cut = this.#bytes.subarray(0, count);
    this.#bytes = this.#bytes.subarray(count + swallow);
    return cut;
  }

  async #fill(): Promise<void> {
    const next = await this.#source.next();
    if (next.done) throw new MultipartError('it ends before its closing boundary');
    this.#bytes = this.#bytes.length === 0 ? Buffer.from(next.value) : Buffer.concat([this.#bytes, next.value]);
  }
}
