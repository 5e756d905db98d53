interface Said {
  /** When it was said. */
  ms: number;
  record(): void;
}

/** What was said while something that came before it is still being recorded: it waits for its turn. */
export class Afterwards {
  private readonly waiting: Said[] = [];
  private flushing = false;

  get isEmpty(): boolean {
    return this.waiting.length === 0;
  }

  /** Takes its place behind all that was said before. */
  add(ms: number, record: () => void): void {
    this.waiting.push({ ms, record });
  }

  /** Records what was said up to that time. Whoever is told of it and looks at the record sees it up to there. */
  flush(upTo: number): void {
    if (this.flushing) return;
    this.flushing = true;
    try {
      for (let next = this.waiting[0]; next && next.ms <= upTo; next = this.waiting[0]) {
        this.waiting.shift();
        next.record();
      }
    } finally {
      this.flushing = false;
    }
  }
}
