import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import { PACKAGE_ROOT } from '../../model/package-root';
import type { FromChild, ToChild } from './child';
import type { Job } from './contract';
import type { JobSetting } from './run-job';

/** A run that takes longer hangs; a patient selftest gives it so many times as long. */
const JOB_DEADLINE_MS = 10 * 60 * 1000;
/** A stopped child leaves by itself before that. */
const KILL_AFTER_MS = 15_000;
const KEPT_STDERR = 2000;

export interface PoolOptions {
  /** Number of child processes. */
  workers: number;
  setting: JobSetting;
  /** Files of the runs and of whatever a crash leaves behind. */
  temporary: string;
  signal: AbortSignal;
  /** Path of the compiled child. */
  program?: string;
  onStart(job: Job): void;
  onEnd(job: Job, answer: FromChild): void;
}

/** Shares the jobs out among child processes, each of which has one at a time. Resolves when no child is left. */
export async function runInChildren(jobs: readonly Job[], options: PoolOptions): Promise<void> {
  const queue = [...jobs];
  await Promise.all(
    Array.from({ length: Math.min(options.workers, jobs.length) }, async () => {
      let child: ChildProcess | undefined;
      try {
        for (let job = queue.shift(); job && !options.signal.aborted; job = queue.shift()) {
          if (!child || child.exitCode !== null || child.signalCode !== null || !child.connected)
            child = start(options);
          options.onStart(job);
          const answer = await work(child, job, options);
          if (!options.signal.aborted) options.onEnd(job, answer);
        }
      } finally {
        if (child) await leave(child);
      }
    }),
  );
}

function start({ temporary, program }: PoolOptions): ChildProcess {
  return fork(program ?? join(PACKAGE_ROOT, 'dist', 'runner', 'selftest', 'child.js'), {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    env: { ...process.env, TMPDIR: temporary },
  });
}

/** The child's answer, or what became of it: it never leaves a job without one. */
function work(child: ChildProcess, job: Job, { setting, signal }: PoolOptions): Promise<FromChild> {
  return new Promise((resolve) => {
    let stderr = '';
    const onStderr = (chunk: Buffer) => (stderr = (stderr + chunk.toString()).slice(-KEPT_STDERR));
    const onMessage = (answer: FromChild) => end(answer);
    const onExit = (code: number | null, killedBy: string | null) => {
      const why = stderr.split('\n').find((line) => /Error|error/.test(line)) ?? stderr.split('\n')[0] ?? '';
      end({ error: `The process ended (${killedBy ?? `exit code ${code}`}) before it had a result. ${why}`.trim() });
    };
    const onAbort = () => send(child, 'stop');
    const deadlineMs = JOB_DEADLINE_MS * setting.patience;
    const deadline = setTimeout(() => {
      child.kill('SIGKILL');
      end({ error: `No result after ${deadlineMs / 60_000} minutes; the process was ended.` });
    }, deadlineMs);
    const end = (answer: FromChild) => {
      clearTimeout(deadline);
      child.stderr?.off('data', onStderr);
      child.off('message', onMessage).off('exit', onExit);
      signal.removeEventListener('abort', onAbort);
      resolve(answer);
    };
    child.stderr?.on('data', onStderr);
    child.on('message', onMessage).on('exit', onExit);
    signal.addEventListener('abort', onAbort, { once: true });
    send(child, { job, setting });
  });
}

async function leave(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const kill = setTimeout(() => child.kill('SIGKILL'), KILL_AFTER_MS);
  send(child, 'stop');
  await gone;
  clearTimeout(kill);
}

/** A child that is gone answers by its exit. */
function send(child: ChildProcess, message: ToChild): void {
  if (child.connected) child.send(message, () => undefined);
}
