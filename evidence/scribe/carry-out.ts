import { closeSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { writeParts } from '../write-all';
import { type Entry, ORDER } from './batch';

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
    if (order === ORDER.whole) {
      const end = bytes.indexOf(0);
      writeFileSync(bytes.toString('utf8', 0, end), bytes.subarray(end + 1), { flag: 'wx' });
      continue;
    }
    write(fd);
    closeSync(fd);
    const [from = '', to = ''] = bytes.toString('utf8').split('\0');
    if (order === ORDER.finish && from !== to) renameSync(from, to);
    else if (order === ORDER.discard) rmSync(from, { force: true });
  }
  for (const fd of [...writes.keys()]) if (fd !== journal) write(fd);
  write(journal);
}
