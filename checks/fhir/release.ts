import { type Json, typeOf } from './resources';

export type Release = 'R4' | 'R5';

/** Elements that R5 has and R4 has not, of the resources that results come in. */
const ONLY_IN_R5: Record<string, readonly string[]> = {
  DiagnosticReport: ['study', 'supportingInfo', 'note', 'composition'],
  Observation: ['triggeredBy', 'bodyStructure', 'instantiatesCanonical', 'instantiatesReference'],
  ImagingStudy: ['partOf'],
};
/** Elements that R5 took away or renamed. */
const ONLY_IN_R4: Record<string, readonly string[]> = {
  DiagnosticReport: ['imagingStudy'],
  ImagingStudy: ['encounter', 'interpreter', 'procedureReference', 'procedureCode', 'reasonCode', 'reasonReference'],
};

/** JSON does not say of which release it is: R4, unless something in it is only in R5 (and nothing only in R4). */
export function releaseOf(resource: Json): Release {
  const type = typeOf(resource);
  if (type === 'ImagingSelection') return 'R5';
  const has = (list: Record<string, readonly string[]>): boolean =>
    (list[type] ?? []).some((key) => resource[key] !== undefined);
  return has(ONLY_IN_R5) && !has(ONLY_IN_R4) ? 'R5' : 'R4';
}
