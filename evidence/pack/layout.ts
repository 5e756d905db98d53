/**
 * The bytes of a pack around its files: a zip archive (APPNOTE 6.3.10) of which each byte is given by the names, lengths
 * and checksums of the entries. Everything is stored, not compressed; no time stamps, comments, data descriptors or
 * extra fields but Zip64 where it is needed. Writer and verifier share this, so a pack holds no byte that nobody reads.
 */
export interface Entry {
  name: string;
  bytes: number;
  crc32: number;
  /** Where its local header begins. */
  at: number;
}

const UTF8_NAMES = 0x0800;
const STORED = 0;
/** 1 January 1980, 00:00: the first day there is. */
const TIME = 0;
const DATE = 0x0021;
/** Unix, version 4.5 of the specification (Zip64). */
const MADE_BY = (3 << 8) | 45;
const REGULAR_FILE = 0o100644 * 0x10000;
const MAX_16 = 0xffff;
const MAX_32 = 0xffffffff;
const ZIP64_EXTRA = 0x0001;

export const END_BYTES = 22;
export const ZIP64_END_BYTES = 56;
export const ZIP64_LOCATOR_BYTES = 20;
export const CENTRAL_BYTES = 46;

export function localHeader({ name, bytes, crc32 }: Entry): Buffer {
  const large = bytes >= MAX_32;
  const extra = large ? zip64Extra(bytes, bytes) : NOTHING;
  const fixed = new Bytes(30)
    .u32(0x04034b50)
    .u16(large ? 45 : 20)
    .u16(UTF8_NAMES)
    .u16(STORED)
    .u16(TIME)
    .u16(DATE)
    .u32(crc32)
    .u32(Math.min(bytes, MAX_32))
    .u32(Math.min(bytes, MAX_32))
    .u16(Buffer.byteLength(name))
    .u16(extra.length);
  return Buffer.concat([fixed.done(), Buffer.from(name), extra]);
}

export function centralHeader({ name, bytes, crc32, at }: Entry): Buffer {
  const extra = zip64Extra(...(bytes >= MAX_32 ? [bytes, bytes] : []), ...(at >= MAX_32 ? [at] : []));
  const fixed = new Bytes(CENTRAL_BYTES)
    .u32(0x02014b50)
    .u16(MADE_BY)
    .u16(bytes >= MAX_32 ? 45 : 20)
    .u16(UTF8_NAMES)
    .u16(STORED)
    .u16(TIME)
    .u16(DATE)
    .u32(crc32)
    .u32(Math.min(bytes, MAX_32))
    .u32(Math.min(bytes, MAX_32))
    .u16(Buffer.byteLength(name))
    .u16(extra.length)
    .u16(0)
    .u16(0)
    .u16(0)
    .u32(REGULAR_FILE)
    .u32(Math.min(at, MAX_32));
  return Buffer.concat([fixed.done(), Buffer.from(name), extra]);
}

/** What follows the central directory of `count` entries, which is `bytes` long and begins `at`. */
export function endRecords(count: number, bytes: number, at: number): Buffer {
  const end = new Bytes(END_BYTES)
    .u32(0x06054b50)
    .u16(0)
    .u16(0)
    .u16(Math.min(count, MAX_16))
    .u16(Math.min(count, MAX_16))
    .u32(Math.min(bytes, MAX_32))
    .u32(Math.min(at, MAX_32))
    .u16(0)
    .done();
  if (count < MAX_16 && bytes < MAX_32 && at < MAX_32) return end;
  const large = new Bytes(ZIP64_END_BYTES)
    .u32(0x06064b50)
    .u64(ZIP64_END_BYTES - 12)
    .u16(MADE_BY)
    .u16(45)
    .u32(0)
    .u32(0)
    .u64(count)
    .u64(count)
    .u64(bytes)
    .u64(at);
  const locator = new Bytes(ZIP64_LOCATOR_BYTES)
    .u32(0x07064b50)
    .u32(0)
    .u64(at + bytes)
    .u32(1);
  return Buffer.concat([large.done(), locator.done(), end]);
}

const NOTHING = Buffer.alloc(0);

function zip64Extra(...values: number[]): Buffer {
  if (values.length === 0) return NOTHING;
  const extra = new Bytes(4 + 8 * values.length).u16(ZIP64_EXTRA).u16(8 * values.length);
  for (const value of values) extra.u64(value);
  return extra.done();
}

/** Little-endian numbers, one after the other. */
class Bytes {
  readonly #buffer: Buffer;
  #at = 0;

  constructor(length: number) {
    this.#buffer = Buffer.alloc(length);
  }

  u16(value: number): this {
    this.#at = this.#buffer.writeUInt16LE(value, this.#at);
    return this;
  }

  u32(value: number): this {
    this.#at = this.#buffer.writeUInt32LE(value >>> 0, this.#at);
    return this;
  }

  u64(value: number): this {
    this.#at = this.#buffer.writeBigUInt64LE(BigInt(value), this.#at);
    return this;
  }

  done(): Buffer {
    return this.#buffer;
  }
}
