import { sct } from '../../../../simulators/ai-platform/objects/codes';
import { report } from '../../../display/report';
import { CALCIFICATION, FRONTAL, group, HAEMORRHAGE, itemsOf, knownOf, meant, PARIETAL } from './groups';
import type { KnownStudyRecipe } from './types';

const ABSENT = sct('272519000', 'Absent');

/** One finding with its severity, and another that is stated as absent: its code is in the report all the same. */
export const evaluations: KnownStudyRecipe = {
  what: 'qualitative evaluations, one of them negative',
  make(scene) {
    const groups = [
      group('Lesion 1', {
        finding: HAEMORRHAGE,
        site: FRONTAL,
        evaluations: [{ name: sct('246112005', 'Severity'), value: sct('24484000', 'Severe') }],
      }),
      group('Whole brain', { site: PARIETAL, evaluations: [{ name: CALCIFICATION, value: ABSENT }] }),
    ];
    const { findings, ...known } = knownOf(groups);
    return {
      objects: [report(scene, 'AI qualitative findings', groups.map(itemsOf))],
      known: { ...known, findings: { ...findings, notShown: [{ finding: meant(CALCIFICATION) }] } },
    };
  },
};
