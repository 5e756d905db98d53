import { open, readFile, stat } from 'node:fs/promises';
import type { FilePart } from './file-part';
import { type Part10Meta, readMeta, unwrap } from './file-meta';
import { HELD_BYTES } from './spool';
import type { StoreSource } from './types';

const ENOUGH_FOR_META = 4096;

/** Reads only the file meta of an instance. Errors name the file. */
export async function metaOf(source: StoreSource): Promise<Part10Meta> {
  if ('bytes' in source) return readMeta(source.bytes).meta;
  return naming(source.file, async () => (await beginningOf(source.file)).meta);
}

async function beginningOf(file: string): Promise<ReturnType<typeof readMeta>> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(ENOUGH_FOR_META), 0, ENOUGH_FOR_META, 0);
    return readMeta(buffer.subarray(0, bytesRead));
  } finally {
    await handle.close();
  }
}

/** The data set of an instance, exactly as it is: its bytes, or where they are when they are many. Errors name the file. */
export async function datasetOf(source: StoreSource): Promise<Buffer | FilePart> {
  if ('bytes' in source) return unwrap(source.bytes).datasetBytes;
  const { file } = source;
  return naming(file, async () => {
    const { size } = await stat(file);
    if (size <= HELD_BYTES) return unwrap(await readFile(file)).datasetBytes;
    const at = (await beginningOf(file)).datasetAt;
    return { file, at, length: size - at };
  });
}

/** All bytes of it, for those who have to rewrite them. */
export async function bytesOf(data: Buffer | FilePart): Promise<Buffer> {
  if (Buffer.isBuffer(data)) return data;
  return naming(data.file, async () => (await readFile(data.file)).subarray(data.at));
}

async function naming<T>(file: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw new Error(`${file} cannot be sent: ${(error as Error).message}`);
  }
}
