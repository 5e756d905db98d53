import { MESSAGE_VARIANTS } from './messages';
import { MORE_VARIANTS } from './more';
import { OBJECT_VARIANTS } from './objects';
import type { Variant } from './types';
import { WORKFLOW_VARIANTS } from './workflow';

export type { Variant } from './types';

/** Lawful variants of the reference AI platform: where one does not pass, a check is too harsh. */
export const VARIANTS: readonly Variant[] = [
  ...WORKFLOW_VARIANTS,
  ...MESSAGE_VARIANTS,
  ...OBJECT_VARIANTS,
  ...MORE_VARIANTS,
];

/** @throws a sentence when there is no such variant */
export function findVariant(id: string): Variant {
  const found = VARIANTS.find((variant) => variant.id === id);
  if (found) return found;
  throw new Error(`There is no variant "${id}". There are: ${VARIANTS.map((variant) => variant.id).join(', ')}.`);
}
