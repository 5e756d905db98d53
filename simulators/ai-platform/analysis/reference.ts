import type { Algorithm, IntendedUse } from '../../../model/sut';

export const HAEMORRHAGE = { value: '1386000', scheme: 'SCT', meaning: 'Intracranial hemorrhage' };
/** No alert is due for it. A code of ours, in a scheme that says it is local. */
export const CALCIFICATION = { value: 'ICALC', scheme: '99AIRW', meaning: 'Intracranial calcification' };

/** What the reference AI platform declares. Its figures are for the synthetic studies only, and say nothing clinical. */
export const REFERENCE_ALGORITHM: Algorithm = {
  name: 'Reference head CT',
  version: '1.0.0',
  manufacturer: 'airworthy',
  deviceUid: '2.25.198342905162830481294710398127463501',
  abnormalities: [
    { code: HAEMORRHAGE, alertable: true, sensitivity: 0.96, specificity: 0.93 },
    { code: CALCIFICATION, alertable: false, sensitivity: 0.9, specificity: 0.95 },
  ],
};

/** Finds where to look (brain-mask.ts): it contributes to every result and reports nothing of its own. */
export const BRAIN_MASK = {
  name: 'Reference brain mask',
  version: '1.0.0',
  manufacturer: 'airworthy',
  deviceUid: '2.25.198342905162830481294710398127463502',
} satisfies Omit<Algorithm, 'abnormalities'>;

export const REFERENCE_INTENDED_USE: IntendedUse = {
  description:
    'Detection of intracranial haemorrhage and calcification on non-contrast CT of the head, adults, slices up to 6 mm',
  modalities: ['CT'],
  bodyParts: ['HEAD'],
  minAgeYears: 18,
  maxSliceThicknessMm: 6,
  minSlices: 8,
};
