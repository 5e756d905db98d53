import type { Json } from '../fhir/report';
import type { Mutant } from './types';

interface Entry {
  resource: Json;
}

/** Changes the resources of one type; undefined takes the entry out. */
function editResources(bundle: Json, type: string, edit: (resource: Json) => Json | undefined): Json {
  const entries = (bundle['entry'] as Entry[]).flatMap((entry) => {
    if (entry.resource['resourceType'] !== type) return [entry];
    const resource = edit(entry.resource);
    return resource ? [{ ...entry, resource }] : [];
  });
  return { ...bundle, entry: entries };
}

const onReport = (edit: (report: Json) => Json): Mutant['hooks'] => ({
  fhir: (bundle) => editResources(bundle, 'DiagnosticReport', edit),
});
const onObservations = (edit: (observation: Json) => Json | undefined): Mutant['hooks'] => ({
  fhir: (bundle) => editResources(bundle, 'Observation', edit),
});

/** Defects of the FHIR output. */
export const FHIR_MUTANTS: Mutant[] = [
  {
    id: 'fhir-never-sent',
    requirement: 'RCR-F1.1',
    sentence: 'FHIR is declared, but no resource is ever sent.',
    hooks: { steps: (steps) => steps.filter((step) => step !== 'fhir') },
  },
  {
    id: 'fhir-final',
    requirement: 'RCR-F1.1',
    sentence: 'The DiagnosticReport of the algorithm has status final.',
    hooks: onReport((report) => ({ ...report, status: 'final' })),
  },
  {
    id: 'fhir-observation-without-value',
    requirement: 'RCR-F1.1',
    sentence: 'The Observations name the abnormalities, but do not say whether they are there.',
    hooks: onObservations(({ valueCodeableConcept: _value, ...observation }) => observation),
  },
  {
    id: 'fhir-without-study',
    requirement: 'RCR-F1.2',
    sentence: 'Neither DiagnosticReport nor Observations refer to the DICOM study.',
    hooks: {
      fhir: (bundle) =>
        editResources(
          editResources(
            bundle,
            'DiagnosticReport',
            ({ imagingStudy: _study, contained: _contained, ...report }) => report,
          ),
          'Observation',
          ({ derivedFrom: _from, ...observation }) => observation,
        ),
    },
  },
  {
    id: 'fhir-wrong-study',
    requirement: 'RCR-F1.2',
    sentence: 'The FHIR resources refer to another study than the one that was analysed.',
    hooks: {
      fhir: (bundle) => JSON.parse(JSON.stringify(bundle).replace(/urn:oid:[0-9.]+/g, 'urn:oid:2.25.4711')) as Json,
    },
  },
  {
    id: 'fhir-contradicts-sr',
    requirement: 'RCR-F1.2',
    sentence: 'The Observations call absent what the structured report states as present.',
    hooks: onObservations((observation) => {
      const absent = { system: 'http://snomed.info/sct', code: '2667000', display: 'Absent' };
      return { ...observation, valueCodeableConcept: { coding: [absent], text: 'Absent' } };
    }),
  },
];
