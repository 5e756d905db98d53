import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FileRef } from '../model/events';

export type StoreFolder = 'objects' | 'messages' | 'bodies';

/** Files of a run, one per content: the same bytes are kept once, under a name that no peer can steer. */
export class FileStore {
  private readonly known = new Map<string, FileRef>();
  private count = 0;

  constructor(private readonly dir: string) {}

  save(folder: StoreFolder, name: string, bytes: Uint8Array): FileRef {
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const kept = this.find(folder, sha256);
    if (kept) return kept;
    const file = this.newPath(folder, name);
    writeFileSync(join(this.dir, file), bytes);
    return this.register(folder, { file, sha256, bytes: bytes.byteLength });
  }

  /** A fresh path for a file that is streamed; {@link register} it when it is complete. */
  newPath(folder: StoreFolder, name: string): string {
    mkdirSync(join(this.dir, folder), { recursive: true });
    this.count += 1;
    return `${folder}/${String(this.count).padStart(5, '0')}-${safeName(name)}`;
  }

  find(folder: StoreFolder, sha256: string): FileRef | undefined {
    return this.known.get(`${folder} ${sha256}`);
  }

  register(folder: StoreFolder, ref: FileRef): FileRef {
    this.known.set(`${folder} ${ref.sha256}`, ref);
    return ref;
  }
}

/** UIDs, control ids and the like come from the wire: letters, digits and a few marks stay, and not too many. */
function safeName(name: string): string {
  return (
    name
      .replace(/[^A-Za-z0-9._-]+/g, '_')
      .replace(/\.{2,}/g, '_')
      .slice(-80) || 'unnamed'
  );
}
