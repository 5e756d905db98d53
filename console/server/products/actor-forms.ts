import type { BenchHand } from '../worker/bench-hand';
import type { FormAndReference } from './forms';

/** What the forms are made from, made once: making it loads every reference actor, which the console itself need not hold. */
export class ActorForms {
  #made: Promise<FormAndReference[]> | undefined;

  constructor(private readonly benchHand: BenchHand) {}

  list(): Promise<FormAndReference[]> {
    const made = (this.#made ??= this.benchHand.do('forms', {}));
    // What failed once may go well the next time.
    made.catch(() => (this.#made = undefined));
    return made;
  }
}
