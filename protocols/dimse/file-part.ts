import { type FileHandle, open } from 'node:fs/promises';

/** Bytes of a file that go from the disk to the wire in pieces. */
export interface FilePart {
  file: string;
  at: number;
  length: number;
}

const PIECE = 1024 * 1024;

/** The bytes of a part, in order; each piece is overwritten by the next. Throws where the file has become shorter. */
export async function* piecesOf({ file, at, length }: FilePart): AsyncGenerator<Buffer> {
  const handle: FileHandle = await open(file);
  try {
    const buffer = Buffer.allocUnsafe(Math.min(PIECE, length));
    for (let done = 0; done < length;) {
      const { bytesRead } = await handle.read(buffer, 0, Math.min(buffer.length, length - done), at + done);
      if (bytesRead === 0) throw new Error(`${file} became shorter while it was being sent`);
      done += bytesRead;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await handle.close();
  }
}
