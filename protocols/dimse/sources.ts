import { open, readFile } from 'node:fs/promises';
import { type Part10Meta, readMeta, unwrap } from './file-meta';
import type { StoreSource } from './types';

const ENOUGH_FOR_META = 4096;

/** Reads only the file meta of an instance. Errors name the file. */
export async function metaOf(source: StoreSource): Promise<Part10Meta> {
  if ('bytes' in source) return readMeta(source.bytes).meta;
  return naming(source.file, async () => {
    const handle = await open(source.file);
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(ENOUGH_FOR_META), 0, ENOUGH_FOR_META, 0);
      return readMeta(buffer.subarray(0, bytesRead)).meta;
    } finally {
      await handle.close();
    }
  });
}

/** The data set bytes of an instance, exactly as they are. Errors name the file. */
export async function datasetBytesOf(source: StoreSource): Promise<Buffer> {
  if ('bytes' in source) return unwrap(source.bytes).datasetBytes;
  return naming(source.file, async () => unwrap(await readFile(source.file)).datasetBytes);
}

async function naming<T>(file: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw new Error(`${file} cannot be sent: ${(error as Error).message}`);
  }
}
