import { createHash, randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';

const KEPT = 'instances';
const INCOMING = 'incoming';

/** Part 10 files on disk. Named by a hash of the SOP Instance UID: a UID is a stranger's text and no file name. */
export class InstanceFiles {
  constructor(readonly root: string) {
    // What was being received when we last ended was never acknowledged.
    rmSync(join(root, INCOMING), { recursive: true, force: true });
    for (const folder of [KEPT, INCOMING]) mkdirSync(join(root, folder), { recursive: true });
  }

  /** Where an instance is or will be, relative to the root. */
  nameOf(sopInstanceUid: string): string {
    const hash = createHash('sha256').update(sopInstanceUid).digest('hex');
    return `${KEPT}/${hash.slice(0, 2)}/${hash}.dcm`;
  }

  absolute(name: string): string {
    return join(this.root, name);
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

  /** Moves a received file to its place; when this resolves it survives a power cut. */
  async keep(incoming: string, name: string): Promise<number> {
    const target = this.absolute(name);
    const folder = dirname(target);
    await mkdir(folder, { recursive: true });
    const handle = await open(incoming, 'r+');
    try {
      await handle.sync();
      const { size } = await handle.stat();
      await rename(incoming, target);
      await syncFolder(folder);
      return size;
    } finally {
      await handle.close();
    }
  }

  async discard(incoming: string): Promise<void> {
    await rm(incoming, { force: true });
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

/** A rename is on disk when its folder is. Windows neither can nor needs to. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
