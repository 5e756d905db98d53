import type { Algorithm } from '../../../../model/sut';
import { report } from '../../../display/report';
import { DISPLAY_ALGORITHM } from '../../../display/scene';
import {
  CALCIFICATION,
  DIAMETER,
  FRONTAL,
  group,
  HAEMORRHAGE,
  itemsOf,
  knownOf,
  MILLIMETRE,
  OCCIPITAL,
} from './groups';
import type { KnownStudyRecipe } from './types';

const SECOND: Algorithm = {
  name: 'Second opinion',
  version: '7.3',
  manufacturer: 'airworthy second maker',
  deviceUid: '2.25.7301',
  abnormalities: DISPLAY_ALGORITHM.abnormalities,
};

/** One report by two algorithms: General Equipment and the first item of Contributing Equipment name only the one. */
export const twoAlgorithms: KnownStudyRecipe = {
  what: 'the results of two algorithms in one report',
  make(scene) {
    const algorithms = [DISPLAY_ALGORITHM, SECOND];
    const groups = [
      group('By the first', {
        finding: HAEMORRHAGE,
        site: FRONTAL,
        measurements: [{ name: DIAMETER, value: 11, unit: MILLIMETRE }],
      }),
      group('By the second', {
        finding: CALCIFICATION,
        site: OCCIPITAL,
        algorithm: SECOND,
        measurements: [{ name: DIAMETER, value: 4.5, unit: MILLIMETRE }],
      }),
    ];
    const both = { ...scene, context: { ...scene.context, algorithms } };
    return {
      objects: [report(both, 'AI results of two algorithms', groups.map(itemsOf))],
      known: {
        ...knownOf(groups),
        algorithms: {
          shown: algorithms.map(({ name, version, manufacturer }) => ({
            name: [name],
            version: [version],
            manufacturer: [manufacturer],
          })),
        },
      },
    };
  },
};
