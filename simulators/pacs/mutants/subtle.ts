import type { PacsMutant } from './types';

/** Defects that show only when two places are held side by side. */
export const SUBTLE_PACS_MUTANTS: PacsMutant[] = [
  {
    id: 'lists-everything-twice',
    requirement: 'AIR-IM-08',
    sentence: 'Every match of a C-FIND is answered twice.',
    hooks: { find: (matches) => [...matches, ...matches] },
  },
  {
    id: 'qido-lists-twice',
    requirement: 'AIR-IM-12',
    sentence: 'QIDO-RS lists every instance twice.',
    hooks: { search: (matches) => [...matches, ...matches] },
  },
  {
    id: 'returns-equipment-of-first',
    requirement: 'AIR-IM-09',
    sentence: 'Of several items of Contributing Equipment a query returns the first only.',
    hooks: {
      find: (matches) =>
        matches.map((m) =>
          Array.isArray(m['ContributingEquipmentSequence'])
            ? { ...m, ContributingEquipmentSequence: (m['ContributingEquipmentSequence'] as unknown[]).slice(0, 1) }
            : m,
        ),
    },
  },
];
