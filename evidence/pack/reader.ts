import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { MAX_ENTRIES, MAX_TOTAL_BYTES } from '../archive-limits';
import { type ByteSource, chunksOf } from '../../model/byte-source';
import { readDirectory } from './directory';
import { localHeader, type Entry } from './layout';
import { BadPack } from './bad-pack';

/** A pack whose every structural byte is as it must be. Its files are read in place; nothing is ever unpacked. */
export class Pack {
  readonly #content = new Map<string, { at: number; entry: Entry }>();

  private constructor(
    readonly source: ByteSource,
    readonly entries: readonly Entry[],
  ) {
    for (const entry of entries) {
      this.#content.set(entry.name, { at: entry.at + localHeader(entry).length, entry });
    }
  }

  /** @throws BadPack naming what is wrong, and where */
  static open(source: ByteSource): Pack {
    if (source.size > MAX_TOTAL_BYTES) {
      throw new BadPack(`it is longer than ${MAX_TOTAL_BYTES / 2 ** 30} GiB, which no pack is`);
    }
    const { entries, at: end } = readDirectory(source);
    if (entries.length > MAX_ENTRIES) throw new BadPack(`it has more than ${MAX_ENTRIES} files`);
    const names = new Set<string>();
    let at = 0;
    for (const entry of entries) {
      const shown = JSON.stringify(entry.name);
      const folded = entry.name.toLowerCase();
      if (names.has(folded)) throw new BadPack(`the name ${shown} occurs twice`);
      names.add(folded);
      if (entry.at !== at) {
        throw new BadPack(`${shown} begins at byte ${entry.at}, not ${at}: files overlap, or bytes lie between them`);
      }
      const header = localHeader(entry);
      if (!source.read(at, header.length).equals(header)) {
        throw new BadPack(`the header of ${shown} at byte ${at} differs from what the directory says`);
      }
      at += header.length + entry.bytes;
    }
    if (at !== end) throw new BadPack(`${end - at} bytes before the directory belong to no file`);
    return new Pack(source, entries);
  }

  has(name: string): boolean {
    return this.#content.has(name);
  }

  /** A whole file. @throws Error where there is none of that name */
  read(name: string): Buffer {
    const { at, entry } = this.#find(name);
    return this.source.copy(at, entry.bytes);
  }

  /** A file for reading in pieces. */
  sourceOf(name: string): ByteSource {
    const { at, entry } = this.#find(name);
    const within = (from: number, length: number) => Math.max(0, Math.min(length, entry.bytes - from));
    return {
      size: entry.bytes,
      read: (from, length) => this.source.read(at + from, within(from, length)),
      copy: (from, length) => this.source.copy(at + from, within(from, length)),
    };
  }

  /** SHA-256 of a file, and whether its checksum in the archive fits. */
  digest(name: string): { sha256: string; sound: boolean } {
    const source = this.sourceOf(name);
    const hash = createHash('sha256');
    let checksum = 0;
    for (const chunk of chunksOf(source)) {
      hash.update(chunk);
      checksum = crc32(chunk, checksum);
    }
    return { sha256: hash.digest('hex'), sound: checksum === this.#find(name).entry.crc32 };
  }

  #find(name: string): { at: number; entry: Entry } {
    const found = this.#content.get(name);
    if (!found) throw new Error(`The pack has no file ${JSON.stringify(name)}.`);
    return found;
  }
}
