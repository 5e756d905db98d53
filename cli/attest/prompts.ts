import { createInterface, type Interface } from 'node:readline';
import { input, password, select } from '@inquirer/prompts';
import { printable } from '../progress-view';

export interface Choice {
  value: string;
  name: string;
}

/** How a person is asked: on a terminal, or by lines of a file or a pipe, one answer a line. */
export interface Prompts {
  /** One of the choices. */
  choose(question: string, choices: readonly Choice[]): Promise<string>;
  /** A line; `given` where nothing is typed. `problem` says what is wrong with it, and it is asked again. */
  line(question: string, given?: string, problem?: (text: string) => string | undefined): Promise<string>;
  /** A line that is not shown. */
  secret(question: string): Promise<string>;
  close(): void;
}

/** The person stopped (Ctrl-C), or the answers came to their end. */
export class Stopped extends Error {}

/** Prompts for standard input as it is. */
export function promptsFor(stdin: NodeJS.ReadStream, stdout: NodeJS.WriteStream): Prompts {
  return stdin.isTTY ? terminalPrompts() : new PipedPrompts(createInterface({ input: stdin }), stdout);
}

function terminalPrompts(): Prompts {
  const stopping = async <T>(asked: Promise<T>): Promise<T> => {
    try {
      return await asked;
    } catch (error) {
      if ((error as Error).name === 'ExitPromptError') throw new Stopped('Stopped.', { cause: error });
      throw error;
    }
  };
  return {
    choose: (message, choices) => stopping(select({ message: printable(message), choices })),
    line: (message, given, problem = () => undefined) =>
      stopping(
        input({
          message: printable(message),
          ...(given === undefined ? {} : { default: given }),
          validate: (text) => problem(text.trim()) ?? true,
        }),
      ).then((text) => text.trim()),
    secret: (message) => stopping(password({ message: printable(message), mask: true })),
    close: () => undefined,
  };
}

class PipedPrompts implements Prompts {
  readonly #lines: AsyncIterator<string>;

  constructor(
    private readonly source: Interface,
    private readonly out: NodeJS.WriteStream,
  ) {
    this.#lines = source[Symbol.asyncIterator]();
  }

  async choose(question: string, choices: readonly Choice[]): Promise<string> {
    const allowed = choices.map(({ value }) => value);
    return this.line(`${question} (${allowed.join(', ')})`, undefined, (text) =>
      allowed.includes(text) ? undefined : `Answer with one of: ${allowed.join(', ')}.`,
    );
  }

  async line(question: string, given?: string, problem: (text: string) => string | undefined = () => undefined) {
    for (;;) {
      this.out.write(`? ${printable(question)}${given ? ` [${printable(given)}]` : ''} `);
      const { value, done } = await this.#lines.next();
      if (done) {
        this.out.write('\n');
        throw new Stopped('The answers came to their end.');
      }
      const text = String(value).trim() || (given ?? '');
      this.out.write(`${printable(text)}\n`);
      const wrong = problem(text);
      if (wrong === undefined) return text;
      this.out.write(`> ${printable(wrong)}\n`);
    }
  }

  async secret(question: string): Promise<string> {
    this.out.write(`? ${printable(question)}\n`);
    const { value, done } = await this.#lines.next();
    if (done) throw new Stopped('The answers came to their end.');
    return String(value);
  }

  close(): void {
    this.source.close();
  }
}
