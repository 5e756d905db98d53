import { hash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { FileRef } from '../model/events';
import { FileWriter } from './file-writer';
import type { Scribe } from './scribe/scribe';
import { attempt } from './write-all';

export type StoreFolder = 'objects' | 'messages' | 'bodies' | 'pictures';

/** Files of a run, one per content: the same bytes are kept once, under a name that no peer can steer. */
export class FileStore {
  private readonly known = new Map<string, FileRef>();
  private readonly made = new Set<StoreFolder>();
  private count = 0;

  constructor(
    private readonly dir: string,
    private readonly scribe: Scribe,
  ) {}

  /** @throws RecordingError when it cannot be written */
  save(folder: StoreFolder, name: string, bytes: Uint8Array): FileRef {
    const sha256 = hash('sha256', bytes);
    const kept = this.known.get(key(folder, sha256));
    if (kept) return kept;
    const file = this.newPath(folder, name);
    this.scribe.whole(join(this.dir, file), bytes, file);
    return this.register(folder, { file, sha256, bytes: bytes.length });
  }

  /** A file that comes in pieces. `name` is asked for late: it may stand in the content. */
  open(folder: StoreFolder, name: () => string): FileWriter {
    return new FileWriter({
      dir: this.dir,
      scribe: this.scribe,
      newPath: () => this.newPath(folder, name()),
      find: (sha256) => this.known.get(key(folder, sha256)),
      register: (ref) => this.register(folder, ref),
    });
  }

  private register(folder: StoreFolder, ref: FileRef): FileRef {
    this.known.set(key(folder, ref.sha256), ref);
    return ref;
  }

  private newPath(folder: StoreFolder, name: string): string {
    if (!this.made.has(folder)) attempt(folder, () => mkdirSync(join(this.dir, folder), { recursive: true }));
    this.made.add(folder);
    this.count += 1;
    return `${folder}/${String(this.count).padStart(5, '0')}-${safeName(name)}`;
  }
}

const key = (folder: StoreFolder, sha256: string): string => `${folder} ${sha256}`;

/** UIDs, control ids and the like come from the wire: letters, digits and a few marks stay, and not too many. */
function safeName(name: string): string {
  return (
    name
      .replace(/[^A-Za-z0-9._-]+/g, '_')
      .replace(/\.{2,}/g, '_')
      .slice(-80) || 'unnamed'
  );
}
