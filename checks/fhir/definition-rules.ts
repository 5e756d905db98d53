import type { Finding } from '../../model/check';
import { find, type Rule } from '../dicom/rule';
import { brokenInvariants } from './invariants';
import { releaseOf } from './release';
import { type Located, typeOf } from './resources';
import { problemsInR4, problemsInR5 } from './structure';

/** Says: The resource is not as its StructureDefinition says. */
const STRUCTURE: Rule = { id: 'fhir/structure', clause: 'FHIR R4, FHIR R5', severity: 'error' };
/** Says: A constraint that FHIR gives with a definition does not hold. */
const INVARIANT: Rule = { id: 'fhir/invariant', clause: 'FHIR R4, FHIR R5', severity: 'error' };

const JUDGED = ['DiagnosticReport', 'Observation', 'ImagingStudy', 'ImagingSelection'];

/** A resource against its definition: structure by a validation library, constraints by FHIRPath. */
export function checkDefinition({ resource, path }: Located): Finding[] {
  const type = typeOf(resource);
  if (!JUDGED.includes(type)) return [];
  const release = releaseOf(resource);
  const within = (at: string): string => [path, at].filter((part) => part !== '').join('.');
  const problems = release === 'R4' ? problemsInR4(resource) : problemsInR5(resource);
  return [
    ...problems.map(({ path: at, message }) =>
      find(
        { ...STRUCTURE, clause: `FHIR ${release} ${type}` },
        `The ${type} is not as FHIR ${release} defines it: ${message}.`,
        {
          path: within(at),
        },
      ),
    ),
    ...brokenInvariants(resource, release).map(({ key, breach, expression, at = '' }) =>
      find({ ...INVARIANT, clause: `FHIR ${release} ${key}` }, breach, {
        path: within(/^\w+$/.test(at) ? at : ''),
        expected: expression,
      }),
    ),
  ];
}
