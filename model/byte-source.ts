/** Bytes that can be read in any place without having all of them in memory. */
export interface ByteSource {
  readonly size: number;
  /** Up to `length` bytes from `at`; fewer at the end. Valid until the next call. */
  read(at: number, length: number): Buffer;
  /** Copies of bytes, for keeping. */
  copy(at: number, length: number): Buffer;
}

/** Holds a file open until it is closed. */
export interface OpenSource extends ByteSource {
  close(): void;
}

export const CHUNK_BYTES = 1024 * 1024;

/** All bytes of a stretch, in pieces of up to 1 MiB; each is valid until the next. Ends where the source does. */
export function* chunksOf(source: ByteSource, from = 0, length = source.size - from): Generator<Buffer> {
  const end = Math.min(from + length, source.size);
  for (let at = from; at < end;) {
    const chunk = source.read(at, Math.min(CHUNK_BYTES, end - at));
    if (chunk.length === 0) return;
    yield chunk;
    at += chunk.length;
  }
}

/** Bytes that are in memory anyhow; there is nothing to close. */
export function memorySource(bytes: Buffer): OpenSource {
  return {
    size: bytes.length,
    read: (at, length) => bytes.subarray(at, at + length),
    copy: (at, length) => Buffer.from(bytes.subarray(at, at + length)),
    close: () => undefined,
  };
}
