import { closeSync, renameSync, rmSync, writevSync } from 'node:fs';
import { type Entry, ORDER } from './batch';

/** As the system takes at once (IOV_MAX). */
const MOST_PARTS = 1024;

/**
 * Carries out what is in a batch of orders, fewer system calls than there are orders: bytes of one file go together. What is
 * written last is `journal`, so that no event is on disk before the files that it names.
 */
export function carryOut(entries: readonly Entry[], journal: number): void {
  const writes = new Map<number, Buffer[]>();
  const write = (fd: number): void => {
    const parts = writes.get(fd);
    if (parts) writeParts(fd, parts);
    writes.delete(fd);
  };
  for (const { order, fd, bytes } of entries) {
    if (order === ORDER.write) {
      const parts = writes.get(fd);
      if (parts) parts.push(bytes);
      else writes.set(fd, [bytes]);
      continue;
    }
    write(fd);
    closeSync(fd);
    const [from = '', to = ''] = bytes.toString('utf8').split('\0');
    if (order === ORDER.finish) renameSync(from, to);
    else rmSync(from, { force: true });
  }
  for (const fd of [...writes.keys()]) if (fd !== journal) write(fd);
  write(journal);
}

/** Writes every byte, in as many steps as the system needs. */
export function writeParts(fd: number, parts: readonly Uint8Array[]): void {
  for (let first = 0; first < parts.length; first += MOST_PARTS) {
    let left = parts.slice(first, first + MOST_PARTS);
    while (left.length > 0) {
      let written = writevSync(fd, left);
      while (left.length > 0 && written >= (left[0] as Uint8Array).length) {
        written -= (left[0] as Uint8Array).length;
        left = left.slice(1);
      }
      if (written > 0) left = [(left[0] as Uint8Array).subarray(written), ...left.slice(1)];
    }
  }
}
