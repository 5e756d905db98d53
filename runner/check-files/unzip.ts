import { Unzip, UnzipInflate, type UnzipFile } from 'fflate';
import { closeSync, openSync, rmSync } from 'node:fs';
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

/** What may still come out of an archive and those in it. */
export interface Allowance {
  entries: number;
  bytes: number;
}

export const allowance = (): Allowance => ({ entries: MAX_ENTRIES, bytes: MAX_TOTAL_BYTES });

/**
 * Calls back for every file in a zip archive, one after the other; large ones as a file in `scratch`, gone after the call.
 * Throws BadArchive at the place where nothing more can be read.
 */
export function unzip(
  source: ByteSource,
  newFile: () => string,
  each: (entry: Entry) => void,
  left: Allowance = allowance(),
): void {
  const open = new Map<Sink, string>();
  const within = (): string => [...open.values()].map((name) => ` within ${name}`)[0] ?? '';
  let failure: { error: unknown } | undefined;
  const reader = new Unzip((file: UnzipFile) => {
    if (file.name.endsWith('/') || /(^|\/)(\.|__MACOSX\/)/.test(file.name)) return;
    if (--left.entries < 0) throw new BadArchive(`it has more than ${MAX_ENTRIES} entries`);
    const sink = new Sink(newFile);
    open.set(sink, file.name);
    const take = (data: Uint8Array, final: boolean): void => {
      left.bytes -= data.length;
      if (left.bytes < 0) throw new BadArchive(`it unpacks to more than ${MAX_TOTAL_BYTES / 2 ** 30} GiB`);
      sink.write(data);
      if (!final) return;
      each({ name: file.name, content: sink.end() });
      open.delete(sink);
      sink.drop();
    };
    file.ondata = (error, data, final) => {
      // What was thrown here comes back as if the archive were to blame.
      if (failure) throw failure.error;
      if (error) throw new BadArchive(`${file.name} cannot be unpacked: ${error.message}`);
      try {
        take(data, final);
      } catch (thrown) {
        failure = { error: thrown };
        throw thrown;
      }
    };
    file.start();
  });
  reader.register(UnzipInflate);
  try {
    for (let at = 0; at < source.size; at += CHUNK_BYTES) {
      reader.push(source.copy(at, CHUNK_BYTES), at + CHUNK_BYTES >= source.size);
    }
    if (open.size > 0) throw new BadArchive(`it ends${within()}`);
  } catch (error) {
    if (failure) throw failure.error;
    // fflate's own errors have a code; anything else is ours.
    if (typeof (error as { code?: unknown }).code !== 'number') throw error;
    throw new BadArchive(`${(error as Error).message}${within()}`);
  } finally {
    for (const sink of open.keys()) sink.drop();
  }
}

/** Collects an entry, in memory as long as it is small. */
class Sink {
  #parts: Uint8Array[] = [];
  #length = 0;
  #file: { path: string; fd: number; closed?: boolean } | undefined;

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
    this.#close(this.#file);
    return { path: this.#file.path };
  }

  /** Nothing stays of it on the disk. */
  drop(): void {
    if (this.#file === undefined) return;
    this.#close(this.#file);
    rmSync(this.#file.path, { force: true });
  }

  #close(file: { fd: number; closed?: boolean }): void {
    if (!file.closed) closeSync(file.fd);
    file.closed = true;
  }
}
