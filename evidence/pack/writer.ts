import { createHash } from 'node:crypto';
import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import { MAX_ENTRIES, MAX_TOTAL_BYTES } from '../archive-limits';
import { type ByteSource, chunksOf } from '../../model/byte-source';
import { attempt, writeAll } from '../write-all';
import { centralHeader, endRecords, localHeader, type Entry } from './layout';
import { nameProblem } from './names';

/** Writes a pack from its first byte to its last, with one chunk in memory. Until it is finished it bears `.part`. */
export class PackWriter {
  readonly #fd: number;
  readonly #part: string;
  readonly #entries: Entry[] = [];
  #at = 0;

  /** @throws RecordingError */
  constructor(readonly file: string) {
    this.#part = `${file}.part`;
    this.#fd = attempt(file, () => openSync(this.#part, 'w'));
  }

  /** Appends a file and says what its SHA-256 is. @throws Error where the name is not fit for a pack */
  add(name: string, source: ByteSource): { sha256: string; bytes: number } {
    const problem = nameProblem(name);
    if (problem !== undefined) throw new Error(`The name ${JSON.stringify(name)} ${problem}: rename the file.`);
    if (this.#entries.length >= MAX_ENTRIES || this.#at + source.size > MAX_TOTAL_BYTES) {
      throw new Error(`A pack holds at most ${MAX_ENTRIES} files and ${MAX_TOTAL_BYTES / 2 ** 30} GiB; this is more.`);
    }
    const entry: Entry = { name, bytes: source.size, crc32: 0, at: this.#at };
    const header = localHeader(entry).length;
    const hash = createHash('sha256');
    this.#at += header;
    // The checksum stands before the content and is known after it.
    writeAll(this.#fd, Buffer.alloc(header), this.file);
    let done = 0;
    for (const chunk of chunksOf(source)) {
      hash.update(chunk);
      entry.crc32 = crc32(chunk, entry.crc32);
      writeAll(this.#fd, chunk, this.file);
      done += chunk.length;
    }
    if (done < source.size) throw new Error(`${name} became shorter while it was packed.`);
    this.#at += done;
    attempt(this.file, () => writeSync(this.#fd, localHeader(entry), 0, header, entry.at));
    this.#entries.push(entry);
    return { sha256: hash.digest('hex'), bytes: done };
  }

  /** Ends the pack, under its own name. */
  finish(): void {
    let length = 0;
    for (const entry of this.#entries) {
      const header = centralHeader(entry);
      length += header.length;
      writeAll(this.#fd, header, this.file);
    }
    writeAll(this.#fd, endRecords(this.#entries.length, length, this.#at), this.file);
    attempt(this.file, () => {
      fsyncSync(this.#fd);
      closeSync(this.#fd);
      renameSync(this.#part, this.file);
    });
  }

  /** It will not be finished: nothing stays. */
  abandon(): void {
    closeSync(this.#fd);
    rmSync(this.#part, { force: true });
  }
}
