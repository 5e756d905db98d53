import { EXPLICIT_VR_LITTLE_ENDIAN, IMPLICIT_VR_LITTLE_ENDIAN } from './uids';

/** Elements by tag `GGGGEEEE`, as dcmjs takes them for writing. */
export type Elements = Record<string, { vr: string; Value: unknown[] }>;

/** VRs of text without a character set, a byte a character (PS3.5 6.2). */
const ASCII = new Set(['AE', 'AS', 'CS', 'DA', 'DS', 'DT', 'IS', 'TM', 'UI', 'UR']);
/** VRs to which Specific Character Set applies; what is not ASCII goes out as UTF-8. */
const ENCODED = new Set(['LO', 'LT', 'PN', 'SH', 'ST', 'UC', 'UT']);
/** VRs whose length has four bytes in Explicit VR, after two that are reserved (PS3.5 7.1.2). */
const LONG = new Set(['SQ', 'UC', 'UR', 'UT']);
const UNDEFINED_LENGTH = 0xffffffff;
const MOST_IN_SHORT_LENGTH = 0xffff;
const ITEM = 0xe000;
const ITEM_END = 0xe00d;
const SEQUENCE_END = 0xe0dd;

type Numbers = [bytes: number, write: (into: DataView, at: number, value: number) => void];
/** What does not fit is cut off: it is for the peer to object. */
const NUMBERS: Record<string, Numbers> = {
  US: [2, (into, at, value) => into.setUint16(at, value, true)],
  SS: [2, (into, at, value) => into.setInt16(at, value, true)],
  UL: [4, (into, at, value) => into.setUint32(at, value, true)],
  SL: [4, (into, at, value) => into.setInt32(at, value, true)],
  FL: [4, (into, at, value) => into.setFloat32(at, value, true)],
  FD: [8, (into, at, value) => into.setFloat64(at, value, true)],
  AT: [4, (into, at, value) => [into.setUint16(at, value >> 16, true), into.setUint16(at + 2, value, true)]],
};

/**
 * Writes elements of text, numbers and sequences in Explicit or Implicit VR Little Endian: the same bytes as dcmjs writes, in a
 * fortieth of the time, which is what a query with thousands of answers is made of. Undefined where there is anything else among
 * them, or in another transfer syntax: that is for dcmjs.
 */
export function writeElements(elements: Elements, transferSyntaxUid: string): Buffer | undefined {
  const explicit = transferSyntaxUid === EXPLICIT_VR_LITTLE_ENDIAN;
  if (!explicit && transferSyntaxUid !== IMPLICIT_VR_LITTLE_ENDIAN) return undefined;
  const writer = new ElementWriter(explicit);
  return writer.set(elements) ? writer.written : undefined;
}

class ElementWriter {
  private bytes = Buffer.allocUnsafe(512);
  private at = 0;

  constructor(private readonly explicit: boolean) {}

  get written(): Buffer {
    return this.bytes.subarray(0, this.at);
  }

  /** False where something is not for us; what was written until then is of no use. */
  set(elements: Elements): boolean {
    for (const tag of Object.keys(elements).sort()) {
      const { vr, Value } = elements[tag] as Elements[string];
      if (!this.element(parseInt(tag, 16), vr, Value)) return false;
    }
    return true;
  }

  private element(tag: number, vr: string, values: unknown[]): boolean {
    if (vr === 'SQ') return this.sequence(tag, values as Elements[]);
    const numbers = NUMBERS[vr];
    if (numbers) return this.numbers(tag, vr, values, numbers);
    const encoded = ENCODED.has(vr);
    if (!encoded && !ASCII.has(vr)) return false;
    // dcmjs has ways of its own with names that are left out of several.
    if (vr === 'PN' && values.length > 1 && values.includes('')) return false;
    const text = values.length === 1 ? (values[0] as string) : values.join('\\');
    return this.text(tag, vr, text, encoded);
  }

  private text(tag: number, vr: string, text: string, encoded: boolean): boolean {
    const length = encoded ? Buffer.byteLength(text) : text.length;
    const padded = length + (length & 1);
    if (padded > MOST_IN_SHORT_LENGTH && !LONG.has(vr)) return false;
    this.header(tag, vr, padded, padded);
    this.bytes.write(text, this.at, encoded ? 'utf8' : 'latin1');
    if (padded > length) this.bytes[this.at + length] = vr === 'UI' ? 0 : 0x20;
    this.at += padded;
    return true;
  }

  private numbers(tag: number, vr: string, values: unknown[], [size, write]: Numbers): boolean {
    const length = values.length * size;
    if (length > MOST_IN_SHORT_LENGTH) return false;
    this.header(tag, vr, length, length);
    const into = new DataView(this.bytes.buffer, this.bytes.byteOffset);
    for (const value of values) {
      if (typeof value !== 'number' || Number.isNaN(value)) return false;
      write(into, this.at, value);
      this.at += size;
    }
    return true;
  }

  /** Sequence and items of undefined length. */
  private sequence(tag: number, items: Elements[]): boolean {
    this.header(tag, 'SQ', UNDEFINED_LENGTH, 0);
    for (const item of items) {
      this.delimiter(ITEM, UNDEFINED_LENGTH);
      if (!this.set(item)) return false;
      this.delimiter(ITEM_END, 0);
    }
    this.delimiter(SEQUENCE_END, 0);
    return true;
  }

  /** @param follows bytes of the value, for which there is room then */
  private header(tag: number, vr: string, length: number, follows: number): void {
    this.room(12 + follows);
    this.short(tag >>> 16);
    this.short(tag & 0xffff);
    if (this.explicit) {
      this.bytes[this.at++] = vr.charCodeAt(0);
      this.bytes[this.at++] = vr.charCodeAt(1);
      if (!LONG.has(vr)) return this.short(length);
      this.short(0);
    }
    this.at = this.bytes.writeUInt32LE(length, this.at);
  }

  private delimiter(element: number, length: number): void {
    this.room(8);
    this.short(0xfffe);
    this.short(element);
    this.at = this.bytes.writeUInt32LE(length, this.at);
  }

  private short(value: number): void {
    this.bytes[this.at++] = value & 0xff;
    this.bytes[this.at++] = value >>> 8;
  }

  private room(needed: number): void {
    if (this.at + needed <= this.bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.max(2 * this.bytes.length, this.at + needed));
    this.bytes.copy(larger, 0, 0, this.at);
    this.bytes = larger;
  }
}
