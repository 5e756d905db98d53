/** Longer ones would make Node's timers fire at once. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** Calls back for each key once its moment is there. */
export class Deadlines {
  private readonly timers = new Map<string, NodeJS.Timeout>();

  constructor(private readonly expired: (key: string) => void) {}

  /** `at`: milliseconds since 1970; in the past is at once. */
  set(key: string, at: number): void {
    this.clear(key);
    const left = at - Date.now();
    const timer = setTimeout(
      () => {
        if (left > MAX_TIMER_MS) return this.set(key, at);
        this.timers.delete(key);
        this.expired(key);
      },
      Math.min(Math.max(left, 0), MAX_TIMER_MS),
    );
    timer.unref();
    this.timers.set(key, timer);
  }

  clear(key: string): void {
    clearTimeout(this.timers.get(key));
    this.timers.delete(key);
  }

  stop(): void {
    for (const timer of this.timers.values()) clearTimeout(timer);
    this.timers.clear();
  }
}
