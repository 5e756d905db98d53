import { randomUUID } from 'node:crypto';
import { closeSync, fsync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { giveMemory, takeMemory } from '../reused-memory';
import { type Part10Meta, wrap } from './file-meta';
import type { Written } from './types';

/** A data set up to this length stays in memory; a longer one goes to the disk as it comes, where there is a folder for it. */
export const SPOOLED_AFTER_BYTES = 64 * 1024;

/** A data set on its way to the disk, as a Part 10 file, in a folder of whoever receives it. */
export class Spool implements Written {
  readonly file: string;
  length = 0;
  #fd: number | undefined;
  /** The first bytes once more, so that whoever needs no others does not read the file. */
  #room: Buffer | undefined = takeMemory('quiet');
  /** Why it could not be written, once it could not. What comes after is let pass, so that the sender gets an answer. */
  problem: string | undefined;
  readonly #whenBegun: ((written: Written) => void) | undefined;
  #moved = false;

  /**
   * @param pieces of the data set that have come already
   * @param whenBegun called once, when all is there that `beginning` can hold
   */
  constructor(folder: string, meta: Part10Meta, pieces: readonly Buffer[], whenBegun?: (written: Written) => void) {
    this.file = join(folder, randomUUID());
    this.#whenBegun = whenBegun;
    this.#try(() => {
      this.#fd = openSync(this.file, 'wx');
    });
    for (const bytes of [wrap([], meta), ...pieces]) this.write(bytes);
  }

  write(bytes: Buffer): void {
    this.#try(() => {
      for (let at = 0; at < bytes.length;) at += writeSync(this.#fd as number, bytes, at);
      const before = this.length;
      this.length += bytes.length;
      if (!this.#room || before >= this.#room.length) return;
      bytes.copy(this.#room, before);
      if (this.length >= this.#room.length) this.#whenBegun?.(this);
    });
  }

  get beginning(): Buffer {
    if (!this.#room) throw new Error('The beginning of an instance is to be read before it is answered.');
    return this.#room.subarray(0, this.length);
  }

  toDisk(): Promise<number> {
    const fd = this.#fd;
    return new Promise((resolve, reject) => {
      if (fd === undefined) return reject(new Error(this.problem ?? 'The file is closed already'));
      fsync(fd, (error) => {
        this.#close();
        if (error) reject(error);
        else resolve(this.length);
      });
    });
  }

  movedAway(): void {
    this.#moved = true;
  }

  /** Nobody will look at it again under its own name; it is gone unless it was moved away. */
  abandon(): void {
    this.#close();
    if (this.#room) giveMemory(this.#room);
    this.#room = undefined;
    if (!this.#moved) rmSync(this.file, { force: true });
  }

  #close(): void {
    const fd = this.#fd;
    this.#fd = undefined;
    if (fd === undefined) return;
    this.#try(() => closeSync(fd));
  }

  #try(work: () => void): void {
    if (this.problem !== undefined) return;
    try {
      work();
    } catch (error) {
      this.problem = (error as Error).message;
    }
  }
}
