import { readdirSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import { FileSource } from '../file-source';
import { CHUNK_BYTES, memorySource } from '../../model/byte-source';
import { RUN_LOCK } from '../run-lock';
import { MANIFEST, renderManifest, type ManifestFile } from './manifest';
import { PackWriter } from './writer';

/**
 * No evidence: made from messages.ndjson by a reporter of its own, for a viewer of its own; what a killed process had not written to
 * its end, or a folder of pseudonyms that it was making; other packs.
 */
export const NOT_PACKED = /(^|\/)(allure-results|\.airworthy-redacted-[^/]+)\/|\.(part|zip)$/;
const PRIVATE_KEY = /-----BEGIN [A-Z ]*PRIVATE KEY-----/;
/** Longer files are no keys. */
const KEY_BYTES = 64 * 1024;

export interface PackedRun {
  files: number;
  bytes: number;
}

/**
 * Writes the run folder `dir` into one pack, every file with its SHA-256 in the manifest. The same folder gives the same
 * bytes. @throws Error with one sentence where a file must not or cannot be packed
 */
export function packRun(dir: string, out: string, about: { runId: string; packedBy: string }): PackedRun {
  const names = filesOf(resolve(dir), resolve(out));
  const writer = new PackWriter(out);
  const room = Buffer.allocUnsafeSlow(CHUNK_BYTES);
  try {
    const files = names.map((path): ManifestFile => {
      const source = new FileSource(join(dir, path), room);
      try {
        refuseKeys(path, source);
        return { path, ...writer.add(path, source) };
      } finally {
        source.close();
      }
    });
    writer.add(MANIFEST, memorySource(renderManifest({ format: 1, ...about, files })));
    writer.finish();
    return { files: files.length, bytes: files.reduce((sum, file) => sum + file.bytes, 0) };
  } catch (error) {
    writer.abandon();
    throw error;
  }
}

function filesOf(root: string, out: string): string[] {
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .flatMap((entry) => {
      const path = join(entry.parentPath, entry.name);
      const name = relative(root, path).split(sep).join('/');
      if (path === out || NOT_PACKED.test(name) || entry.name === RUN_LOCK) return [];
      // A link could carry any file of this machine into what is handed over.
      if (!entry.isFile()) throw new Error(`${path} is a link or a device, not a file. Take it out of the run folder.`);
      return [name];
    })
    .sort((a, b) => (a < b ? -1 : 1));
}

function refuseKeys(path: string, source: FileSource): void {
  if (source.size <= KEY_BYTES && PRIVATE_KEY.test(source.read(0, source.size).toString('latin1'))) {
    throw new Error(`${path} holds a private key, which must not leave this machine. Take it out of the run folder.`);
  }
}
