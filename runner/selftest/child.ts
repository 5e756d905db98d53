import { runJob, type JobResult, type JobSetting } from './run-job';
import type { Job } from './contract';

/** What the parent says to a child, and hears from it. */
export type ToChild = { job: Job; setting: JobSetting } | 'stop';
export type FromChild = { result: JobResult } | { error: string };

/** How long a stopped run may take to close its sockets before the process leaves all the same. */
const LEAVE_AFTER_MS = 10_000;

/** A process of its own for one job after the other, so that a crash costs one job, and ports and state are its own. */
function serve(): void {
  const abort = new AbortController();
  let running: Promise<void> | undefined;
  const stop = () => {
    abort.abort();
    setTimeout(() => process.exit(1), LEAVE_AFTER_MS).unref();
    void Promise.resolve(running).then(() => process.exit(0));
  };
  process.on('message', (message: ToChild) => {
    if (message === 'stop') return stop();
    running = work(message, abort.signal);
  });
  // The parent is gone, however it went.
  process.on('disconnect', stop);
  // Ctrl-C reaches the whole group; the parent says what is to be done.
  process.on('SIGINT', () => undefined);
}

async function work({ job, setting }: Exclude<ToChild, 'stop'>, signal: AbortSignal): Promise<void> {
  let answer: FromChild;
  try {
    answer = { result: await runJob(job, setting, signal) };
  } catch (error) {
    answer = { error: (error as Error).message };
  }
  if (process.connected) await new Promise<void>((resolve) => process.send?.(answer, () => resolve()));
}

serve();
