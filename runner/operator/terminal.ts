import { createInterface } from 'node:readline/promises';
import type { Readable, Writable } from 'node:stream';
import type { Operator } from './operator';

export interface Terminal {
  input: Readable & { isTTY?: boolean };
  output: Writable;
  /** How long an answer may take, seconds. */
  patience: number;
}

/** Puts questions on a terminal. Empty answers and `s` skip. */
export function terminalOperator({ input, output, patience }: Terminal): Operator {
  return {
    async ask(question, hint) {
      const lines = createInterface({ input, output });
      try {
        const answer = await lines.question(`\n${printable(question)}\n(${hint}) > `, {
          signal: AbortSignal.timeout(patience * 1000),
        });
        const text = answer.trim();
        return text === '' || /^s(kip)?$/i.test(text) ? undefined : text;
      } catch (error) {
        // Time is over, or the input has ended.
        if ((error as Error).name === 'AbortError') return undefined;
        throw error;
      } finally {
        lines.close();
      }
    },
  };
}

/** What comes from a product must not steer the terminal. */
function printable(text: string): string {
  // eslint-disable-next-line no-control-regex -- these are what must not go out
  return text.replace(/[\x00-\x09\x0b-\x1f\x7f-\x9f]/g, ' ');
}
