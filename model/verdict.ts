/** Every outcome name there is. How several become one is in verdicts/roll-up.ts, and nowhere else. */
export const VERDICTS = ['fail', 'inconclusive', 'not-tested', 'warning', 'pass', 'not-applicable'] as const;
export type Verdict = (typeof VERDICTS)[number];

/** Why a verdict is `inconclusive`. */
export const CAUSES = ['set-up', 'harness', 'study-set', 'interrupted', 'oracles-disagree', 'peer-changed'] as const;
export type Cause = (typeof CAUSES)[number];
