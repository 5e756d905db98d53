import { useMemo, useSyncExternalStore } from 'react';
import type { Arrow, LiveEvent, LiveEventType, Run } from '../../contract';
import { urlOf } from './call';
import { queries } from './queries';

export interface LiveState {
  run?: Run;
  /** Grows at its end only: states share it. */
  arrows: Arrow[];
  connection: 'opening' | 'open' | 'broken' | 'ended';
}

const TYPES: LiveEventType[] = ['run', 'summary', 'notice', 'preflight', 'scenarios', 'question', 'traffic', 'end'];

/** One run's server-sent events, folded into a state that is told of at most once a frame. */
export class LiveRun {
  #state: LiveState = { arrows: [], connection: 'opening' };
  #frame = 0;
  readonly #listeners = new Set<() => void>();
  #source: EventSource | undefined;

  constructor(private readonly id: string) {}

  /** The stream is open as long as somebody listens. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    if (!this.#source) this.#open();
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size === 0) this.#close();
    };
  };

  readonly state = (): LiveState => this.#state;

  #open(): void {
    this.#state = { arrows: [], connection: 'opening' };
    const source = new EventSource(urlOf('runs.live', { run: this.id }));
    source.onopen = () => this.#set({ connection: 'open' });
    source.onerror = () => this.#set({ connection: 'broken' });
    for (const type of TYPES)
      source.addEventListener(type, (event) => {
        const data = JSON.parse((event as MessageEvent<string>).data) as object;
        this.#take({ ...data, type } as LiveEvent);
      });
    this.#source = source;
  }

  #close(): void {
    this.#source?.close();
    this.#source = undefined;
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
  }

  #take(event: LiveEvent): void {
    const { run } = this.#state;
    if (event.type === 'run') this.#set({ run: event.run });
    else if (event.type === 'traffic') this.#traffic(event.arrows, event.events);
    else if (event.type === 'end') {
      this.#source?.close();
      this.#set({ connection: 'ended', ...(run ? { run: { ...run, ...event.run } } : {}) });
      // Verdicts and reports are there now.
      void queries.invalidateQueries();
    } else if (run) this.#set({ run: folded(run, event) });
  }

  #traffic(arrows: readonly Arrow[], events: number): void {
    const { run, arrows: before } = this.#state;
    const last = before.at(-1)?.seq ?? 0;
    // After a break the browser asks from the last id on; what came twice is left out.
    for (const arrow of arrows) if (arrow.seq > last) before.push(arrow);
    this.#set(run ? { run: { ...run, events } } : {});
  }

  #set(change: Partial<LiveState>): void {
    this.#state = { ...this.#state, ...change };
    if (this.#frame !== 0) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0;
      for (const listener of this.#listeners) listener();
    });
  }
}

function folded(run: Run, event: Exclude<LiveEvent, { type: 'run' | 'traffic' | 'end' }>): Run {
  switch (event.type) {
    case 'summary':
      return { ...run, ...event.run };
    case 'notice':
      return { ...run, notices: [...run.notices, { at: event.at, text: event.text }] };
    case 'preflight':
      return { ...run, preflight: event.results };
    case 'scenarios': {
      const changed = new Map(event.scenarios.map((scenario) => [scenario.id, scenario]));
      const known = run.scenarios.map((scenario) => changed.get(scenario.id) ?? scenario);
      for (const { id } of known) changed.delete(id);
      return { ...run, scenarios: [...known, ...changed.values()] };
    }
    case 'question':
      return { ...run, question: event.question ?? undefined };
  }
}

/** `round`: a new number opens the stream anew, e.g. after a run was resumed. */
export function useLiveRun(id: string, round = 0): LiveState {
  // eslint-disable-next-line react-hooks/exhaustive-deps -- a new round is a new stream of the same run
  const live = useMemo(() => new LiveRun(id), [id, round]);
  return useSyncExternalStore(live.subscribe, live.state);
}
