import { createWriteStream, rmSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Refusal, tooLarge } from './refusal';

/** A raw body as a whole. @throws Refusal past `most` bytes */
export async function bytesOf(body: unknown, most: number): Promise<Buffer> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of held(body, most)) {
    parts.push(part);
    size += part.length;
  }
  if (size === 0) throw new Refusal(400, 'Nothing was sent.', 'Choose a file.');
  return Buffer.concat(parts);
}

/** Writes a raw body to a file of ours; nothing stays where it is too large or breaks off. Gives its size. */
export async function saveBody(body: unknown, file: string, most: number): Promise<number> {
  let size = 0;
  const counted = async function* () {
    for await (const part of held(body, most)) {
      size += part.length;
      yield part;
    }
  };
  try {
    await pipeline(counted, createWriteStream(file, { flags: 'wx', mode: 0o600 }));
    if (size === 0) throw new Refusal(400, 'Nothing was sent.', 'Choose a file.');
    return size;
  } catch (error) {
    rmSync(file, { force: true });
    throw error;
  }
}

async function* held(body: unknown, most: number): AsyncGenerator<Buffer> {
  if (body === undefined || body === null) throw new Refusal(400, 'Nothing was sent.', 'Choose a file.');
  let size = 0;
  // The answer still has to go out on the connection that the rest would come on.
  for await (const part of (body as Readable).iterator({ destroyOnReturn: false })) {
    size += (part as Buffer).length;
    if (size > most) throw tooLarge(most);
    yield part as Buffer;
  }
}
