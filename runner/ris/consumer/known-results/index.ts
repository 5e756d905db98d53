import type { OpenCase } from '../../../session';
import { makeScene } from '../../../display/scene';
import { evaluations } from './evaluations';
import { otherMakers } from './other-makers';
import { allKinds, severalGroups } from './several-groups';
import { twoAlgorithms } from './two-algorithms';
import type { KnownStudyRecipe, MadeResults } from './types';
import { unknownContent, unknownTemplate } from './unknown-content';
import { replaced, verified } from './versions';

/** By the words that scenarios use for them. */
export const KNOWN_STUDIES = {
  'several measurement groups': severalGroups,
  'all four kinds of object': allKinds,
  'two algorithms': twoAlgorithms,
  'qualitative evaluations': evaluations,
  'a report that replaces another': replaced,
  'a verified and an unverified report': verified,
  'samples of other makers': otherMakers,
  'unknown content': unknownContent,
  'a report of an unknown template': unknownTemplate,
} satisfies Record<string, KnownStudyRecipe>;

export type KnownStudy = keyof typeof KNOWN_STUDIES;

/** Result objects for the exam, whose images must all be there. */
export function makeKnownResults({ exam, study }: OpenCase, name: KnownStudy): MadeResults & { what: string } {
  const { what, make } = KNOWN_STUDIES[name];
  return { what, ...make(makeScene({ exam, study })) };
}
