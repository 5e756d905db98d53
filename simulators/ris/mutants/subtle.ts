import type { RisMutant } from './types';

/** Defects that show only when two places are held side by side. */
export const SUBTLE_RIS_MUTANTS: RisMutant[] = [
  {
    id: 'completion-of-another-study',
    requirement: 'RCR-R2.1',
    sentence: 'The message of completion names another Study Instance UID.',
    hooks: { toldText: (t) => (t.includes('|CM|') ? t.replace(/^(ZDS\|)[^^|]*/m, '$12.25.4711') : t) },
  },
];
