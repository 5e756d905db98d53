import { randomUUID } from 'node:crypto';
import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { type Part10Meta, wrap } from './file-meta';

/** A data set up to this length stays in memory; a longer one goes to the disk as it comes, where there is a folder for it. */
export const SPOOLED_AFTER_BYTES = 64 * 1024;

/** A data set on its way to the disk, as a Part 10 file, in a folder of whoever receives it. */
export class Spool {
  readonly file: string;
  #fd: number | undefined;
  /** Why it could not be written, once it could not. What comes after is let pass, so that the sender gets an answer. */
  problem: string | undefined;

  constructor(folder: string, meta: Part10Meta) {
    this.file = join(folder, randomUUID());
    this.#try(() => {
      this.#fd = openSync(this.file, 'wx');
    });
    this.write(wrap([], meta));
  }

  write(bytes: Buffer): void {
    this.#try(() => {
      for (let at = 0; at < bytes.length;) at += writeSync(this.#fd as number, bytes, at);
    });
  }

  /** Whole, under its own name; whoever is told of it may move it. */
  end(): void {
    const fd = this.#fd;
    this.#fd = undefined;
    if (fd === undefined) return;
    try {
      closeSync(fd);
    } catch (error) {
      this.problem ??= (error as Error).message;
    }
  }

  abandon(): void {
    this.end();
    rmSync(this.file, { force: true });
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
