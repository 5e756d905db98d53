import type { AirPrimitive, Carrier, SutConfig } from '../model/sut';

/** The object kinds of IHE AI Results that can carry each primitive. */
const CARRIERS_OF: Record<AirPrimitive, Carrier[]> = {
  'qualitative-findings': ['sr'],
  measurements: ['sr'],
  locations: ['sr'],
  regions: ['seg', 'sr'],
  'parametric-maps': ['parametric-map'],
  'tracking-identifiers': ['sr', 'seg'],
  'image-references': ['key-object'],
};

/** A primitive that is declared has a carrier that is declared. */
export function checkPrimitives(
  { capabilities: { air, carriers } }: SutConfig,
  add: (path: (string | number)[], message: string) => void,
): void {
  air?.primitives.forEach((primitive, index) => {
    const needed = CARRIERS_OF[primitive];
    if (needed.some((carrier) => carriers.includes(carrier))) return;
    add(
      ['capabilities', 'air', 'primitives', index],
      `"capabilities.air.primitives" declares ${primitive}, which ${needed.join(' or ')} carries, but "capabilities.carriers" has ${needed.length > 1 ? 'neither' : 'no such thing'}. Add the carrier or remove the primitive.`,
    );
  });
}
