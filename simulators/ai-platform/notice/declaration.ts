import type { Algorithm } from '../../../model/sut';
import type { Fields } from '../messages/fields';

/** HL7 table 0085: order detail description only, no result. So no receiver takes the declaration for a finding. */
const NO_RESULT = 'O';

/**
 * OBX segments that declare what was evaluated, by what, and how well it does (RCR l.69-70, 158-164). Figures are
 * percentages, and no abnormality is named in OBX-5, so that nothing here can be read as a finding. OBX-4 groups by
 * algorithm and abnormality.
 */
export function declarationObservations(algorithms: readonly Algorithm[]): Fields[] {
  return algorithms.flatMap((algorithm, i) => [
    {
      2: 'ST',
      3: ['ALGORITHM', 'AI algorithm', '99AIRW'],
      4: `${i + 1}`,
      5: `${algorithm.name} ${algorithm.version}, ${algorithm.manufacturer}`,
      11: NO_RESULT,
    },
    ...algorithm.abnormalities.flatMap(({ code, sensitivity, specificity }, j) => [
      ...figure('SENSITIVITY', 'Declared sensitivity', code.meaning, `${i + 1}.${j + 1}`, sensitivity),
      ...figure('SPECIFICITY', 'Declared specificity', code.meaning, `${i + 1}.${j + 1}`, specificity),
    ]),
    {
      2: 'TX',
      3: ['LIMITATIONS', 'Limitations of the algorithm', '99AIRW'],
      4: `${i + 1}`,
      5: LIMITATIONS,
      11: NO_RESULT,
    },
  ]);
}

const LIMITATIONS =
  'Decision support only: preliminary, unverified, to be checked by a radiologist. Limitations: what is small or atypical may be missed, and other structures may be marked in error. Full declaration with intended use in the structured report of the study.';

function figure(code: string, name: string, abnormality: string, group: string, value: number | undefined): Fields[] {
  if (value === undefined) return [];
  return [
    {
      2: 'NM',
      3: [code, `${name}: ${abnormality}`, '99AIRW'],
      4: group,
      5: percent(value),
      6: ['%', 'percent', 'UCUM'],
      11: NO_RESULT,
    },
  ];
}

function percent(share: number): string {
  return String(Math.round(share * 1000) / 10);
}
