import type { FileWriter } from '../../../evidence/file-writer';
import type { Recording } from '../../../evidence/recording';
import type { FileRef } from '../../../model/events';
import { wrap, type Part10Meta } from '../../dimse/part10';

/** Keeps one data set as a Part 10 file: file meta by us (PS3.10 7.1), data set bytes exactly as sent. */
export class DatasetSink {
  private readonly writer: FileWriter;

  constructor(recording: Recording, meta: Part10Meta, name: string) {
    this.writer = recording.files.open('objects', () => `${name}.dcm`);
    this.writer.write(wrap(Buffer.alloc(0), meta));
  }

  write(bytes: Buffer): void {
    this.writer.write(bytes);
  }

  /** The whole file where it is small. */
  get small(): Buffer | undefined {
    return this.writer.held;
  }

  finish(): FileRef {
    return this.writer.finish();
  }

  abandon(): void {
    this.writer.abandon();
  }
}
