import { createHash } from 'node:crypto';
import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { Recording } from '../../../evidence/recording';
import type { FileRef } from '../../../model/events';
import { wrap, type Part10Meta } from '../../dimse/part10';

/** Data sets up to this length are kept in memory until they are whole; longer ones go to disk as they come. */
const IN_MEMORY = 64 * 1024;

/** Takes the fragments of one data set and keeps them as a Part 10 file: meta by us, data set bytes exactly as sent. */
export class DatasetSink {
  private readonly head: Buffer;
  private parts: Buffer[] = [];
  private length = 0;
  private stream: { fd: number; file: string } | undefined;
  private readonly hash = createHash('sha256');

  constructor(
    private readonly recording: Recording,
    private readonly meta: Part10Meta,
  ) {
    this.head = wrap(Buffer.alloc(0), meta);
    this.hash.update(this.head);
  }

  write(fragment: Buffer): void {
    this.length += fragment.length;
    this.hash.update(fragment);
    if (this.stream) {
      writeSync(this.stream.fd, fragment);
      return;
    }
    // The chunk's memory is the socket's; what is kept must be ours.
    this.parts.push(Buffer.from(fragment));
    if (this.length > IN_MEMORY) this.spill();
  }

  /** The whole file where it is small; undefined where it went to disk. */
  get bytes(): Buffer | undefined {
    return this.stream ? undefined : Buffer.concat([this.head, ...this.parts]);
  }

  /** Closes the file. The same content is kept once. */
  finish(): FileRef {
    const { files, dir } = this.recording;
    const small = this.bytes;
    if (small) return this.recording.saveFile('objects', this.name, small);
    const { fd, file } = this.stream as { fd: number; file: string };
    closeSync(fd);
    this.stream = undefined;
    const sha256 = this.hash.digest('hex');
    const kept = files.find('objects', sha256);
    if (kept) {
      rmSync(join(dir, file));
      return kept;
    }
    return files.register('objects', { file, sha256, bytes: this.head.length + this.length });
  }

  /** The rest will not come: what there is, is no object. */
  abandon(): void {
    if (!this.stream) return;
    closeSync(this.stream.fd);
    rmSync(join(this.recording.dir, this.stream.file), { force: true });
    this.stream = undefined;
  }

  private get name(): string {
    return `${this.meta.sopInstanceUid || 'dataset'}.dcm`;
  }

  private spill(): void {
    const file = this.recording.files.newPath('objects', this.name);
    const fd = openSync(join(this.recording.dir, file), 'wx');
    this.stream = { fd, file };
    writeSync(fd, this.head);
    for (const part of this.parts) writeSync(fd, part);
    this.parts = [];
  }
}
