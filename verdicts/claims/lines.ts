import type { ClaimLine, ClaimStanding } from '../../model/claims';
import { times } from '../../model/counted';
import type { Sighting } from './observe';

export interface Claim {
  area: ClaimLine['area'];
  claim: string;
  /** Key of sut.yaml; absent where the product does not declare it. */
  declaredBy?: string;
  seen?: Sighting;
  /** What to say where it was seen; by default how often. */
  seenAs?: string;
  /** Why the run gave occasion for it; absent where it did not. */
  occasion?: string;
  requirements?: string[];
}

/** Judges one claim; nothing where the product neither declares it nor was seen to do it. */
export function lineOf({ seen, declaredBy, occasion, seenAs, requirements = [], ...about }: Claim): ClaimLine[] {
  const was = seen !== undefined && seen.count > 0;
  if (!was && declaredBy === undefined) return [];
  const standing: ClaimStanding = was
    ? declaredBy === undefined
      ? 'under-claim'
      : 'seen'
    : occasion === undefined
      ? 'no-occasion'
      : 'over-claim';
  const often = times(seen?.count ?? 0);
  const sentence: Record<ClaimStanding, string> = {
    seen: seenAs ?? `Seen ${often}.`,
    'under-claim': `${seenAs ?? `Seen ${often}.`} It is not declared.`,
    'over-claim': `Never seen, although ${occasion ?? ''}.`,
    'no-occasion': 'Nothing in this run called for it.',
  };
  return [
    {
      ...about,
      ...(declaredBy === undefined ? {} : { declaredBy }),
      standing,
      sentence: sentence[standing],
      events: was ? [seen.event] : [],
      requirements,
    },
  ];
}

/** Several as one: all their sightings, the first event. */
export function together(sightings: readonly (Sighting | undefined)[]): Sighting {
  const seen = sightings.filter((one): one is Sighting => one !== undefined && one.count > 0);
  return {
    count: seen.reduce((sum, { count }) => sum + count, 0),
    event: Math.min(...seen.map(({ event }) => event), Infinity),
  };
}
