import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';

/** Names one process for good: a number that another has since is not taken for it. */
export interface ProcessIdentity {
  pid: number;
  host: string;
  /** When it began, as its system tells it; '' where that does not tell. */
  began: string;
}

export const thisProcess = (): ProcessIdentity => ({
  pid: process.pid,
  host: hostname(),
  began: beginOf(process.pid) ?? '',
});

/** Of a process of this machine: whether it goes on. */
export const goesOn = (
  { pid, began }: Pick<ProcessIdentity, 'pid' | 'began'>,
  readAs = (text: string) => text,
): boolean => {
  if (!isAlive(pid)) return false;
  const now = beginOf(pid);
  return now === undefined || readAs(now) === began;
};

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
