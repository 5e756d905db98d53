/** The person at the terminal, where there is one. */
export interface Operator {
  /** The answer, trimmed; undefined where there is none: nobody is there, the question was skipped, or time is over. */
  ask(question: string, hint: string): Promise<string | undefined>;
}

/** Nobody is there: every question stays open, and what depends on it is not tested. */
export const nobody: Operator = { ask: () => Promise.resolve(undefined) };

export async function yesOrNo(operator: Operator, question: string): Promise<boolean | undefined> {
  const answer = await operator.ask(question, 'y, n, or s to skip');
  if (answer === undefined) return undefined;
  return /^y(es)?$/i.test(answer) ? true : /^n(o)?$/i.test(answer) ? false : undefined;
}
