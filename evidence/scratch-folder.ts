import { createHash } from 'node:crypto';
import { lstatSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { goesOn, type ProcessIdentity, thisProcess } from './process-identity';

/** What for, and whose: machine, number and start of the process. `mkdtemp` adds the last six. */
const NAME = /^\.?airworthy-[a-z-]+-h([0-9a-f]{6})-(\d{1,10})-([0-9a-f]{8})-[A-Za-z0-9]{6}$/;

const seen = new Set<string>();
let own: ProcessIdentity | undefined;

/**
 * A folder of this process alone, to be removed by it. Its name says whose it is: one that was killed cannot remove anything, so the
 * next that makes such a folder beside it does.
 */
export function scratchFolder(what: string, parent = tmpdir()): string {
  if (!seen.has(parent)) removeAbandoned(parent);
  seen.add(parent);
  const { pid, host, began } = (own ??= thisProcess());
  return mkdtempSync(join(parent, `${what}-h${short(host, 6)}-${pid}-${short(began, 8)}-`));
}

/** Removes scratch folders in `parent` that belong to nobody any more. What lives, or is of another machine or user, stays. */
export function removeAbandoned(parent: string): void {
  own ??= thisProcess();
  for (const name of namesIn(parent)) {
    const [, host, pid, began = ''] = NAME.exec(name) ?? [];
    if (pid === undefined || host !== short(own.host, 6)) continue;
    if (goesOn({ pid: Number(pid), began }, (text) => short(text, 8))) continue;
    const path = join(parent, name);
    try {
      const found = lstatSync(path);
      if (found.isDirectory() && found.uid === (process.getuid?.() ?? found.uid))
        rmSync(path, { recursive: true, force: true });
    } catch {
      // Gone meanwhile, or not ours to remove: nobody is kept from working by it.
    }
  }
}

function namesIn(parent: string): string[] {
  try {
    return readdirSync(parent);
  } catch {
    return [];
  }
}

const short = (text: string, digits: number): string =>
  createHash('sha256').update(text).digest('hex').slice(0, digits);
