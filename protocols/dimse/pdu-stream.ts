import { lengthOf } from './framing';

/** Bytes of a presentation data value (PS3.8 9.3.5.1), as they come. */
export interface PdvPart {
  contextId: number;
  isCommand: boolean;
  /** The value is the last fragment of its command set or data set. */
  isLastFragment: boolean;
  bytes: Buffer;
  /** Its last ones. */
  ends: boolean;
}

type Value = Omit<PdvPart, 'bytes' | 'ends'>;

const HEADER = 6;
const P_DATA_TF = 4;
/** Item length, presentation context id and message control header. */
const PDV_HEADER = 6;
/** What the item length counts beside the value: the context id and the message control header. */
const COUNTED = 2;

/**
 * Cuts a byte stream into PDUs (PS3.8 9.3) and keeps nothing of it but copies of what is small: values are handed on at once, in
 * views of what came, PDUs that carry none when they are whole.
 */
export class PduStream {
  readonly #onPdu: (pdu: Buffer) => void;
  readonly #onPart: (part: PdvPart) => void;
  /** A header, or a PDU without values, as far as it has come; it ends after so many bytes. */
  #begun: Buffer[] = [];
  #begunBytes = 0;
  #wanted = HEADER;
  #reading: 'header' | 'pdu' | 'value-header' | 'value' = 'header';
  #value: Value | undefined;
  /** Bytes that are to come of the value, and of its PDU. */
  #ofValue = 0;
  #ofPdu = 0;

  constructor(onPdu: (pdu: Buffer) => void, onPart: (part: PdvPart) => void) {
    this.#onPdu = onPdu;
    this.#onPart = onPart;
  }

  /** @throws when the bytes cannot be PDUs, saying what they look like. */
  push(chunk: Buffer): void {
    for (let at = 0; at < chunk.length;) {
      const wanted = this.#reading === 'value' ? this.#ofValue : this.#wanted - this.#begunBytes;
      const bytes = chunk.subarray(at, at + wanted);
      at += bytes.length;
      if (this.#reading === 'value') this.#hand(bytes);
      else if (bytes.length === wanted && this.#begunBytes === 0) this.#take(bytes);
      else this.#collect(bytes);
    }
  }

  #collect(bytes: Buffer): void {
    this.#begun.push(Buffer.from(bytes));
    this.#begunBytes += bytes.length;
    if (this.#begunBytes < this.#wanted) return;
    this.#take(Buffer.concat(this.#begun));
  }

  /** What was to come, whole; a header may lie in memory that changes. */
  #take(whole: Buffer): void {
    if (this.#reading === 'header') this.#begin(whole);
    else if (this.#reading === 'value-header') this.#beginValue(whole);
    else {
      this.#expect('header', HEADER);
      this.#onPdu(whole);
    }
  }

  #expect(what: 'header' | 'value-header', wanted: number): void {
    this.#reading = what;
    this.#begun = [];
    this.#begunBytes = 0;
    this.#wanted = wanted;
  }

  #begin(header: Buffer): void {
    const length = lengthOf(header);
    if (header[0] === P_DATA_TF) {
      this.#ofPdu = length;
      this.#next();
      return;
    }
    this.#reading = 'pdu';
    this.#wanted = HEADER + length;
    this.#begun = [Buffer.from(header)];
    this.#begunBytes = HEADER;
    if (length === 0) this.#take(Buffer.concat(this.#begun));
  }

  /** After a value, or the header of a PDU that carries some. */
  #next(): void {
    if (this.#ofPdu === 0) return this.#expect('header', HEADER);
    if (this.#ofPdu < PDV_HEADER) throw new Error('a P-DATA-TF is longer than its fragments');
    this.#expect('value-header', PDV_HEADER);
  }

  #beginValue(header: Buffer): void {
    const length = header.readUInt32BE(0) - COUNTED;
    const control = header[5] as number;
    this.#ofPdu -= PDV_HEADER;
    if (length < 0 || length > this.#ofPdu) throw new Error('a fragment does not fit its P-DATA-TF');
    this.#reading = 'value';
    // PS3.8 E.2
    this.#value = {
      contextId: header[4] as number,
      isCommand: (control & 1) !== 0,
      isLastFragment: (control & 2) !== 0,
    };
    this.#ofValue = length;
    if (length === 0) this.#hand(Buffer.alloc(0));
  }

  #hand(bytes: Buffer): void {
    this.#ofValue -= bytes.length;
    this.#ofPdu -= bytes.length;
    const ends = this.#ofValue === 0;
    const { contextId, isCommand, isLastFragment } = this.#value as Value;
    this.#onPart({ contextId, isCommand, isLastFragment, bytes, ends });
    if (ends) this.#next();
  }
}
