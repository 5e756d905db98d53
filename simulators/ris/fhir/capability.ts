import type { Json } from './outcome';
import { CREATABLE } from './results';
import { SEARCH_PARAMETERS, type ExamResource } from './search';

/** When this description last changed. */
const DATE = '2026-11-24';
/** The two kinds of parameter that are not tokens. */
const REFERENCES = ['focus', 'based-on'];

export function capabilityStatement(): Json {
  const interaction = (...codes: string[]): Json[] => codes.map((code) => ({ code }));
  const searchable = (Object.keys(SEARCH_PARAMETERS) as ExamResource[]).map((type) => ({
    type,
    interaction: interaction('read', 'search-type'),
    searchParam: SEARCH_PARAMETERS[type]
      // Modifiers and chains are not declared by name (FHIR R4 CapabilityStatement.rest.resource.searchParam).
      .map((name) => name.replace(/[.:].*$/, ''))
      .map((name) => ({
        name,
        type: REFERENCES.includes(name) || /^(patient|subject)$/.test(name) ? 'reference' : 'token',
      })),
  }));
  const creatable = CREATABLE.map((type) => ({
    type,
    interaction: interaction('create', 'read', 'search-type'),
    conditionalCreate: true,
    searchParam: [{ name: 'identifier', type: 'token' }],
  }));
  return {
    resourceType: 'CapabilityStatement',
    status: 'active',
    date: DATE,
    kind: 'instance',
    implementation: { description: 'Simulated radiology information system' },
    fhirVersion: '4.0.1',
    format: ['json'],
    rest: [
      {
        mode: 'server',
        interaction: [{ code: 'transaction' }, { code: 'batch' }],
        resource: [...searchable, ...creatable],
      },
    ],
  };
}
