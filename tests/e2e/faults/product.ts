import { once } from 'node:events';
import { start } from '../cli';

export type Product = Awaited<ReturnType<typeof product>>;

/** Starts an actor in a process of its own, and another in its place once that is killed. */
export async function product(...args: string[]) {
  const up = async () => {
    const started = start(['simulate', ...args]);
    await started.until('Ready. Ctrl-C stops.');
    return started;
  };
  let now = await up();
  return {
    async kill(): Promise<void> {
      now.child.kill('SIGKILL');
      await once(now.child, 'exit');
    },
    async restart(): Promise<void> {
      now = await up();
    },
    /** It does nothing any more, and its connections stay. */
    freeze: () => void now.child.kill('SIGSTOP'),
    thaw: () => void now.child.kill('SIGCONT'),
    end: () => now.child.kill('SIGKILL'),
  };
}
