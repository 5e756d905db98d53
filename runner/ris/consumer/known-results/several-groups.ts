import { keyObject } from '../../../../simulators/ai-platform/objects/key-object';
import { parametricMap } from '../../../../simulators/ai-platform/objects/parametric-map';
import { segmentation } from '../../../../simulators/ai-platform/objects/segmentation';
import { report } from '../../../display/report';
import type { Scene } from '../../../display/scene';
import {
  CALCIFICATION,
  CUBIC_CENTIMETRE,
  DIAMETER,
  FRONTAL,
  group,
  HAEMORRHAGE,
  itemsOf,
  type KnownGroup,
  knownOf,
  meant,
  MILLILITRE,
  MILLIMETRE,
  OCCIPITAL,
  PARIETAL,
  VOLUME,
} from './groups';
import type { KnownStudyRecipe, MadeResults } from './types';

/** Two findings of the same kind at other sites, a third kind, and numbers that are the same but for their unit. */
export const threeGroups = (): KnownGroup[] => [
  group('Lesion 1', {
    finding: HAEMORRHAGE,
    site: FRONTAL,
    measurements: [
      { name: VOLUME, value: 3.4, unit: CUBIC_CENTIMETRE },
      { name: DIAMETER, value: 12.5, unit: MILLIMETRE },
    ],
  }),
  group('Lesion 2', {
    finding: HAEMORRHAGE,
    site: PARIETAL,
    measurements: [
      { name: VOLUME, value: 3.4, unit: MILLILITRE },
      { name: DIAMETER, value: 9.25, unit: MILLIMETRE },
    ],
  }),
  group('Lesion 3', {
    finding: CALCIFICATION,
    site: OCCIPITAL,
    measurements: [{ name: DIAMETER, value: 0.75, unit: MILLIMETRE }],
  }),
];

export const severalGroups: KnownStudyRecipe = {
  what: 'several measurement groups',
  make: (scene) => {
    const groups = threeGroups();
    return { objects: [report(scene, 'AI measurements', groups.map(itemsOf))], known: knownOf(groups) };
  },
};

/** Comprehensive 3D SR, Segmentation, Parametric Map and Key Object Selection. */
export const allKinds: KnownStudyRecipe = {
  what: 'all four kinds of object',
  make(scene) {
    const groups = threeGroups();
    const { objects, known } = segments(scene);
    return {
      objects: [
        report(scene, 'AI measurements', groups.map(itemsOf)),
        ...objects,
        parametricMap(scene.context),
        keyObject(scene.context),
      ],
      known: { ...knownOf(groups), ...known },
    };
  },
};

/** Two segments, each with what it is and its tracking. */
function segments({ context }: Scene): MadeResults {
  return {
    objects: [segmentation(context)],
    known: {
      segments: {
        shown: context.lesions.map(({ lesion: { trackingId, trackingUid, abnormality } }) => ({
          label: [trackingId],
          finding: meant(abnormality.code),
          trackingId: [trackingId],
          trackingUid: [trackingUid],
        })),
      },
    },
  };
}
