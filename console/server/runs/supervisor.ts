import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { RUN_FILES } from '../../../runner/run-start';
import { Refusal } from '../http/refusal';
import type { LiveRun } from './live-run';
import type { RunList } from './run-list';

const MOST_WAITING = 20;
/** Runs of this console that ended are still told of to those who watch them. */
const KEPT_ENDED = 20;

/**
 * Runs one after the other: runs measure times, and two at once would disturb each other; nor could two products have the same
 * ports. The rest waits its turn.
 */
export class Supervisor {
  readonly #runs = new Map<string, LiveRun>();
  readonly #queue: LiveRun[] = [];
  #current: LiveRun | undefined;
  #ended: Promise<void> = Promise.resolve();
  #closing = false;

  constructor(private readonly list: RunList) {}

  /** A run of this console, also one that ended a while ago. */
  find(id: string): LiveRun | undefined {
    return this.#runs.get(id);
  }

  /** Those that have not ended. */
  get open(): LiveRun[] {
    return [...(this.#current ? [this.#current] : []), ...this.#queue];
  }

  start(run: LiveRun): LiveRun {
    if (this.#closing) throw new Refusal(503, 'The console is being closed.', 'Start it again.');
    if (this.#queue.length >= MOST_WAITING)
      throw new Refusal(409, `${MOST_WAITING} runs are waiting already.`, 'Stop one of them first.');
    const { id } = run.summary;
    if (this.open.some((other) => other.summary.id === id))
      throw new Refusal(409, 'This run is going on already.', 'Watch it, or stop it first.');
    this.#runs.delete(id);
    this.#runs.set(id, run);
    this.#forget();
    this.#queue.push(run);
    this.#next();
    return run;
  }

  stop(id: string): LiveRun {
    const run = this.open.find(({ summary }) => summary.id === id);
    if (!run)
      throw new Refusal(
        409,
        'This run does not go on here.',
        'A run of the command line is stopped there, with Ctrl-C.',
      );
    if (run === this.#current) run.stop();
    else {
      this.#queue.splice(this.#queue.indexOf(run), 1);
      this.#runs.delete(id);
      run.summary = {
        ...run.summary,
        state: 'done',
        complete: false,
        sentence: 'It was taken from the queue before it began.',
      };
      run.say({ type: 'end', run: run.summary });
      this.#tellPlaces();
    }
    return run;
  }

  /** Resolves when nothing runs any more; records are readable. */
  async close(): Promise<void> {
    this.#closing = true;
    for (const run of [...this.#queue]) this.stop(run.summary.id);
    this.#current?.stop();
    await this.#ended;
  }

  #next(): void {
    const next = this.#current ? undefined : this.#queue.shift();
    if (next) {
      this.#current = next;
      this.#ended = this.#follow(next);
    }
    this.#tellPlaces();
  }

  async #follow(run: LiveRun): Promise<void> {
    await run.start();
    this.#current = undefined;
    const { id, sentence } = run.summary;
    if (existsSync(join(run.ask.dir, RUN_FILES.start))) {
      const said = sentence === undefined ? {} : { sentence };
      run.summary = { ...said, ...this.list.summary(this.list.find(id)) };
    } else {
      // It did not get as far as a record: what was wrong is its sentence.
      run.summary = { ...run.summary, state: 'done', complete: false };
    }
    run.say({ type: 'end', run: run.summary });
    this.#next();
  }

  #tellPlaces(): void {
    this.#queue.forEach((run, index) => {
      const before = index === 0 ? this.#current : this.#queue[index - 1];
      const name = before ? `${before.summary.product} ${before.summary.version}`.trim() : 'another';
      run.waits(`It waits until the run of ${name} has ended: two at once would disturb each other.`);
    });
  }

  #forget(): void {
    const ended = [...this.#runs.values()].filter((run) => !this.open.includes(run) && run.summary.state === 'done');
    for (const run of ended.slice(0, Math.max(0, ended.length - KEPT_ENDED))) this.#runs.delete(run.summary.id);
  }
}
