import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import type { OpenSource } from '../model/byte-source';

/** Enough for the header of most objects in one read. */
const WINDOW_BYTES = 64 * 1024;

/** A file, read through a window. Close it. Throws what the file system throws. */
export class FileSource implements OpenSource {
  readonly size: number;
  readonly #fd: number;
  /** What was read last; it lies in `#room`, which is used again and again. */
  #window: Buffer = Buffer.alloc(0);
  #windowAt = 0;
  #room: Buffer;

  /** @param room to read into, for who reads many files one after the other */
  constructor(path: string, room: Buffer = Buffer.alloc(0)) {
    this.#room = room;
    this.#fd = openSync(path, 'r');
    this.size = fstatSync(this.#fd).size;
  }

  read(at: number, length: number): Buffer {
    const wanted = Math.max(0, Math.min(length, this.size - at));
    const from = at - this.#windowAt;
    if (from < 0 || from + wanted > this.#window.length) {
      const span = Math.max(0, Math.min(Math.max(wanted, WINDOW_BYTES), this.size - at));
      if (this.#room.length < span) this.#room = Buffer.allocUnsafeSlow(span);
      this.#window = this.fill(this.#room.subarray(0, span), at);
      this.#windowAt = at;
      return this.#window.subarray(0, wanted);
    }
    return this.#window.subarray(from, from + wanted);
  }

  copy(at: number, length: number): Buffer {
    return this.fill(Buffer.allocUnsafe(Math.max(0, Math.min(length, this.size - at))), at);
  }

  /** Reads into memory of the caller; returns as much of it as the file could fill. */
  fill(bytes: Buffer, at: number): Buffer {
    let done = 0;
    while (done < bytes.length) {
      const count = readSync(this.#fd, bytes, done, bytes.length - done, at + done);
      if (count === 0) break;
      done += count;
    }
    return bytes.subarray(0, done);
  }

  close(): void {
    closeSync(this.#fd);
  }
}
