import { Unzip, UnzipInflate, type UnzipFile } from 'fflate';
import { closeSync, openSync } from 'node:fs';
import { MAX_ENTRIES, MAX_TOTAL_BYTES } from '../../evidence/archive-limits';
import type { ByteSource } from '../../model/byte-source';
import { writeParts } from '../../evidence/write-all';

const CHUNK_BYTES = 256 * 1024;
/** Entries up to this size are kept in memory, larger ones go to the disk. */
const IN_MEMORY_BYTES = 8 * 1024 * 1024;

/** The archive cannot be read to its end. */
export class BadArchive extends Error {
  override readonly name = 'BadArchive';
}

export interface Entry {
  /** As it stands in the archive: a stranger's text, good for showing only. */
  name: string;
  content: { bytes: Buffer } | { path: string };
}

/**
 * Calls back for every file in a zip archive, one after the other; large ones as a file in `scratch`, gone after the call.
 * Throws BadArchive at the place where nothing more can be read.
 */
export function unzip(source: ByteSource, newFile: () => string, each: (entry: Entry) => void): void {
  let entries = 0;
  let total = 0;
  const open = new Set<string>();
  const reader = new Unzip((file: UnzipFile) => {
    if (file.name.endsWith('/') || /(^|\/)(\.|__MACOSX\/)/.test(file.name)) return;
    if (++entries > MAX_ENTRIES) throw new BadArchive(`it has more than ${MAX_ENTRIES} entries`);
    open.add(file.name);
    const sink = new Sink(newFile);
    file.ondata = (error, data, final) => {
      if (error) throw new BadArchive(`${file.name} cannot be unpacked: ${error.message}`);
      total += data.length;
      if (total > MAX_TOTAL_BYTES) throw new BadArchive(`it unpacks to more than ${MAX_TOTAL_BYTES / 2 ** 30} GiB`);
      sink.write(data);
      if (!final) return;
      open.delete(file.name);
      each({ name: file.name, content: sink.end() });
    };
    file.start();
  });
  reader.register(UnzipInflate);
  try {
    for (let at = 0; at < source.size; at += CHUNK_BYTES) {
      reader.push(source.copy(at, CHUNK_BYTES), at + CHUNK_BYTES >= source.size);
    }
  } catch (error) {
    if (error instanceof BadArchive) throw error;
    // fflate's own errors have a code; anything else is ours.
    if (typeof (error as { code?: unknown }).code === 'number') throw new BadArchive((error as Error).message);
    throw error;
  }
  const [unfinished] = open;
  if (unfinished !== undefined) throw new BadArchive(`it ends within ${unfinished}`);
}

/** Collects an entry, in memory as long as it is small. */
class Sink {
  #parts: Uint8Array[] = [];
  #length = 0;
  #file: { path: string; fd: number } | undefined;

  constructor(readonly newFile: () => string) {}

  write(data: Uint8Array): void {
    this.#length += data.length;
    if (this.#file === undefined && this.#length > IN_MEMORY_BYTES) {
      const path = this.newFile();
      this.#file = { path, fd: openSync(path, 'wx', 0o600) };
      writeParts(this.#file.fd, this.#parts);
      this.#parts = [];
    }
    if (this.#file === undefined) this.#parts.push(data.slice());
    else writeParts(this.#file.fd, [data]);
  }

  end(): Entry['content'] {
    if (this.#file === undefined) return { bytes: Buffer.concat(this.#parts) };
    closeSync(this.#file.fd);
    return { path: this.#file.path };
  }
}
