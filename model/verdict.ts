/** Every outcome name there is. How several become one is in verdicts/roll-up.ts, and nowhere else. */
export const VERDICTS = ['fail', 'inconclusive', 'not-tested', 'warning', 'pass', 'not-applicable'] as const;
export type Verdict = (typeof VERDICTS)[number];

/** How people read them. */
export const VERDICT_WORDS: Record<Verdict, string> = {
  pass: 'Pass',
  fail: 'Fail',
  warning: 'Warning',
  inconclusive: 'Inconclusive',
  'not-tested': 'Not tested',
  'not-applicable': 'Not applicable',
};

/** Why a verdict is `inconclusive`. */
export const CAUSES = ['set-up', 'harness', 'study-set', 'interrupted', 'oracles-disagree', 'peer-changed'] as const;
export type Cause = (typeof CAUSES)[number];
