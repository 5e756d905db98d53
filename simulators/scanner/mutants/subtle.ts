import { newUid } from '../../../protocols/dimse/uids';
import { editImages, withItems, withValues } from './edit-images';
import type { Image, Mutant } from './types';

const last =
  (edit: (d: Record<string, unknown>) => void) =>
  (images: Image[]): Image[] => [...images.slice(0, -1), ...editImages(edit)(images.slice(-1))];
/** Defects that show only when two places are held side by side. */
export const SUBTLE_SCANNER_MUTANTS: Mutant[] = [
  {
    id: 'series-of-another-name',
    requirement: 'RCR-M1.1c',
    sentence: 'The Performed Series Sequence names another series than the images are in.',
    hooks: { end: withItems('PerformedSeriesSequence', (s) => ({ ...s, SeriesInstanceUID: newUid() })) },
  },
  {
    id: 'ended-before-it-began',
    requirement: 'RCR-M1.1c',
    sentence: 'The procedure step is said to have ended years before it began.',
    hooks: { end: withValues({ PerformedProcedureStepEndDate: '20200101' }) },
  },
  {
    id: 'series-in-two-modalities',
    requirement: 'RCR-M1.1d',
    sentence: 'The last image of a series has another modality than the others.',
    knockOn: [{ requirements: ['RCR-M1.1h'], because: 'The worklist has one modality.' }],
    hooks: { images: last((d) => void (d['Modality'] = 'MR')) },
  },
];
