import { counted } from '../../model/counted';
import { MAX_ENTRIES } from '../archive-limits';
import type { ByteSource } from '../../model/byte-source';
import { BadPack } from './bad-pack';
import {
  CENTRAL_BYTES,
  centralHeader,
  END_BYTES,
  endRecords,
  type Entry,
  ZIP64_END_BYTES,
  ZIP64_LOCATOR_BYTES,
} from './layout';
import { nameProblem } from './names';

/** No central directory of ours is longer. */
const MAX_DIRECTORY_BYTES = MAX_ENTRIES * 1200;
const FILE_TYPE = 0o170000;
const SYMBOLIC_LINK = 0o120000;

/** Reads the central directory and holds it to the one way in which a pack writes it. @throws BadPack */
export function readDirectory(source: ByteSource): { entries: Entry[]; at: number } {
  const { count, bytes, at } = readEnd(source);
  if (count > MAX_ENTRIES || bytes > MAX_DIRECTORY_BYTES) throw new BadPack(`it has more than ${MAX_ENTRIES} files`);
  const expected = endRecords(count, bytes, at);
  if (at + bytes + expected.length !== source.size || !source.read(at + bytes, expected.length).equals(expected)) {
    throw new BadPack('its last bytes are not those of a pack: there is a comment, or something was put behind it');
  }
  const directory = source.copy(at, bytes);
  const entries: Entry[] = [];
  let offset = 0;
  while (offset < directory.length) {
    const { entry, length } = readEntry(directory, offset);
    const rendered = centralHeader(entry);
    if (length !== rendered.length || !directory.subarray(offset, offset + length).equals(rendered)) {
      throw new BadPack(
        `the directory entry of ${JSON.stringify(entry.name)} is not as a pack writes it (times, attributes, extra fields or comments)`,
      );
    }
    entries.push(entry);
    offset += length;
    if (entries.length > count) break;
  }
  if (entries.length !== count)
    throw new BadPack(`its directory lists ${counted(entries.length, 'file')}, and says ${count}`);
  return { entries, at };
}

function readEnd(source: ByteSource): { count: number; bytes: number; at: number } {
  const end = source.copy(Math.max(0, source.size - END_BYTES), END_BYTES);
  if (end.length < END_BYTES || end.readUInt32LE(0) !== 0x06054b50) {
    throw new BadPack(
      'it does not end as a pack does: it was cut, it has a comment or something else behind it, or it is no zip archive',
    );
  }
  const [count, bytes, at] = [end.readUInt16LE(10), end.readUInt32LE(12), end.readUInt32LE(16)];
  if (count < 0xffff && bytes < 0xffffffff && at < 0xffffffff) return { count, bytes, at };
  const large = source.copy(
    Math.max(0, source.size - END_BYTES - ZIP64_LOCATOR_BYTES - ZIP64_END_BYTES),
    ZIP64_END_BYTES,
  );
  if (large.length < ZIP64_END_BYTES || large.readUInt32LE(0) !== 0x06064b50) {
    throw new BadPack('its Zip64 end record is missing');
  }
  return { count: safe(large, 32), bytes: safe(large, 40), at: safe(large, 48) };
}

function readEntry(directory: Buffer, offset: number): { entry: Entry; length: number } {
  const fixed = directory.subarray(offset, offset + CENTRAL_BYTES);
  if (fixed.length < CENTRAL_BYTES || fixed.readUInt32LE(0) !== 0x02014b50) {
    throw new BadPack(`its directory is torn at entry byte ${offset}`);
  }
  const nameLength = fixed.readUInt16LE(28);
  const extraLength = fixed.readUInt16LE(30);
  const length = CENTRAL_BYTES + nameLength + extraLength + fixed.readUInt16LE(32);
  if (offset + length > directory.length) throw new BadPack(`its directory is torn at entry byte ${offset}`);
  const name = directory.toString('utf8', offset + CENTRAL_BYTES, offset + CENTRAL_BYTES + nameLength);
  const problem = nameProblem(name);
  if (problem !== undefined) throw new BadPack(`the name ${JSON.stringify(name)} ${problem}`);
  refuseUnfit(fixed, JSON.stringify(name));
  const wide = wideValues(directory.subarray(offset + CENTRAL_BYTES + nameLength).subarray(0, extraLength));
  const bytes = fixed.readUInt32LE(24);
  const at = fixed.readUInt32LE(42);
  const large = bytes === 0xffffffff;
  return {
    entry: {
      name,
      crc32: fixed.readUInt32LE(16),
      bytes: large ? (wide[0] ?? bytes) : bytes,
      at: at === 0xffffffff ? (wide[large ? 2 : 0] ?? at) : at,
    },
    length,
  };
}

/** What archives can hold and packs never do, each by its own sentence. */
function refuseUnfit(fixed: Buffer, shown: string): void {
  const mode = fixed.readUInt32LE(38) >>> 16;
  if ((fixed.readUInt16LE(8) & 1) !== 0) throw new BadPack(`${shown} is encrypted`);
  if (fixed.readUInt16LE(10) !== 0) throw new BadPack(`${shown} is compressed; a pack stores its files as they are`);
  if ((mode & FILE_TYPE) === SYMBOLIC_LINK) throw new BadPack(`${shown} is a symbolic link`);
}

function wideValues(extra: Buffer): number[] {
  if (extra.length < 4 || extra.readUInt16LE(0) !== 1) return [];
  return Array.from({ length: Math.floor((extra.length - 4) / 8) }, (_, index) => safe(extra, 4 + 8 * index));
}

function safe(buffer: Buffer, at: number): number {
  const value = buffer.readBigUInt64LE(at);
  if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw new BadPack('it names a length that no file has');
  return Number(value);
}
