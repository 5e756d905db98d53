import { Refusal } from '../http/refusal';
import type { JobName, Jobs } from './messages';
import { type RunningJob, startJob } from './start-job';

const AT_ONCE = 2;
const MOST_WAITING = 20;

/** Short jobs one after the other, so that many people at once do not take all of the machine's memory. */
export class BenchHand {
  #closed = false;
  readonly #running = new Set<RunningJob<JobName>>();
  readonly #waiting: (() => void)[] = [];

  /** The job's answer. @throws Refusal with the job's sentence */
  async do<N extends JobName>(
    job: N,
    ask: Jobs[N]['ask'],
    onNews?: (news: Jobs[N]['news']) => void,
  ): Promise<Jobs[N]['answer']> {
    if (this.#waiting.length >= MOST_WAITING)
      throw new Refusal(503, 'The console has too much to do.', 'Try again in a minute.');
    if (this.#running.size >= AT_ONCE) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    if (this.#closed) throw new Refusal(503, 'The console is being closed.', 'Start it again.');
    const running = startJob(job, ask, onNews) as unknown as RunningJob<JobName>;
    this.#running.add(running);
    try {
      return (await running.answer) as Jobs[N]['answer'];
    } catch (error) {
      throw new Refusal(422, (error as Error).message);
    } finally {
      this.#running.delete(running);
      this.#waiting.shift()?.();
    }
  }

  /** Resolves when none is left. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const resolve of this.#waiting.splice(0)) resolve();
    const left = [...this.#running];
    left.forEach((job) => job.stop());
    await Promise.allSettled(left.map(({ answer }) => answer));
  }
}
