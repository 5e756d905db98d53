import { mayNameSecrets } from './http-names';

type Hide = (from: number, to: number) => void;

const LF = 0x0a;
/** What no content coding makes of a form or of JSON: the answer to HEAD has a head like any other, and no body. */
const NEXT_ANSWER = Buffer.from('HTTP/');
const MAX_CHUNK_LINE = 4096;

/** What a head says of its body, as far as masking it goes. */
export class BodyHead {
  private coded = false;
  private naming = false;
  private chunked = false;
  private readonly lengths = new Set<string>();

  see(name: string, value: string): void {
    const said = value.trim().toLowerCase();
    if (name === 'content-encoding') this.coded = said !== '' && said !== 'identity';
    else if (name === 'content-type') this.naming = mayNameSecrets(value);
    else if (name === 'transfer-encoding') this.chunked = /\bchunked$/.test(said);
    else if (name === 'content-length') this.lengths.add(said);
  }

  /** What may name a credential and cannot be read; undefined where there is none. */
  end(): CodedBody | undefined {
    if (!this.coded || !this.naming) return undefined;
    const [length = '', other] = this.lengths;
    const bytes = other === undefined && /^\d{1,15}$/.test(length) ? Number(length) : Infinity;
    return bytes === 0 ? undefined : new CodedBody(this.chunked ? 'chunked' : bytes);
  }
}

/**
 * A body in a content coding, of which nothing may be left: where in it a credential stands only decoding would show, and what
 * was decoded and masked is among the bodies of the record. The lines between its chunks stay. Where its end cannot be told,
 * or what follows it is no beginning of a message, all that comes on the connection belongs to it.
 */
export class CodedBody {
  private state: 'begins' | 'data' | 'chunk-line' | 'after' | 'over' = 'begins';
  /** Bytes of the body, or of this chunk, that are still to come. */
  private left: number;
  private seen = 0;
  private chunkLine = '';
  private readonly chunked: boolean;

  constructor(framing: number | 'chunked') {
    this.chunked = framing === 'chunked';
    this.left = framing === 'chunked' ? 0 : framing;
  }

  get over(): boolean {
    return this.state === 'over';
  }

  /** Hides what belongs to it from `at` on, and says where in `bytes` it ends. */
  pass(bytes: Buffer, at: number, hide: Hide): number {
    let next = at;
    while (next < bytes.length && this.state !== 'over') next = this.step(bytes, next, hide);
    return next;
  }

  private step(bytes: Buffer, at: number, hide: Hide): number {
    switch (this.state) {
      case 'begins':
        return this.begin(bytes, at);
      case 'chunk-line':
        return this.readChunkLine(bytes, at);
      case 'after':
        // An empty line before the next message is ignored (RFC 9112 2.2).
        if (bytes[at] === 0x0d || bytes[at] === LF) return at + 1;
        if (isUpper(bytes[at])) this.state = 'over';
        else this.hideAll();
        return at;
      default: {
        const to = Math.min(bytes.length, at + this.left);
        hide(at, to);
        this.left -= to - at;
        if (this.left === 0) this.state = this.chunked ? 'chunk-line' : 'after';
        return to;
      }
    }
  }

  /** The first few bytes pass while they may be those of the next answer. */
  private begin(bytes: Buffer, at: number): number {
    if (bytes[at] !== NEXT_ANSWER[this.seen]) {
      this.state = this.chunked && this.seen === 0 ? 'chunk-line' : 'data';
      this.left = Math.max(0, this.left - this.seen);
      if (this.chunked && this.seen > 0) this.hideAll();
      return at;
    }
    this.seen += 1;
    if (this.seen === NEXT_ANSWER.length) this.state = 'over';
    return at + 1;
  }

  private readChunkLine(bytes: Buffer, at: number): number {
    const found = bytes.indexOf(LF, at);
    const end = found === -1 ? bytes.length : found + 1;
    this.chunkLine += bytes.toString('latin1', at, end);
    if (found === -1 && this.chunkLine.length <= MAX_CHUNK_LINE) return end;
    const line = this.chunkLine;
    this.chunkLine = '';
    // What ends the chunk before.
    if (line === '\r\n') return end;
    const size = /^([0-9a-f]{1,12})[ \t]*(?:;.*)?\r?\n$/i.exec(line)?.[1];
    if (size === undefined) {
      this.hideAll();
      return end;
    }
    const length = parseInt(size, 16);
    // Trailers are headers again.
    this.state = length === 0 ? 'over' : 'data';
    this.left = length;
    return end;
  }

  private hideAll(): void {
    this.state = 'data';
    this.left = Infinity;
  }
}

const isUpper = (byte: number | undefined): boolean => byte !== undefined && byte >= 0x41 && byte <= 0x5a;
