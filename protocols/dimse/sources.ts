import { type FileHandle, open, readFile } from 'node:fs/promises';
import type { FilePart } from './file-part';
import { type Part10Meta, readMeta, unwrap } from './file-meta';
import type { StoreSource } from './types';

const ENOUGH_FOR_META = 4096;
/** A data set up to this length is read as a whole; of a longer one the next piece is read when the one before has gone out. */
const HELD_BYTES = 16 * 1024 * 1024;

/** Reads only the file meta of an instance. Errors name the file. */
export async function metaOf(source: StoreSource): Promise<Part10Meta> {
  if ('bytes' in source) return readMeta(source.bytes).meta;
  return reading(source.file, async (handle) => readMeta(await beginningOf(handle, ENOUGH_FOR_META)).meta);
}

/** The data set of an instance, exactly as it is: its bytes, or where they are when they are many. Errors name the file. */
export async function datasetOf(source: StoreSource): Promise<Buffer | FilePart> {
  if ('bytes' in source) return unwrap(source.bytes).datasetBytes;
  const { file } = source;
  // Opened once: this is done for every image of a study.
  return reading(file, async (handle) => {
    const { size } = await handle.stat();
    if (size <= HELD_BYTES) return unwrap(await beginningOf(handle, size)).datasetBytes;
    const at = readMeta(await beginningOf(handle, ENOUGH_FOR_META)).datasetAt;
    return { file, at, length: size - at };
  });
}

/** All bytes of it, for those who have to rewrite them. */
export async function bytesOf(data: Buffer | FilePart): Promise<Buffer> {
  if (Buffer.isBuffer(data)) return data;
  return naming(data.file, async () => (await readFile(data.file)).subarray(data.at));
}

/** Up to so many bytes; fewer where the file has no more. */
async function beginningOf(handle: FileHandle, length: number): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(length);
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await handle.read(buffer, filled, length - filled, filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return buffer.subarray(0, filled);
}

function reading<T>(file: string, work: (handle: FileHandle) => Promise<T>): Promise<T> {
  return naming(file, async () => {
    const handle = await open(file);
    try {
      return await work(handle);
    } finally {
      await handle.close();
    }
  });
}

async function naming<T>(file: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw new Error(`${file} cannot be sent: ${(error as Error).message}`);
  }
}
