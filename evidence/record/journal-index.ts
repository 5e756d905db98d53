import type { JournalEvent } from '../../model/events';
import type { Exam } from '../../model/exam';
import { type Link, linkOf } from './links';

/**
 * A journal by scenario, as it grows. It has many thousand events, and every check asks for those of its own scenario: they
 * are sorted once, not looked for again and again.
 */
export class JournalIndex {
  /** Who stands at the ends of each link. */
  readonly links = new Map<string, Link>();
  /** Opened so far, by whichever scenario. */
  readonly exams: Exam[] = [];
  readonly #byScenario = new Map<string | undefined, JournalEvent[]>();

  constructor(events: readonly JournalEvent[] = []) {
    for (const event of events) this.add(event);
  }

  add(event: JournalEvent): void {
    const { scenario } = event;
    const known = this.#byScenario.get(scenario);
    if (known) known.push(event);
    else this.#byScenario.set(scenario, [event]);
    if (event.kind === 'case.opened') this.exams.push(event.exam);
    if (event.kind === 'link.opened') this.links.set(event.link, linkOf(event));
  }

  /** Its own, and what it adopted: an exam that ran its course in an earlier scenario, without what was judged there. */
  eventsOf(scenario: string): JournalEvent[] {
    const own = this.#byScenario.get(scenario) ?? [];
    const adopted = own.flatMap((event) =>
      event.kind === 'case.adopted'
        ? (this.#byScenario.get(event.from) ?? []).filter(({ seq, kind }) => seq <= event.until && kind !== 'check')
        : [],
    );
    if (adopted.length === 0) return [...own];
    return [...new Set([...adopted, ...own])].sort((a, b) => a.seq - b.seq);
  }
}

export function examsOf(events: readonly JournalEvent[]): Exam[] {
  return events.flatMap((event) => (event.kind === 'case.opened' ? [event.exam] : []));
}
