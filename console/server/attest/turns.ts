import { Refusal } from '../http/refusal';

/** Who looks away for that long has let go. */
const AWAY_MS = 10 * 60 * 1000;

interface Turn {
  by: string;
  since: string;
  seenAt: number;
}

/** Who is on which step of which run: one person at a time. */
export class Turns {
  readonly #taken = new Map<string, Turn>();

  /** @throws Refusal while somebody else is on it */
  take(step: string, by: string): Turn {
    const known = this.at(step);
    if (known && known.by !== by)
      throw new Refusal(409, `${known.by} is on this step.`, 'Take another one, or wait until it is let go.');
    const turn = { by, since: known?.since ?? new Date().toISOString(), seenAt: Date.now() };
    this.#taken.set(step, turn);
    return turn;
  }

  /** Only who took it may go on with it. @throws Refusal */
  hold(step: string, by: string): void {
    const known = this.at(step);
    if (known?.by !== by)
      throw new Refusal(
        409,
        known ? `${known.by} is on this step.` : 'This step is not taken.',
        'Take the step first.',
      );
    known.seenAt = Date.now();
  }

  letGo(step: string, by: string): void {
    if (this.at(step)?.by === by) this.#taken.delete(step);
  }

  at(step: string): Turn | undefined {
    const turn = this.#taken.get(step);
    if (turn && Date.now() - turn.seenAt > AWAY_MS) this.#taken.delete(step);
    return this.#taken.get(step);
  }
}
