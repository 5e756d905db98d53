import { closeSync, openSync, renameSync, rmSync } from 'node:fs';
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
  let open = 0;
  try {
    for (const [index, { order, fd, bytes }] of entries.entries()) {
      if (order === ORDER.write) {
        const parts = writes.get(fd);
        if (parts) parts.push(bytes);
        else writes.set(fd, [bytes]);
        continue;
      }
      if (order === ORDER.whole) {
        const end = bytes.indexOf(0);
        writeNew(bytes.toString('utf8', 0, end), bytes.subarray(end + 1));
        continue;
      }
      write(fd);
      open = index + 1;
      closeSync(fd);
      const [from, to] = pathsOf(bytes);
      if (order === ORDER.finish && from !== to) renameSync(from, to);
      else if (order === ORDER.discard) rmSync(from, { force: true });
    }
    for (const fd of [...writes.keys()]) if (fd !== journal) write(fd);
    write(journal);
  } catch (error) {
    giveUp(entries.slice(open));
    throw error;
  }
}

/** After a failure: closes what was about to be closed, and takes it away, for not all of it was written. */
export function giveUp(entries: readonly Entry[]): void {
  for (const { order, fd, bytes } of entries) {
    if (order !== ORDER.finish && order !== ORDER.discard) continue;
    try {
      closeSync(fd);
      rmSync(pathsOf(bytes)[0], { force: true });
    } catch {
      // The failure before is the one that is told.
    }
  }
}

function pathsOf(bytes: Buffer): [from: string, to: string] {
  const [from = '', to = ''] = bytes.toString('utf8').split('\0');
  return [from, to];
}

/** Nothing stays of what could not be written whole. */
function writeNew(path: string, bytes: Buffer): void {
  const fd = openSync(path, 'wx');
  try {
    writeParts(fd, [bytes]);
  } catch (error) {
    rmSync(path, { force: true });
    throw error;
  } finally {
    closeSync(fd);
  }
}
