import { describe, expect, it } from 'vitest';
import { INVARIANTS } from './invariants';
import { releaseOf } from './release';
import { checkResource } from './resource-rules';
import { type Json, resourcesIn } from './resources';
import { imagingStudy } from '../../tests/kit/imaging-study';

const sct = (code: string): Json => ({ coding: [{ system: 'http://snomed.info/sct', code }] });
const observation: Json = {
  resourceType: 'Observation',
  id: 'o1',
  status: 'preliminary',
  code: sct('1386000'),
  subject: { identifier: { value: 'P1' } },
  valueCodeableConcept: sct('52101004'),
};
const report: Json = {
  resourceType: 'DiagnosticReport',
  status: 'preliminary',
  code: { text: 'AI' },
  subject: { identifier: { value: 'P1' } },
  imagingStudy: [{ reference: '#s' }],
  contained: [
    {
      resourceType: 'ImagingStudy',
      id: 's',
      status: 'available',
      subject: { identifier: { value: 'P1' } },
      identifier: [{ system: 'urn:dicom:uid', value: 'urn:oid:1.2.3' }],
    },
  ],
  result: [{ reference: 'urn:uuid:1' }],
};
const selection = (more: Json = {}): Json => ({
  resourceType: 'ImagingSelection',
  status: 'available',
  code: { text: 'Haemorrhage' },
  studyUid: '1.2.3',
  seriesUid: '1.2.3.1',
  instance: [{ uid: '1.2.3.1.1', number: 1, imageRegion2D: [{ regionType: 'point', coordinate: [1, 2] }] }],
  ...more,
});
const inR5: Json = {
  ...report,
  imagingStudy: undefined,
  contained: undefined,
  result: undefined,
  study: [{ reference: 'ImagingStudy/1' }],
  conclusion: 'x',
};
const bundle = (...resources: Json[]): Json => ({
  resourceType: 'Bundle',
  type: 'transaction',
  entry: resources.map((resource, i) => ({ fullUrl: `urn:uuid:${i + 1}`, resource })),
});

/** As it comes over the wire: nothing undefined. */
const found = (body: Json): string[] => {
  const all = resourcesIn(JSON.parse(JSON.stringify(body)) as Json);
  return all.flatMap((each) =>
    checkResource(each, all).map(({ rule, path, severity }) => `${rule} ${path ?? ''} ${severity}`),
  );
};

describe('resources as FHIR defines them', () => {
  it.each<[string, Json]>([
    ['an observation and the report that refers to it', bundle(observation, report)],
    ['an ImagingStudy', imagingStudy()],
    ['an ImagingSelection of R5', selection()],
    ['a DiagnosticReport of R5', inR5],
    [
      'an observation with extensions',
      { ...observation, extension: [{ url: 'http://x', valueCode: 'y' }], _status: { id: 'a' } },
    ],
    ['what is not ours', { resourceType: 'Device', nonsense: 1 }],
  ])('pass: %s', (_, body) => expect(found(body)).toEqual([]));

  it.each<[string, Json, string]>([
    ['an element that is not there', { ...observation, finding: 'x' }, 'fhir/structure finding error'],
    [
      'a number as text',
      { ...observation, valueCodeableConcept: undefined, valueQuantity: { value: '12' } },
      'fhir/structure valueQuantity.value error',
    ],
    [
      'no code in a component',
      { ...observation, component: [{ valueString: 'x' }] },
      'fhir/structure component[0].code error',
    ],
    ['a list that is none', { ...observation, referenceRange: 'x' }, 'fhir/structure referenceRange error'],
    ['a reference that is a number', { ...report, result: [{ reference: 5 }] }, 'fhir/structure  error'],
    [
      'a series without UID',
      imagingStudy({ series: [{ modality: { code: 'CT' } }] }),
      'fhir/structure series[0].uid error',
    ],
    [
      'an element that R5 has not',
      selection({ instance: [{ uid: '1.2', sopclass: 'x' }] }),
      'fhir/structure instance[0].sopclass error',
    ],
    ['an element of R4 in R5', { ...inR5, imagingstudies: [] }, 'fhir/structure imagingstudies error'],
    ['a value and a reason for none', { ...observation, dataAbsentReason: { text: 'x' } }, 'fhir/invariant  error'],
    [
      'a unit of no system',
      { ...observation, valueCodeableConcept: undefined, valueQuantity: { value: 1, code: 'mm' } },
      'fhir/invariant  error',
    ],
    ['an extension that says nothing', { ...observation, extension: [{ url: 'http://x' }] }, 'fhir/invariant  error'],
    [
      'an empty reference range',
      { ...observation, referenceRange: [{ age: {} }] },
      'fhir/invariant referenceRange error',
    ],
    [
      'a component with the code of the whole',
      { ...observation, component: [{ code: sct('1386000'), valueString: 'x' }] },
      'fhir/invariant  error',
    ],
    [
      'a study without its UID',
      imagingStudy({ identifier: [{ value: 'x' }] }),
      'fhir/study-has-uid identifier warning',
    ],
    [
      'a study UID that is no URN',
      imagingStudy({ identifier: [{ system: 'urn:dicom:uid', value: '1.2.3' }] }),
      'fhir/dicom-uid identifier[0].value error',
    ],
    [
      'an instance UID that is none',
      selection({ instance: [{ uid: '1.02' }] }),
      'fhir/dicom-uid instance[0].uid error',
    ],
    ['more series than counted', imagingStudy({ numberOfSeries: 0 }), 'fhir/counts-agree numberOfSeries warning'],
    [
      'a contained study that is missing',
      { ...report, contained: undefined },
      'fhir/reference-resolves imagingStudy[0] error',
    ],
    [
      'an entry that is missing',
      bundle({ ...report, result: [{ reference: 'urn:uuid:9' }] }),
      'fhir/reference-resolves entry[0].resource.result[0] error',
    ],
  ])('find %s', (_, body, expected) => expect(found(body)).toContain(expected));

  it('have invariants by their keys, each once', () => {
    expect(new Set(INVARIANTS.map(({ key }) => key)).size).toBe(INVARIANTS.length);
    expect(releaseOf(report)).toBe('R4');
    expect(releaseOf(inR5)).toBe('R5');
  });
});
