import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';

/** Present in a run folder while something writes to it; belongs to no record. */
export const RUN_LOCK = 'run.lock';

interface Holder {
  pid: number;
  host: string;
  /** When that process began, as its system tells it: a number that another process has since is not taken for it. */
  began: string;
}

/**
 * Says for others that this process writes to the run folder `dir`, until the returned function is called. What a killed
 * process left behind is taken over. @throws Error with one sentence while another process holds it
 */
export function lockRun(dir: string): () => void {
  const file = join(dir, RUN_LOCK);
  const mine: Holder = { pid: process.pid, host: hostname(), began: beginOf(process.pid) ?? '' };
  const write = () => writeFileSync(file, `${JSON.stringify(mine)}\n`, { flag: 'wx' });
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
  if (holder === undefined) return false;
  const { pid, host, began } = holder;
  return host !== hostname() || (isAlive(pid) && (beginOf(pid) ?? began) === began);
}

function refuseLiving(dir: string, file: string, { pid, host, began }: Holder): void {
  if (host !== hostname())
    throw new Error(
      `${dir} is being written to by process ${pid} on ${host}, or was when that machine stopped. Once you are sure that it has ended, remove ${file}.`,
    );
  if (isAlive(pid) && (beginOf(pid) ?? began) === began)
    throw new Error(`${dir} is still being written to by process ${pid}. Wait until that has ended, or stop it first.`);
}

/** Undefined for what a process that was killed while it wrote it left behind. */
function readHolder(file: string): Holder | undefined {
  try {
    const { pid, host, began } = JSON.parse(readFileSync(file, 'utf8')) as Partial<Holder>;
    return typeof pid === 'number' && typeof host === 'string' && typeof began === 'string'
      ? { pid, host, began }
      : undefined;
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Start of a process; undefined where the system does not tell, and there the number alone must do. */
function beginOf(pid: number): string | undefined {
  try {
    if (process.platform !== 'linux')
      return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim();
    // proc(5): field 22, in clock ticks since the boot of this name; the second field may hold blanks and parentheses.
    const [boot, stat] = ['/proc/sys/kernel/random/boot_id', `/proc/${pid}/stat`].map((path) =>
      readFileSync(path, 'utf8').trim(),
    );
    const ticks = stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
    return ticks === undefined ? undefined : `${boot} ${ticks}`;
  } catch {
    return undefined;
  }
}
