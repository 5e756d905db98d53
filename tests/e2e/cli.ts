import { execFile, spawn, type ChildProcessByStdio } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { PACKAGE_ROOT } from '../../model/package-root';

const MAIN = join(PACKAGE_ROOT, 'dist', 'cli', 'main.js');

/** On CI colours would stand between the words that are looked for. */
const ENVIRONMENT = { ...process.env, NO_COLOR: '1' };

export interface Finished {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Runs the built command line to its end. */
export function airworthy(args: string[], cwd = PACKAGE_ROOT, env: NodeJS.ProcessEnv = {}): Promise<Finished> {
  mustBeBuilt();
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [MAIN, ...args],
      { cwd, env: { ...ENVIRONMENT, ...env }, maxBuffer: 64 * 1024 * 1024 },
      (error, stdout, stderr) => {
        resolve({ code: error ? (typeof error.code === 'number' ? error.code : null) : 0, stdout, stderr });
      },
    );
  });
}

/** Starts it and leaves it running. `until` resolves with all output so far once it contains the text. */
export function start(args: string[], cwd = PACKAGE_ROOT, env: NodeJS.ProcessEnv = {}) {
  mustBeBuilt();
  const child: ChildProcessByStdio<null, Readable, Readable> = spawn(process.execPath, [MAIN, ...args], {
    cwd,
    env: { ...ENVIRONMENT, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const listeners = new Set<() => void>();
  const hear = (chunk: Buffer) => {
    output += String(chunk);
    for (const listener of listeners) listener();
  };
  child.stdout.on('data', hear);
  child.stderr.on('data', hear);
  const exited = new Promise<number | null>((resolve) => child.on('exit', (code) => resolve(code)));
  const until = (text: string | RegExp, deadlineMs = 300_000) =>
    new Promise<string>((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new Error(`"${String(text)}" did not come; there came:\n${output}`)),
        deadlineMs,
      );
      const look = () => {
        if (typeof text === 'string' ? !output.includes(text) : !text.test(output)) return;
        clearTimeout(timer);
        listeners.delete(look);
        resolve(output);
      };
      listeners.add(look);
      look();
    });
  return { child, exited, until, output: () => output };
}

export function scratch(): { dir: string; remove(): void } {
  const dir = mkdtempSync(join(tmpdir(), 'airworthy-e2e-'));
  return { dir, remove: () => rmSync(dir, { recursive: true, force: true }) };
}

function mustBeBuilt(): void {
  if (!existsSync(MAIN)) throw new Error('dist/ is not built: run "npm run build" first.');
}
