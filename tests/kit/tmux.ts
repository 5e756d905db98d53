import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { watch, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A real terminal, 120 by 50, in which a command runs: keys go in, and the screen can be read. */
export class Terminal {
  readonly #socket = `airworthy-${process.pid}-${Math.random().toString(36).slice(2)}`;
  readonly #log: string;

  /** @param command run by the shell in `dir`. */
  constructor(dir: string, command: string) {
    this.#log = join(dir, `${this.#socket}.log`);
    writeFileSync(this.#log, '');
    // The command waits until its output is heard; the shell stays, so that the last screen does.
    this.#tmux('new-session', '-d', '-s', 'a', '-x', '120', '-y', '50', '-c', dir, 'sh');
    this.#tmux('pipe-pane', '-O', '-t', 'a', `cat >> '${this.#log}'`);
    this.type(command);
  }

  /** A line and Enter. */
  type(text: string): void {
    if (text !== '') this.#tmux('send-keys', '-t', 'a', '-l', text);
    this.press('Enter');
  }

  /** A key by its tmux name: `Enter`, `Down`, `C-c`. */
  press(key: string): void {
    this.#tmux('send-keys', '-t', 'a', key);
  }

  /** What is on the screen, with what has scrolled away. */
  screen(): string {
    return this.#tmux('capture-pane', '-p', '-J', '-S', '-500', '-t', 'a');
  }

  /** Resolves with the screen once it shows the text. */
  async until(text: string | RegExp, deadlineMs = 300_000): Promise<string> {
    const signal = AbortSignal.timeout(deadlineMs);
    const log = watch(this.#log);
    try {
      for (;;) {
        const screen = this.screen();
        if (typeof text === 'string' ? screen.includes(text) : text.test(screen)) return screen;
        await once(log, 'change', { signal });
      }
    } catch (error) {
      throw new Error(`"${String(text)}" did not come; the screen shows:\n${this.screen()}`, { cause: error });
    } finally {
      log.close();
    }
  }

  close(): void {
    this.#tmux('kill-server');
  }

  #tmux(...args: string[]): string {
    return execFileSync('tmux', ['-L', this.#socket, '-f', '/dev/null', ...args], { encoding: 'utf8' });
  }
}
