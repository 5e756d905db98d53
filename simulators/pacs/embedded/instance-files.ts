import { createHash, randomUUID } from 'node:crypto';
import { closeSync, existsSync, fsync, mkdirSync, openSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const sync = promisify(fsync);

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

  /**
   * Moves a received file, whose content is on the disk by then, to its place. When `safe` resolves as well, it is there after a
   * power cut, too. What only looks at folders is done at once: handing it to another thread would take longer.
   */
  async keep(incoming: string, name: string): Promise<{ bytes: number; safe: Promise<unknown> }> {
    const target = this.absolute(name);
    const folder = dirname(target);
    const made = mkdirSync(folder, { recursive: true }) !== undefined;
    await synced(incoming, 'r+');
    const { size } = statSync(incoming);
    renameSync(incoming, target);
    // A rename is on disk when its folder is. Windows neither can nor needs to.
    const changed = process.platform === 'win32' ? [] : made ? [folder, dirname(folder)] : [folder];
    return { bytes: size, safe: Promise.all(changed.map((each) => synced(each, 'r'))) };
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

async function synced(path: string, flags: string): Promise<void> {
  const fd = openSync(path, flags);
  try {
    await sync(fd);
  } finally {
    closeSync(fd);
  }
}
