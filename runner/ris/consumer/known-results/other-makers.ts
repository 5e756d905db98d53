import { join } from 'node:path';
import { reidentifyStudy } from '../../../../fixtures/studies';
import { PACKAGE_ROOT } from '../../../../model/package-root';
import type { KnownStudyRecipe } from './types';

const sample = (file: string): { file: string } => ({ file: join(PACKAGE_ROOT, 'fixtures', 'real', file) });

/** Objects that highdicom and dcmqi wrote, given the identity of the exam (fixtures/real/README.md): older codes, and no tracking in the segment. */
export const otherMakers: KnownStudyRecipe = {
  what: 'a report by highdicom and a segmentation by dcmqi',
  make: ({ exam }) => ({
    objects: reidentifyStudy([sample('highdicom/sr_document.dcm'), sample('dcmqi/seg-liver.dcm')], exam).instances,
    known: {
      measurements: {
        shown: [
          {
            name: ['Area of defined region', 'G-A16A'],
            value: ['1.7'],
            unit: ['cm2', 'square centimeter'],
            finding: ['Spinal cord', 'T-A7010'],
            site: ['Cervico-thoracic spine', 'T-D00F7'],
          },
        ],
      },
      findings: {
        shown: [{ finding: ['Spinal cord', 'T-A7010'], site: ['Cervico-thoracic spine', 'T-D00F7'] }],
      },
      segments: { shown: [{ label: ['Liver'], finding: ['Liver', 'T-62000'] }] },
    },
  }),
};
