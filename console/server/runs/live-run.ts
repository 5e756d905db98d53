import { EventEmitter } from 'node:events';
import type { LiveEvent, LiveScenario, OperatorAnswer, Run, RunSummary } from '../../contract';
import { visible } from '../../../reports/html/escape';
import { Refusal } from '../http/refusal';
import { type RunningJob, startJob } from '../worker/start-job';
import type { RunAsk, RunNews } from './news';

const MOST_NOTICES = 500;

/** A run that this console has started, from its place in the queue to its end. */
export class LiveRun {
  /** Emits `event` with each {@link LiveEvent} but traffic. */
  readonly emitter = new EventEmitter().setMaxListeners(0);
  #job: RunningJob<'run'> | undefined;
  readonly #scenarios = new Map<string, LiveScenario>();
  #preflight: Run['preflight'] = [];
  readonly #notices: Run['notices'] = [];
  #question: Run['question'];

  constructor(
    readonly ask: RunAsk,
    public summary: RunSummary,
  ) {}

  /** Resolves when its process has gone, however it went. */
  async start(): Promise<void> {
    this.#change({ state: 'running', sentence: undefined });
    this.#job = startJob('run', this.ask, (news) => this.#hear(news));
    try {
      await this.#job.answer;
    } catch (error) {
      this.#notice((error as Error).message);
      this.summary.sentence = visible((error as Error).message);
    }
    this.#question = undefined;
  }

  stop(): void {
    if (!this.#job) return;
    this.#change({ state: 'stopping', sentence: 'It is being stopped; the record so far is kept.' });
    this.#job.stop();
  }

  /** @throws Refusal where that is not asked now */
  answer({ id, answer }: OperatorAnswer): void {
    if (this.#question?.id !== id)
      throw new Refusal(409, 'That question is no longer open.', 'Reload the page to see what is asked now.');
    this.#job?.tell({ id, answer });
  }

  /** What only the console knows of it; the rest is in its folder. */
  get view(): Pick<Run, 'scenarios' | 'preflight' | 'notices' | 'question'> {
    return {
      scenarios: [...this.#scenarios.values()],
      preflight: this.#preflight,
      notices: this.#notices,
      ...(this.#question ? { question: this.#question } : {}),
    };
  }

  say(event: LiveEvent): void {
    this.emitter.emit('event', event);
  }

  waits(sentence: string): void {
    if (this.summary.sentence !== sentence) this.#change({ sentence });
  }

  #hear(news: RunNews): void {
    switch (news.kind) {
      case 'planned':
        for (const scenario of news.scenarios) this.#scenarios.set(scenario.id, { ...scenario, state: 'waiting' });
        this.say({ type: 'scenarios', scenarios: [...this.#scenarios.values()] });
        this.#change({ progress: this.#progress() });
        break;
      case 'notice':
        this.#notice(news.text);
        break;
      case 'preflight':
        this.#preflight = news.results.map((result) => ({ ...result, sentence: visible(result.sentence) }));
        this.say({ type: 'preflight', results: this.#preflight });
        break;
      case 'scenario': {
        const { trouble, ...rest } = news.scenario;
        const scenario = { ...rest, ...(trouble === undefined ? {} : { trouble: visible(trouble) }) };
        this.#scenarios.set(scenario.id, scenario);
        this.say({ type: 'scenarios', scenarios: [scenario] });
        this.#change({ progress: this.#progress() });
        break;
      }
      case 'question':
        this.#question = news.question ?? undefined;
        this.say({ type: 'question', question: news.question });
        break;
      case 'judging':
        if (this.summary.state !== 'stopping') this.#change({ state: 'judging' });
    }
  }

  #progress(): RunSummary['progress'] {
    const all = [...this.#scenarios.values()];
    return { done: all.filter(({ state }) => state === 'ran').length, total: all.length };
  }

  #notice(text: string): void {
    const notice = { at: new Date().toISOString(), text: visible(text) };
    if (this.#notices.length < MOST_NOTICES) this.#notices.push(notice);
    this.say({ type: 'notice', ...notice });
  }

  #change(change: Partial<RunSummary>): void {
    this.summary = { ...this.summary, ...change };
    this.say({ type: 'summary', run: this.summary });
  }
}
