import type { Arrow } from '../../contract';

export interface TrafficFilter {
  scenario?: string;
  text: string;
}

/**
 * The arrows that pass a filter, kept up as the list grows at its end: only what is new is looked at, so that a live run of
 * 50,000 lines costs no more per frame than a short one.
 */
export class FilteredArrows {
  #source: readonly Arrow[] = [];
  #filter: TrafficFilter = { text: '' };
  #upTo = 0;
  #kept: Arrow[] = [];

  of(source: readonly Arrow[], filter: TrafficFilter): readonly Arrow[] {
    if (filter.scenario === undefined && filter.text === '') return source;
    if (source !== this.#source || filter.scenario !== this.#filter.scenario || filter.text !== this.#filter.text) {
      this.#source = source;
      this.#filter = filter;
      this.#upTo = 0;
      this.#kept = [];
    }
    const text = filter.text.toLowerCase();
    for (; this.#upTo < source.length; this.#upTo += 1) {
      const arrow = source[this.#upTo];
      if (arrow && passes(arrow, filter.scenario, text)) this.#kept.push(arrow);
    }
    return this.#kept;
  }
}

function passes(arrow: Arrow, scenario: string | undefined, text: string): boolean {
  return (
    (scenario === undefined || arrow.scenario === scenario) && (text === '' || arrow.label.toLowerCase().includes(text))
  );
}
