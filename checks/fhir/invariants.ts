import { createRequire } from 'node:module';
import type { Release } from './release';
import { type Json, typeOf } from './resources';

export interface Invariant {
  key: string;
  /** Resources that it is for; absent: every one. */
  types?: readonly string[];
  /** Where it must hold, from the resource; absent: at the resource itself. */
  at?: string;
  expression: string;
  /** What a breach is, as a sentence. */
  breach: string;
}

const OBSERVATION = ['Observation'];

/** Constraints that FHIR gives with its definitions, in its own FHIRPath. */
export const INVARIANTS: readonly Invariant[] = [
  {
    key: 'obs-6',
    types: OBSERVATION,
    expression: 'dataAbsentReason.empty() or value.empty()',
    breach: 'The Observation has both a value and a reason why it has none.',
  },
  {
    key: 'obs-7',
    types: OBSERVATION,
    expression: 'value.empty() or component.code.where(coding.intersect(%resource.code.coding).exists()).empty()',
    breach: 'The Observation has a value, and a component with the same code.',
  },
  {
    key: 'obs-3',
    types: OBSERVATION,
    at: 'referenceRange',
    expression: 'low.exists() or high.exists() or text.exists()',
    breach: 'A reference range has neither a limit nor a text.',
  },
  {
    key: 'dom-2',
    expression: 'contained.contained.empty()',
    breach: 'A contained resource contains resources.',
  },
  {
    key: 'dom-4',
    expression: 'contained.meta.versionId.empty() and contained.meta.lastUpdated.empty()',
    breach: 'A contained resource has a version of its own.',
  },
  {
    key: 'ext-1',
    at: '(extension | descendants().extension)',
    expression: 'extension.exists() != value.exists()',
    breach: 'An extension has both a value and extensions, or neither.',
  },
  {
    key: 'qty-3',
    at: 'descendants().where($this is Quantity)',
    expression: 'code.empty() or system.exists()',
    breach: 'A quantity has a code for its unit, but does not say of which system.',
  },
  {
    key: 'per-1',
    at: 'descendants().where($this is Period)',
    expression: 'start.hasValue().not() or end.hasValue().not() or (start <= end)',
    breach: 'A period ends before it starts.',
  },
  {
    key: 'rat-1',
    at: 'descendants().where($this is Ratio)',
    expression:
      '(numerator.exists() and denominator.exists()) or (numerator.empty() and denominator.empty() and extension.exists())',
    breach: 'A ratio lacks its numerator or denominator.',
  },
];

type Compiled = (resource: unknown, environment?: Record<string, unknown>) => unknown[];
interface Fhirpath {
  compile(expression: string, model: unknown): Compiled;
}

const compiled = new Map<string, Compiled>();

function compile(expression: string, release: Release): Compiled {
  const key = `${release} ${expression}`;
  const known = compiled.get(key);
  if (known) return known;
  const load = createRequire(__filename) as (id: string) => unknown;
  const made = (load('fhirpath') as Fhirpath).compile(
    expression,
    load(`fhirpath/fhir-context/${release.toLowerCase()}`),
  );
  compiled.set(key, made);
  return made;
}

/** The invariants that a resource breaks. What cannot be evaluated is left to the structure rules. */
export function brokenInvariants(resource: Json, release: Release): Invariant[] {
  return INVARIANTS.filter(({ types, at, expression }) => {
    if (types && !types.includes(typeOf(resource))) return false;
    const text = at === undefined ? expression : `${at}.all(${expression})`;
    try {
      return compile(text, release)(resource, { resource })[0] === false;
    } catch {
      return false;
    }
  });
}
