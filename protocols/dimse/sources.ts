import { type FileHandle, open } from 'node:fs/promises';
import { type LongData, longData, piecesOf, wholeOf } from './file-part';
import { type Part10Meta, readMeta, unwrap } from './file-meta';
import type { StoreSource } from './types';

const ENOUGH_FOR_META = 4096;
/** A data set up to this length is read as a whole; of a longer one the next piece is read when the one before has gone out. */
const HELD_BYTES = 16 * 1024 * 1024;

/** Reads only the file meta of an instance. Errors name the file. */
export async function metaOf(source: StoreSource): Promise<Part10Meta> {
  if ('parts' in source) return readMeta(beginningOf(source)).meta;
  if ('bytes' in source) return readMeta(source.bytes).meta;
  return reading(
    source.file,
    async (handle) => readMeta(await startOf(handle, Buffer.allocUnsafe(ENOUGH_FOR_META))).meta,
  );
}

/**
 * The data set of an instance, exactly as it is: its bytes, or where they are when they are many. Errors name the file.
 * @param take gives memory to read a file into
 */
export async function datasetOf(
  source: StoreSource,
  take: (length: number) => Buffer = Buffer.allocUnsafe,
): Promise<Buffer | LongData> {
  if ('parts' in source) return datasetOfParts(source);
  if ('bytes' in source) return unwrap(source.bytes).datasetBytes;
  const { file } = source;
  // Opened once: this is done for every image of a study.
  return reading(file, async (handle) => {
    const { size } = await handle.stat();
    if (size <= HELD_BYTES) return unwrap(await startOf(handle, take(size))).datasetBytes;
    const at = readMeta(await startOf(handle, Buffer.allocUnsafe(ENOUGH_FOR_META))).datasetAt;
    return longData([{ file, at, length: size - at }]);
  });
}

async function datasetOfParts(source: { parts: LongData['parts'] }): Promise<Buffer | LongData> {
  const [, ...rest] = source.parts;
  const first = beginningOf(source);
  const data = longData([first.subarray(readMeta(first).datasetAt), ...rest]);
  if (data.length > HELD_BYTES) return data;
  // Read without waiting for the disk while another instance is on its way.
  const whole = Buffer.allocUnsafe(data.length);
  let at = 0;
  for await (const piece of piecesOf(data)) at += piece.copy(whole, at);
  return whole;
}

function beginningOf({ parts: [first] }: { parts: LongData['parts'] }): Buffer {
  if (!Buffer.isBuffer(first)) throw new Error('The parts of an instance must begin with its file meta.');
  return first;
}

/** All bytes of it, for those who have to rewrite them. */
export function bytesOf(data: Buffer | LongData): Buffer {
  return Buffer.isBuffer(data) ? data : wholeOf(data.parts);
}

/** As much as there is room for; less where the file has no more. */
async function startOf(handle: FileHandle, room: Buffer): Promise<Buffer> {
  let filled = 0;
  while (filled < room.length) {
    const { bytesRead } = await handle.read(room, filled, room.length - filled, filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return room.subarray(0, filled);
}

async function reading<T>(file: string, work: (handle: FileHandle) => Promise<T>): Promise<T> {
  try {
    const handle = await open(file);
    try {
      return await work(handle);
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw new Error(`${file} cannot be sent: ${(error as Error).message}`);
  }
}
