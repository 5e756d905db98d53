/** Node's longest timer, 24.8 days; longer ones fire at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** Drops what is held of a study when its time is over (RCR l.121-122). A later date replaces an earlier one. */
export class Retention {
  readonly #timers = new Map<string, NodeJS.Timeout>();
  readonly #drop: (studyInstanceUid: string) => void;

  constructor(drop: (studyInstanceUid: string) => void) {
    this.#drop = drop;
  }

  /** @param afterMs Infinity: not until the platform stops */
  dropAfter(studyInstanceUid: string, afterMs: number): void {
    this.keep(studyInstanceUid);
    if (afterMs > LONGEST_TIMER_MS) return;
    const timer = setTimeout(() => {
      this.#timers.delete(studyInstanceUid);
      this.#drop(studyInstanceUid);
    }, afterMs);
    this.#timers.set(studyInstanceUid, timer);
  }

  /** Nothing is dropped until told again: the study is being worked on. */
  keep(studyInstanceUid: string): void {
    clearTimeout(this.#timers.get(studyInstanceUid));
    this.#timers.delete(studyInstanceUid);
  }

  stop(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
  }
}
