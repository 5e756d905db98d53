import { createHash } from 'node:crypto';
import { openSync } from 'node:fs';
import { join } from 'node:path';
import type { FileRef } from '../model/events';
import type { Scribe } from './scribe/scribe';
import { attempt } from './write-all';

/** Content up to this length stays in memory until it is whole; longer content goes to disk as it comes. */
export const HELD_BYTES = 64 * 1024;

export interface FileWriterOptions {
  /** Run folder. */
  dir: string;
  scribe: Scribe;
  /** A fresh path below it; asked for once, when it is needed. */
  newPath(): string;
  /** The same content, where it is kept already. */
  find(sha256: string): FileRef | undefined;
  register(ref: FileRef): FileRef;
}

/** Takes one file of the record in pieces, with bounded memory. Until it is finished it bears the suffix `.part`. */
export class FileWriter {
  private parts: Buffer[] = [];
  private stream: { fd: number; file: string } | undefined;
  private readonly hash = createHash('sha256');
  private total = 0;
  /** It was given to the disk, or was to be. */
  private spilled = false;
  /** Why nothing more can be written. */
  private failure: unknown;

  constructor(private readonly options: FileWriterOptions) {}

  get length(): number {
    return this.total;
  }

  /** The whole content so far, where it is still in memory. */
  get held(): Buffer | undefined {
    return this.spilled ? undefined : Buffer.concat(this.parts, this.total);
  }

  /** @throws RecordingError */
  write(bytes: Buffer): void {
    this.total += bytes.length;
    this.hash.update(bytes);
    if (this.total > HELD_BYTES) this.put([bytes]);
    else {
      // The memory of the bytes may be used again.
      this.parts.push(Buffer.from(bytes));
    }
  }

  /** Closes the file under its final name. The same content is kept once. @throws RecordingError */
  finish(): FileRef {
    const sha256 = this.hash.digest('hex');
    const kept = this.options.find(sha256);
    if (kept) {
      this.abandon();
      return kept;
    }
    const { fd, file } = this.stream ?? this.put([]);
    this.stream = undefined;
    this.options.scribe.finish(fd, this.path(`${file}.part`), this.path(file), file);
    return this.options.register({ file, sha256, bytes: this.total });
  }

  /** The rest will not come: nothing stays. */
  abandon(): void {
    this.parts = [];
    if (!this.stream) return;
    const { fd, file } = this.stream;
    this.stream = undefined;
    this.options.scribe.discard(fd, this.path(`${file}.part`), file);
  }

  /** Writes to the disk what is held and these. What cannot be written is not kept open. */
  private put(pieces: Buffer[]): { fd: number; file: string } {
    if (this.failure !== undefined) throw this.failure;
    this.spilled = true;
    try {
      const { fd, file } = (this.stream ??= this.open());
      this.options.scribe.write(fd, [...this.parts, ...pieces], file);
      return this.stream;
    } catch (error) {
      this.failure = error;
      if (this.stream) this.options.scribe.giveUp(this.stream.fd, this.path(`${this.stream.file}.part`));
      this.stream = undefined;
      throw error;
    } finally {
      this.parts = [];
    }
  }

  private open(): { fd: number; file: string } {
    const file = this.options.newPath();
    return { fd: attempt(file, () => openSync(this.path(`${file}.part`), 'wx')), file };
  }

  private path(file: string): string {
    return join(this.options.dir, file);
  }
}
