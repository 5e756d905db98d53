import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { InstanceFiles } from './instance-files';

/** What was brought to the disk, in order; a folder is held up while it is in `held`. */
const disk = vi.hoisted(() => ({ synced: [] as string[], held: new Map<string, Promise<void>>() }));

vi.mock(import('node:fs'), async (original) => {
  const fs = await original();
  const fsync = (fd: number, done: (error: Error | null) => void): void => {
    const path = fs.readlinkSync(`/proc/self/fd/${fd}`);
    void (disk.held.get(path) ?? Promise.resolve()).then(() =>
      fs.fsync(fd, (error) => {
        disk.synced.push(path);
        done(error);
      }),
    );
  };
  const fsyncSync = (fd: number): void => {
    fs.fsyncSync(fd);
    disk.synced.push(fs.readlinkSync(`/proc/self/fd/${fd}`));
  };
  return { ...fs, fsyncSync, fsync: fsync as unknown as typeof fs.fsync };
});

let root: string;
let files: InstanceFiles;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'airworthy-instances-'));
  files = new InstanceFiles(root);
  disk.synced.length = 0;
  disk.held.clear();
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

async function keep(uid: string): Promise<{ safe: Promise<unknown> }> {
  const incoming = files.incoming();
  writeFileSync(incoming, uid);
  return files.keep(incoming, files.nameOf(uid));
}

/** UIDs whose files go to the same folder. */
function twoOfOneFolder(): [string, string, folder: string] {
  const first = '1.2.3.1';
  const folderOf = (uid: string): string => files.nameOf(uid).slice(0, -'.dcm'.length - 65);
  for (let n = 2; ; n += 1)
    if (folderOf(`1.2.3.${n}`) === folderOf(first)) return [first, `1.2.3.${n}`, folderOf(first)];
}

describe.skipIf(process.platform !== 'linux')('an instance that is said to be safe', () => {
  it('has its content on the disk, then its name, and the name of a new folder', async () => {
    const [uid, other, folder] = twoOfOneFolder();
    await (
      await keep(uid)
    ).safe;
    const [content, ...names] = disk.synced.filter((path) => path !== join(root, 'instances'));
    expect(content).toMatch(/incoming/);
    expect(names).toEqual([join(root, folder)]);
    expect(disk.synced).toContain(join(root, 'instances'));
    disk.synced.length = 0;
    await (
      await keep(other)
    ).safe;
    expect(disk.synced.slice(1)).toEqual([join(root, folder)]);
  });

  it('waits for the name of its folder, too, where another has just made that', async () => {
    const [uid, other] = twoOfOneFolder();
    let release: () => void = () => undefined;
    disk.held.set(join(root, 'instances'), new Promise((resolve) => (release = resolve)));
    const kept = await Promise.all([keep(uid), keep(other)]);
    const safe: string[] = [];
    const both = kept.map(async (each, index) => (await each.safe, safe.push(String(index))));
    await expect.poll(() => disk.synced.filter((path) => /instances\/../.test(path)).length).toBe(2);
    expect(safe).toEqual([]);
    release();
    await Promise.all(both);
    expect(safe).toHaveLength(2);
  });

  it('lies in a folder whose own name is on the disk', () => {
    new InstanceFiles(join(root, 'new', 'archive'));
    expect(disk.synced.sort()).toEqual(
      ['', 'new', 'new/archive', 'new/archive/instances'].map((each) => join(root, each)),
    );
    disk.synced.length = 0;
    new InstanceFiles(join(root, 'new', 'archive'));
    // Of what was made in it before it ended last.
    expect(disk.synced).toEqual([join(root, 'new', 'archive', 'instances')]);
  });
});
