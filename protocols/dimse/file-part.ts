import { type FileHandle, open } from 'node:fs/promises';
import { FileSource } from '../../evidence/file-source';

/** Bytes of a file that go from the disk to the wire in pieces. */
export interface FilePart {
  file: string;
  at: number;
  length: number;
}

/** Bytes that are nowhere together: some in memory, some in files. */
export type Parts = readonly (Buffer | FilePart)[];

/** Many bytes, to be sent without holding them all. */
export interface LongData {
  length: number;
  parts: Parts;
}

const PIECE = 1024 * 1024;
/** As much as Node reads into one buffer. */
const MAX_HELD_BYTES = 2 ** 31 - 1;

export const longData = (parts: Parts): LongData => ({
  length: parts.reduce((sum, { length }) => sum + length, 0),
  parts,
});

/** The bytes, in order; each piece is overwritten by the next. Throws where a file has become shorter. */
export async function* piecesOf({ parts }: LongData): AsyncGenerator<Buffer> {
  for (const part of parts) {
    if (Buffer.isBuffer(part)) yield part;
    else yield* piecesOfFile(part);
  }
}

async function* piecesOfFile({ file, at, length }: FilePart): AsyncGenerator<Buffer> {
  const handle: FileHandle = await open(file);
  try {
    const buffer = Buffer.allocUnsafe(Math.min(PIECE, length));
    for (let done = 0; done < length;) {
      const { bytesRead } = await handle.read(buffer, 0, Math.min(buffer.length, length - done), at + done);
      if (bytesRead === 0) throw shorter(file);
      done += bytesRead;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await handle.close();
  }
}

/** All of it in memory, for those who have to rewrite it. @throws one sentence where it is too much, or cannot be read */
export function wholeOf(parts: Parts): Buffer {
  const { length } = longData(parts);
  if (length > MAX_HELD_BYTES)
    throw new Error(`An instance of ${Math.ceil(length / 2 ** 20)} MiB is more than can be held in memory (2 GiB).`);
  const whole = Buffer.allocUnsafe(length);
  let at = 0;
  for (const part of parts) {
    if (Buffer.isBuffer(part)) part.copy(whole, at);
    else readInto(whole.subarray(at, at + part.length), part);
    at += part.length;
  }
  return whole;
}

function readInto(room: Buffer, { file, at }: FilePart): void {
  const source = new FileSource(file);
  try {
    if (source.fill(room, at).length < room.length) throw shorter(file);
  } finally {
    source.close();
  }
}

const shorter = (file: string): Error => new Error(`${file} became shorter while it was being sent`);
