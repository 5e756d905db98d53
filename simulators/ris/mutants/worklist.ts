import type { WorklistQuery } from '../reporting-worklist';
import type { RisMutant } from './types';

const without = (...keys: (keyof WorklistQuery)[]): RisMutant['hooks'] => ({
  worklist: (query) => Object.fromEntries(Object.entries(query).filter(([key]) => !(keys as string[]).includes(key))),
});

const FILTERS: [key: keyof WorklistQuery, words: string][] = [
  ['referralLocation', 'referral location'],
  ['modality', 'modality'],
  ['specialty', 'specialty of the referrer'],
  ['urgency', 'urgency'],
  ['intendedReporter', 'intended reporter'],
  ['completedAfter', 'the earliest time of completion'],
  ['completedBefore', 'the latest time of completion'],
];

/** Defects of what the reporting worklist shows, and by what. */
export const WORKLIST_MUTANTS: RisMutant[] = [
  {
    id: 'abnormality-order-ignored',
    requirement: 'RCR-3.2',
    sentence: 'The worklist cannot be ordered by what AI found: the order stays that of completion.',
    hooks: { worklist: (query) => (query.sort === 'aiAbnormality' ? { ...query, sort: 'completedAt' } : query) },
  },
  {
    id: 'priority-not-raised',
    requirement: 'RCR-A4.2',
    sentence: 'An alert leaves the priority of the exam as it was ordered.',
    hooks: { changes: ({ priority: _raised, ...rest }) => rest },
  },
  {
    id: 'abnormality-filter-ignored',
    requirement: 'RCR-R4.1',
    sentence: 'The filter by AI abnormality lets every exam through.',
    hooks: without('aiAbnormality'),
  },
  {
    id: 'abnormality-sort-reversed-by-time',
    requirement: 'RCR-R4.1',
    sentence: 'Sorting by AI abnormality sorts by the time of completion instead.',
    knockOn: [{ requirements: ['RCR-3.2'], because: 'Sorting is how an abnormality raises an exam.' }],
    hooks: { worklist: (query) => (query.sort === 'aiAbnormality' ? { ...query, sort: 'completedAt' } : query) },
  },
  {
    id: 'forgets-after-restart',
    requirement: 'RCR-R4.1',
    sentence: 'Abnormalities are held in memory only, and are gone when the RIS is started again.',
    knockOn: [
      {
        requirements: ['RCR-R1.1', 'RCR-R4.2'],
        because: 'What is forgotten is shown no more, and neither is its alert.',
      },
    ],
    hooks: {
      opened: (database) =>
        void database.exec("DELETE FROM ai_abnormality; UPDATE exam SET ai_findings = '', ai_keys = '', alert = 0"),
    },
  },
  {
    id: 'alert-not-shown',
    requirement: 'RCR-R4.2',
    sentence: 'An alert in OBX-8 is not shown.',
    hooks: { changes: ({ alert: _alert, ...rest }) => rest },
  },
  {
    id: 'alert-always-shown',
    requirement: 'RCR-R4.2',
    sentence: 'Every exam with an AI result is shown with an alert.',
    hooks: { changes: (change) => ({ ...change, alert: 1 }) },
  },
  {
    id: 'withdrawn-alert-stays',
    requirement: 'RCR-R4.2',
    sentence: 'An alert that was taken back (OBX-11 C, D or W) is still shown.',
    hooks: { filed: (notice) => ({ ...notice, observations: { ...notice.observations, revised: [] } }) },
  },
  ...FILTERS.map(([key, words]): RisMutant => ({
    id: `filter-ignored-${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`,
    requirement: 'RCR-R5.1',
    sentence: `The filter by ${words} lets every exam through.`,
    hooks: without(key),
  })),
];
