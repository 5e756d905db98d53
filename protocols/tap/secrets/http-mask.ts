import { BodyHead, type CodedBody } from './coded-body';
import { isSecretHeader, mayNameSecrets, SECRET_MEMBER, SECRET_PARAMETER } from './http-names';
import { MASK_BYTE, type Mask } from './types';

const LF = 0x0a;
const CR = 0x0d;
/** Of a line that came in pieces, what is remembered: longer than a name and its JSON Web Token. */
const REMEMBERED = 32 * 1024;
const HEADER = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*((?:basic|bearer|digest|negotiate)[ \t]+)?(?=\S)/i;

/**
 * Masks HTTP/1.1 line by line, with no regard to where heads and bodies begin: what looks like a head within a body is masked
 * too, so that no framing, right or wrong, lets a credential through.
 */
export class HttpMask implements Mask {
  /** Beginning of a line of which the rest has not come, as it was. */
  private begun = '';
  /** The rest of this line is a credential. */
  private secretLine = false;
  /** The last whole line was a secret header: a line that begins with a blank goes on with it (RFC 9112 5.2). */
  private afterSecret = false;
  private head = new BodyHead();
  /** What is passing is a body that cannot be read. */
  private body: CodedBody | undefined;

  /** @param naming the text may name credentials, as the body that the last head announced may */
  constructor(private naming = false) {}

  mask(bytes: Buffer): Buffer {
    let out = bytes;
    const hide = (from: number, to: number): void => {
      if (from >= to) return;
      if (out === bytes) out = Buffer.from(bytes);
      out.fill(MASK_BYTE, from, to);
    };
    for (let at = 0; at < bytes.length;) {
      if (this.body) {
        at = this.body.pass(bytes, at, hide);
        if (this.body.over) this.body = undefined;
        continue;
      }
      const found = bytes.indexOf(LF, at);
      const end = found === -1 ? bytes.length : found + 1;
      this.line(bytes, at, end, at === 0, hide);
      if (found === -1) this.keep(bytes, at);
      else this.begun = '';
      at = end;
    }
    return out;
  }

  private line(bytes: Buffer, at: number, end: number, first: boolean, hide: (from: number, to: number) => void): void {
    const whole = bytes[end - 1] === LF;
    const line = whole ? end - 1 : end;
    const text = line > at && bytes[line - 1] === CR ? line - 1 : line;
    if (this.secretLine || (this.begun === '' && this.afterSecret && isBlank(bytes[at]))) {
      // The blank that says so stays.
      hide(this.secretLine ? at : at + 1, text);
      this.secretLine = !whole;
      this.afterSecret = true;
      return;
    }
    if (this.begun === '') this.afterSecret = false;
    if (whole && text === at && /^\r?$/.test(this.begun)) {
      this.body = this.head.end();
      this.head = new BodyHead();
      return;
    }
    // Lines of pixel data and the like are passed over without being read.
    if (!this.naming && !first && this.begun === '' && !isLetter(bytes[at]) && !isRequestLine(bytes, end)) return;
    const said = this.begun + bytes.toString('latin1', at, text);
    // What came earlier has been masked where it was.
    const place = (offset: number) => Math.max(at, at + offset - this.begun.length);
    const header = HEADER.exec(said);
    if (header && isSecretHeader(header[1] ?? '')) {
      hide(place(header[0].length), text);
      this.secretLine = !whole;
      this.afterSecret = true;
      return;
    }
    if (whole && header) {
      const name = (header[1] ?? '').toLowerCase();
      const value = said.slice(name.length + 1);
      this.head.see(name, value);
      if (name === 'content-type') this.naming = mayNameSecrets(value);
    }
    for (const found of said.matchAll(SECRET_PARAMETER)) hideValue(found, place, hide);
    if (this.naming) for (const found of said.matchAll(SECRET_MEMBER)) hideValue(found, place, hide);
  }

  private keep(bytes: Buffer, at: number): void {
    this.begun = (this.begun + bytes.toString('latin1', Math.max(at, bytes.length - REMEMBERED))).slice(-REMEMBERED);
  }
}

function hideValue(
  { index, 1: name = '', 2: value = '' }: RegExpMatchArray,
  place: (offset: number) => number,
  hide: (from: number, to: number) => void,
): void {
  const from = (index ?? 0) + name.length;
  hide(place(from), place(from + value.length));
}

const isBlank = (byte: number | undefined): boolean => byte === 0x20 || byte === 0x09;

function isLetter(byte: number | undefined): boolean {
  const lower = (byte ?? 0) | 0x20;
  return lower >= 0x61 && lower <= 0x7a;
}

/** `... HTTP/1.1`, at whatever place it begins: behind a body that has no line end. */
function isRequestLine(bytes: Buffer, end: number): boolean {
  return bytes[end - 2] === CR && bytes[end - 4] === 0x2e && bytes.toString('latin1', end - 11, end - 3) === ' HTTP/1.';
}
