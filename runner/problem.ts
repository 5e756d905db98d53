import type { Cause } from '../model/verdict';

/** Trouble that is not the product's: it makes a verdict `inconclusive`, never `fail`. */
export class RunProblem extends Error {
  constructor(
    readonly problem: Extract<Cause, 'set-up' | 'harness' | 'study-set' | 'interrupted'>,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'RunProblem';
  }
}

/** A check saw a breach, or nothing at all: stops the scenario, so that Cucumber shows it too. */
export class NotSatisfied extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'NotSatisfied';
    // Readers of a report need the sentence, not our call stack.
    this.stack = message;
  }
}
