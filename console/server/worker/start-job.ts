import { fork } from 'node:child_process';
import { join } from 'node:path';
import { PACKAGE_ROOT } from '../../../model/package-root';
import type { FromWorker, JobName, Jobs, ToWorker } from './messages';

/** A stopped worker leaves by itself before that. */
const KILL_AFTER_MS = 20_000;
const KEPT_STDERR = 2000;

export interface RunningJob<N extends JobName> {
  /** Rejects with one sentence, also where the process ended before it had an answer. */
  answer: Promise<Jobs[N]['answer']>;
  tell(told: Jobs[N]['told']): void;
  /** As Ctrl-C on the command line. */
  stop(): void;
}

/** Starts a job in a process of its own. */
export function startJob<N extends JobName>(
  job: N,
  ask: Jobs[N]['ask'],
  onNews: (news: Jobs[N]['news']) => void = () => undefined,
): RunningJob<N> {
  const child = fork(join(PACKAGE_ROOT, 'dist', 'console', 'server', 'worker', 'worker.js'), {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  const send = (message: ToWorker) => {
    if (child.connected) child.send(message, () => undefined);
  };
  let stderr = '';
  child.stderr?.on('data', (chunk: Buffer) => (stderr = (stderr + chunk.toString()).slice(-KEPT_STDERR)));
  const answer = new Promise<Jobs[N]['answer']>((resolve, reject) => {
    let last: FromWorker | undefined;
    child.on('message', (message: FromWorker) => {
      if ('news' in message) onNews(message.news as Jobs[N]['news']);
      else last = message;
    });
    child.on('error', reject);
    // Files and sockets of the job are closed only when its process has gone.
    child.on('close', (code, signal) => {
      if (last && 'answer' in last) resolve(last.answer as Jobs[N]['answer']);
      else if (last && 'error' in last) reject(new Error(last.error));
      else
        reject(
          new Error(
            `The process ended (${signal ?? `exit code ${code}`}) before it was done. ${reason(stderr)}`.trim(),
          ),
        );
    });
  });
  // Who started it may look at the answer later.
  answer.catch(() => undefined);
  send({ job, ask });
  return {
    answer,
    tell: (told) => send({ told }),
    stop() {
      send('stop');
      const kill = setTimeout(() => child.kill('SIGKILL'), KILL_AFTER_MS);
      child.once('close', () => clearTimeout(kill));
    },
  };
}

function reason(stderr: string): string {
  return stderr.split('\n').find((line) => /error/i.test(line)) ?? '';
}
