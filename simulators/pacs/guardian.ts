import { type ChildProcess, spawn } from 'node:child_process';

/**
 * Runs in a node of its own and ends the program in its care when its standard input closes, which the system does for
 * us even when our process is killed. Plain JavaScript, because it is handed over as text.
 */
const GUARDIAN = `
const { spawn } = require('node:child_process');
const [command, ...args] = process.argv.slice(1);
const child = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit'] });
const end = () => {
  child.kill('SIGTERM');
  // Its orderly end takes Orthanc seconds; what it has acknowledged is on disk already.
  setTimeout(() => child.kill('SIGKILL'), 500);
};
child.on('error', (error) => { process.stderr.write(error.message + '\\n'); process.exit(127); });
child.on('exit', (code) => process.exit(code === null ? 1 : code));
process.stdin.on('end', end).on('error', end).resume();
process.on('SIGTERM', end);
process.on('SIGINT', () => undefined);
`;

const KEPT_LINES = 40;

/** A program that lives no longer than we do. */
export class GuardedProcess {
  readonly #guardian: ChildProcess;
  readonly #lines: string[] = [];
  /** Resolves with a sentence's end when the program is gone: `it ended with code 1: ...`. */
  readonly gone: Promise<string>;
  #ended = false;

  /** @param onLine gets each line of the program's output */
  constructor(command: string, args: string[], env: NodeJS.ProcessEnv, onLine: (line: string) => void) {
    this.#guardian = spawn(process.execPath, ['-e', GUARDIAN, command, ...args], {
      // A process group of its own: Ctrl-C reaches us first and we stop it in order.
      detached: true,
      stdio: ['pipe', 'pipe', 'pipe'],
      env: { ...process.env, NODE_OPTIONS: '', ...env },
    });
    // The guardian may be gone before we let go of it.
    this.#guardian.stdin?.on('error', () => undefined);
    for (const stream of [this.#guardian.stdout, this.#guardian.stderr]) {
      let rest = '';
      stream?.setEncoding('utf8').on('data', (text: string) => {
        const lines = (rest + text).split('\n');
        rest = (lines.pop() ?? '').slice(-4096);
        for (const line of lines) this.#keep(line, onLine);
      });
    }
    this.gone = new Promise((resolve) => {
      const settle = (reason: string): void => {
        this.#ended = true;
        resolve(reason);
      };
      this.#guardian.on('error', (error) => settle(error.message));
      this.#guardian.on('close', (code) => settle(`it ended with code ${code ?? 'none'}`));
    });
  }

  get running(): boolean {
    return !this.#ended;
  }

  /** The last lines of output. */
  get output(): readonly string[] {
    return this.#lines;
  }

  /** Ends the program, by force after half a second. Resolves when it is gone. */
  async stop(): Promise<void> {
    this.#guardian.stdin?.end();
    await this.gone;
  }

  #keep(line: string, onLine: (line: string) => void): void {
    this.#lines.push(line);
    if (this.#lines.length > KEPT_LINES) this.#lines.shift();
    onLine(line);
  }
}
