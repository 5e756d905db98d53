import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { removeAbandoned, scratchFolder } from './scratch-folder';

let parent: string;
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'airworthy-scratch-'));
});
afterEach(() => rmSync(parent, { recursive: true, force: true }));

/** Of a name that another process would have given. */
const ofProcess = (name: string, pid: number): string => name.replace(`-${process.pid}-`, `-${pid}-`);

async function deadPid(): Promise<number> {
  const child = spawn(process.execPath, ['-e', '0'], { stdio: 'ignore' });
  await once(child, 'exit');
  return child.pid as number;
}

it('is removed by the next process where its own was killed, with all that is in it', async () => {
  const mine = scratchFolder('airworthy-pacs', parent);
  const left = join(parent, ofProcess(basename(mine), await deadPid()));
  mkdirSync(join(left, 'storage'), { recursive: true });
  writeFileSync(join(left, 'storage', 'x.dcm'), 'x');
  removeAbandoned(parent);
  expect([existsSync(left), existsSync(mine)]).toEqual([false, true]);
});

it('is removed where another process has the number since', () => {
  const name = basename(scratchFolder('.airworthy-redacted', parent));
  const left = name.replace(/-[0-9a-f]{8}-(\w{6})$/, '-00000000-$1');
  mkdirSync(join(parent, left));
  removeAbandoned(parent);
  expect(readdirSync(parent)).toEqual([name]);
});

it('stays where its process goes on, and so does what is not ours', async () => {
  const name = basename(scratchFolder('airworthy-demo', parent));
  const dead = ofProcess(name, await deadPid());
  const elsewhere = dead.replace(/-h[0-9a-f]{6}-/, '-h000000-');
  const others = [elsewhere, 'airworthy-notes', 'airworthy-demo-1-2-3', `${dead}x`, `my-${dead}`];
  for (const other of others) mkdirSync(join(parent, other));
  writeFileSync(join(parent, dead), 'a file');
  symlinkSync(join(parent, 'airworthy-notes'), join(parent, dead.replace('demo', 'link')));
  const before = readdirSync(parent);
  removeAbandoned(parent);
  expect(readdirSync(parent)).toEqual(before);
});
