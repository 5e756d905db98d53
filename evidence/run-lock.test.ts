import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { lockRun, RUN_LOCK } from './run-lock';

const dir = mkdtempSync(join(tmpdir(), 'airworthy-lock-'));
const file = join(dir, RUN_LOCK);
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const holder = () => JSON.parse(readFileSync(file, 'utf8')) as { pid: number; host: string; began: string };

describe('the lock of a run folder', () => {
  it('keeps others out until it is given back', () => {
    const unlock = lockRun(dir);
    expect(() => lockRun(dir)).toThrow(`${dir} is still being written to by process ${process.pid}. Wait until`);
    unlock();
    expect(existsSync(file)).toBe(false);
    lockRun(dir)();
  });

  it('is taken over from a process that was killed, also where another has its number since', async () => {
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
    const unlock = lockRun(dir);
    const mine = holder();
    writeFileSync(file, JSON.stringify({ ...mine, pid: child.pid }));
    // Living, but not the one that began then.
    lockRun(dir)();
    unlock();
    child.kill('SIGKILL');
    await once(child, 'exit');
    writeFileSync(file, JSON.stringify({ ...mine, pid: child.pid }));
    lockRun(dir)();
    writeFileSync(file, '{"pid":1');
    lockRun(dir)();
    expect(existsSync(file)).toBe(false);
  });

  it('of another machine is left to the user, with what to do', () => {
    const unlock = lockRun(dir);
    writeFileSync(file, JSON.stringify({ ...holder(), host: 'elsewhere' }));
    expect(() => lockRun(dir)).toThrow(new RegExp(`on elsewhere, or was .*remove ${file}`));
    unlock();
  });
});
