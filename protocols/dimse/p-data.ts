/** A presentation data value (PS3.8 9.3.5.1), its bytes in the pieces that they came in. */
export interface Pdv {
  contextId: number;
  isCommand: boolean;
  isLastFragment: boolean;
  pieces: Buffer[];
}

const PDU_HEADER = 6;
/** Item length, presentation context id and message control header. */
const PDV_HEADER = 6;
/** What the item length counts beside the value: the context id and the message control header. */
const COUNTED = 2;

/** The presentation data values of a whole P-DATA-TF PDU that came in pieces; no byte of a value is copied. @throws where they do not fit it */
export function pdvsOf(pdu: readonly Buffer[]): Pdv[] {
  const rest = new Pieces(pdu);
  rest.take(PDU_HEADER);
  const pdvs: Pdv[] = [];
  while (rest.length > 0) {
    if (rest.length < PDV_HEADER) throw new Error('a P-DATA-TF is longer than its fragments');
    const header = joined(rest.take(PDV_HEADER));
    const length = header.readUInt32BE(0) - COUNTED;
    if (length < 0 || length > rest.length) throw new Error('a fragment does not fit its P-DATA-TF');
    const control = header[5] as number;
    pdvs.push({
      contextId: header[4] as number,
      isCommand: (control & 1) !== 0,
      isLastFragment: (control & 2) !== 0,
      pieces: rest.take(length),
    });
  }
  return pdvs;
}

/** Bytes in pieces, taken from the front. */
export class Pieces {
  private readonly pieces: Buffer[];
  private total: number;

  constructor(pieces: readonly Buffer[] = []) {
    this.pieces = [...pieces];
    this.total = pieces.reduce((sum, piece) => sum + piece.length, 0);
  }

  get length(): number {
    return this.total;
  }

  add(piece: Buffer): void {
    this.pieces.push(piece);
    this.total += piece.length;
  }

  /** The next bytes, which must be there, as views. */
  take(length: number): Buffer[] {
    const taken: Buffer[] = [];
    let whole = 0;
    let left = length;
    for (let piece = this.pieces[whole]; piece && piece.length <= left; piece = this.pieces[whole]) {
      taken.push(piece);
      left -= piece.length;
      whole += 1;
    }
    this.pieces.splice(0, whole);
    const [first] = this.pieces;
    if (left > 0 && first) {
      taken.push(first.subarray(0, left));
      this.pieces[0] = first.subarray(left);
    }
    this.total -= length;
    return taken;
  }

  /** The first bytes, which must be there, left where they are. */
  peek(length: number): Buffer {
    const [first] = this.pieces;
    return first && first.length >= length ? first : Buffer.concat(this.pieces).subarray(0, length);
  }
}

export function joined(pieces: readonly Buffer[]): Buffer {
  return pieces.length === 1 ? (pieces[0] as Buffer) : Buffer.concat(pieces);
}
