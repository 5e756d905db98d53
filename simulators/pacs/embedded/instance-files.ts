import { hash, randomUUID } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';

const KEPT = 'instances';
const INCOMING = 'incoming';
/** As what is being received is called: here, and where a Spool makes it. */
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Part 10 files on disk. Named by a hash of the SOP Instance UID: a UID is a stranger's text and no file name. */
export class InstanceFiles {
  /** Folders that were made, until their names are on the disk. */
  readonly #new = new Map<string, Promise<unknown>>();

  /** How many files were still being received when a process was killed that used this storage, and are removed. */
  readonly leftOver: number;

  constructor(readonly root: string) {
    const kept = join(root, KEPT);
    const made = mkdirSync(kept, { recursive: true });
    nameOnDisk(kept, made === undefined ? kept : dirname(made));
    mkdirSync(this.incomingFolder, { recursive: true });
    // They were never acknowledged. What has another name was not put there by us.
    const own = readdirSync(this.incomingFolder).filter((name) => UUID.test(name));
    for (const name of own) rmSync(join(this.incomingFolder, name), { force: true });
    this.leftOver = own.length;
  }

  /** Where an instance is or will be, relative to the root. */
  nameOf(sopInstanceUid: string): string {
    const hashed = hash('sha256', sopInstanceUid, 'hex');
    return `${KEPT}/${hashed.slice(0, 2)}/${hashed}.dcm`;
  }

  absolute(name: string): string {
    return join(this.root, name);
  }

  has(name: string): boolean {
    return existsSync(this.absolute(name));
  }

  get incomingFolder(): string {
    return join(this.root, INCOMING);
  }

  /** A path that nobody else uses. */
  incoming(): string {
    return join(this.incomingFolder, randomUUID());
  }

  async write(file: string, bytes: Uint8Array): Promise<void> {
    const handle = await open(file, 'wx');
    try {
      await handle.writeFile(bytes);
    } finally {
      await handle.close();
    }
  }

  /**
   * Moves a received file to its place as soon as its content is on the disk, which `onDisk` tells where somebody has seen to that.
   * When `safe` resolves as well, it is there after a power cut, too. What only looks at folders is done at once: handing it to
   * another thread would take longer.
   */
  async keep(
    incoming: string,
    name: string,
    onDisk?: Promise<number>,
  ): Promise<{ bytes: number; safe: Promise<unknown> }> {
    const target = this.absolute(name);
    const folder = dirname(target);
    const changed = this.#open(folder);
    const named = this.#new.get(folder);
    try {
      const bytes = await (onDisk ?? lengthWhenOnDisk(incoming));
      renameSync(incoming, target);
      return { bytes, safe: Promise.all([changed === undefined ? undefined : synced(changed), named]) };
    } catch (error) {
      if (changed !== undefined) closeSync(changed);
      throw error;
    }
  }

  /** A folder that something is to be moved into, made where there is none: a rename is on disk when it is. */
  #open(folder: string): number | undefined {
    try {
      return openFolder(folder);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
    mkdirSync(folder, { recursive: true });
    const parent = openFolder(dirname(folder));
    // Whoever stores into it before its own name is on the disk waits for that, too. Where that fails, all of them do.
    if (parent !== undefined) {
      const named = synced(parent).then(() => this.#new.delete(folder));
      named.catch(() => undefined);
      this.#new.set(folder, named);
    }
    return openFolder(folder);
  }

  async discard(incoming: string): Promise<void> {
    // Most were moved to their place.
    if (existsSync(incoming)) await rm(incoming, { force: true });
  }

  /** All kept files, oldest first, relative to the root. */
  list(): { name: string; bytes: number }[] {
    const found = readdirSync(join(this.root, KEPT)).flatMap((folder) =>
      readdirSync(join(this.root, KEPT, folder))
        .filter((file) => file.endsWith('.dcm'))
        .map((file) => {
          const name = `${KEPT}/${folder}/${file}`;
          const { size, mtimeMs } = statSync(this.absolute(name));
          return { name, bytes: size, mtimeMs };
        }),
    );
    return found.sort((a, b) => a.mtimeMs - b.mtimeMs || a.name.localeCompare(b.name));
  }
}

async function lengthWhenOnDisk(file: string): Promise<number> {
  await synced(openSync(file, 'r+'));
  return statSync(file).size;
}

/** Brings to the disk the names of what was made in `from` and below, down to what lies in `folder`. */
function nameOnDisk(folder: string, from: string): void {
  const fd = openFolder(folder);
  if (fd === undefined) return;
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
  if (folder !== from) nameOnDisk(dirname(folder), from);
}

/** Resolves when it is on the disk, and closes it. */
function synced(fd: number): Promise<void> {
  return new Promise((resolve, reject) => {
    fsync(fd, (error) => {
      closeSync(fd);
      if (error) reject(error);
      else resolve();
    });
  });
}

/** Undefined on Windows, which neither can bring one to the disk nor needs to. */
function openFolder(folder: string): number | undefined {
  if (process.platform !== 'win32') return openSync(folder, 'r');
  statSync(folder);
  return undefined;
}
