import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { goesOn, type ProcessIdentity, thisProcess } from './process-identity';

/** Present in a run folder while something writes to it; belongs to no record. */
export const RUN_LOCK = 'run.lock';

/**
 * Says for others that this process writes to the run folder `dir`, until the returned function is called. What a killed
 * process left behind is taken over. @throws Error with one sentence while another process holds it
 */
export function lockRun(dir: string): () => void {
  const file = join(dir, RUN_LOCK);
  const write = () => writeFileSync(file, `${JSON.stringify(thisProcess())}\n`, { flag: 'wx' });
  try {
    write();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    const holder = readHolder(file);
    if (holder !== undefined) refuseLiving(dir, file, holder);
    rmSync(file, { force: true });
    write();
  }
  return () => rmSync(file, { force: true });
}

/** Whether another process writes to the run folder `dir`, as far as can be told from here. */
export function isBeingWritten(dir: string): boolean {
  const holder = readHolder(join(dir, RUN_LOCK));
  return holder !== undefined && (holder.host !== hostname() || goesOn(holder));
}

function refuseLiving(dir: string, file: string, holder: ProcessIdentity): void {
  const { pid, host } = holder;
  if (host !== hostname())
    throw new Error(
      `${dir} is being written to by process ${pid} on ${host}, or was when that machine stopped. Once you are sure that it has ended, remove ${file}.`,
    );
  if (goesOn(holder))
    throw new Error(`${dir} is still being written to by process ${pid}. Wait until that has ended, or stop it first.`);
}

/** Undefined for what a process that was killed while it wrote it left behind. */
function readHolder(file: string): ProcessIdentity | undefined {
  try {
    const { pid, host, began } = JSON.parse(readFileSync(file, 'utf8')) as Partial<ProcessIdentity>;
    return typeof pid === 'number' && typeof host === 'string' && typeof began === 'string'
      ? { pid, host, began }
      : undefined;
  } catch {
    return undefined;
  }
}
