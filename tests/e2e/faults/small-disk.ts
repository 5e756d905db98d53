import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';

/** A disk of so many MB; undefined where only root could have one made. */
export function mountedSmall(at: string, megabytes: number): string | undefined {
  mkdirSync(at);
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', at], { stdio: 'ignore' });
    return at;
  } catch {
    return undefined;
  }
}
