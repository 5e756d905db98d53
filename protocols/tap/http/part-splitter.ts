const CRLF = Buffer.from('\r\n');
const HEADERS_END = Buffer.from('\r\n\r\n');
const MAX_HEADER_BYTES = 16 * 1024;

export interface PartHandler {
  /** Header block of a part, as text. @returns whether its bytes are wanted */
  onPart(headers: string): boolean;
  onBytes(bytes: Buffer): void;
  /** The part is whole. */
  onPartEnd(): void;
}

type State = 'delimiter' | 'headers' | 'body' | 'over';

/** Splits a multipart body (RFC 2046 5.1) as it passes, holding no more than a delimiter or a header block. */
export class PartSplitter {
  private state: State = 'delimiter';
  private wanted = false;
  private readonly delimiter: Buffer;
  /** Not yet decided on. The first delimiter may open the body: it is given the line end that every other one has. */
  private rest: Buffer = CRLF;

  constructor(
    boundary: string,
    private readonly handler: PartHandler,
  ) {
    this.delimiter = Buffer.from(`\r\n--${boundary}`, 'latin1');
  }

  push(bytes: Buffer): void {
    if (this.state === 'over') return;
    this.rest = this.rest.length === 0 ? bytes : Buffer.concat([this.rest, bytes]);
    while (this.step());
    // A view would keep the whole chunk alive.
    this.rest = Buffer.from(this.rest);
  }

  /** Takes from the rest what can be decided on; false when more must come first. */
  private step(): boolean {
    switch (this.state) {
      case 'delimiter':
      case 'body':
        return this.upToDelimiter();
      case 'headers':
        return this.headers();
      case 'over':
        this.rest = Buffer.alloc(0);
        return false;
    }
  }

  private upToDelimiter(): boolean {
    const at = this.rest.indexOf(this.delimiter);
    const end = at >= 0 ? at : Math.max(0, this.rest.length - this.delimiter.length + 1);
    if (this.state === 'body' && this.wanted && end > 0) this.handler.onBytes(this.rest.subarray(0, end));
    if (at < 0) {
      this.rest = this.rest.subarray(end);
      return false;
    }
    if (this.state === 'body' && this.wanted) this.handler.onPartEnd();
    this.rest = this.rest.subarray(at + this.delimiter.length);
    this.state = 'headers';
    return true;
  }

  /** After a delimiter: `--` ends the body; else its line end, the header lines, and an empty line. */
  private headers(): boolean {
    if (this.rest.length < 2) return false;
    if (this.rest.toString('latin1', 0, 2) === '--') return this.giveUp();
    const end = this.rest.indexOf(HEADERS_END);
    if (end < 0) return this.rest.length > MAX_HEADER_BYTES ? this.giveUp() : false;
    this.wanted = this.handler.onPart(this.rest.toString('latin1', 0, end));
    // Its last line end may begin the delimiter of a part without content.
    this.rest = this.rest.subarray(end + CRLF.length);
    const empty = this.rest.subarray(0, this.delimiter.length).equals(this.delimiter);
    if (!empty) this.rest = this.rest.subarray(CRLF.length);
    this.state = 'body';
    return true;
  }

  private giveUp(): boolean {
    this.state = 'over';
    return true;
  }
}
