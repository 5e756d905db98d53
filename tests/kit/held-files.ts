import { createHash } from 'node:crypto';
import type { RecordFiles } from '../../evidence/record/file-reader';
import { memorySource, type OpenSource } from '../../model/byte-source';
import type { FileRef } from '../../model/events';

/** The files of a run record that is only in memory. */
export class HeldFiles implements RecordFiles {
  readonly #bytes = new Map<string, Buffer>();

  /** The same bytes are the same file. */
  save(bytes: Buffer): FileRef {
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const file = `files/${sha256}`;
    this.#bytes.set(file, bytes);
    return { file, sha256, bytes: bytes.length };
  }

  read(path: string): Buffer {
    const bytes = this.#bytes.get(path);
    if (!bytes) throw new Error(`there is no ${path}`);
    return bytes;
  }

  open(path: string): OpenSource {
    return memorySource(this.read(path));
  }
}
