import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { AttestedEvidence } from '../../model/events';

/** A file that an answer rests on, with its hash, by its path relative to what refers to it. */
export type KeptEvidence = AttestedEvidence;

/** Screenshots and documents, no films. */
const MAX_BYTES = 200 * 1024 * 1024;
const FOLDER = 'attestations';

/** Copies a file into `dir`/attestations under a name that begins with its hash. Throws one sentence where it cannot be read. */
export function keepEvidence(dir: string, source: string): KeptEvidence {
  let bytes: Buffer;
  try {
    const { size } = statSync(source);
    if (size > MAX_BYTES) throw new Error(`it is larger than ${MAX_BYTES / 1024 / 1024} MiB`);
    bytes = readFileSync(source);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const why =
      code === 'ENOENT' ? 'there is no such file' : code === 'EISDIR' ? 'it is a folder' : message.replace(/\.$/, '');
    throw new Error(`${source} cannot be attached: ${why}.`, { cause: error });
  }
  return keepBytes(dir, basename(source), bytes);
}

/** The same for what was made here. */
export function keepBytes(dir: string, name: string, bytes: Uint8Array): KeptEvidence {
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const file = `${FOLDER}/${sha256.slice(0, 12)}-${plainName(name)}`;
  mkdirSync(join(dir, FOLDER), { recursive: true });
  writeFileSync(join(dir, file), bytes);
  return { file, sha256 };
}

/** Goes into reports as a link. */
function plainName(name: string): string {
  return name.replace(/[^\p{L}\p{N}._-]+/gu, '_').slice(-100);
}
