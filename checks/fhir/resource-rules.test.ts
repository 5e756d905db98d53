import { describe, expect, it } from 'vitest';
import { checkResource } from './resource-rules';
import { identifiersOf, resolve, resourcesIn, type Json } from './resources';
import { answersOf } from './statements';

const observation: Json = {
  resourceType: 'Observation',
  id: 'o1',
  status: 'preliminary',
  code: { coding: [{ system: 'http://snomed.info/sct', code: '1386000', display: 'Intracranial haemorrhage' }] },
  subject: { identifier: { value: 'P1' } },
  valueCodeableConcept: { coding: [{ system: 'http://snomed.info/sct', code: '52101004', display: 'Present' }] },
};
const report: Json = {
  resourceType: 'DiagnosticReport',
  status: 'preliminary',
  code: { text: 'AI analysis' },
  subject: { reference: 'Patient/p' },
  issued: '2026-01-01T12:00:00.123Z',
  result: [{ reference: 'Observation/o1' }],
};
const rules = (resource: Json) => checkResource({ resource, path: '', names: [] }).map(({ rule }) => rule);

describe('checkResource', () => {
  it('passes a preliminary report and its observation, and judges nothing else', () => {
    expect(rules(observation)).toEqual([]);
    expect(rules(report)).toEqual([]);
    expect(rules({ resourceType: 'Patient' })).toEqual([]);
    expect(
      rules({ ...observation, valueCodeableConcept: undefined, dataAbsentReason: { text: 'failed' } }),
    ).not.toContain('fhir/code');
  });

  it.each<[string, Json, string]>([
    ['a final report', { ...report, status: 'final' }, 'fhir/not-final'],
    ['a final observation', { ...observation, status: 'corrected' }, 'fhir/not-final'],
    ['no status', { ...report, status: undefined }, 'fhir/status'],
    ['a status of another resource', { ...observation, status: 'partial' }, 'fhir/status'],
    ['no code', { ...observation, code: {} }, 'fhir/code'],
    ['no subject', { ...report, subject: undefined }, 'fhir/subject'],
    ['a result that refers to nothing', { ...report, result: [{}] }, 'fhir/reference'],
    ['an empty report', { ...report, result: [] }, 'fhir/report-content'],
    ['an observation without a value', { ...observation, valueCodeableConcept: undefined }, 'fhir/value'],
    ['a value and a reason for none', { ...observation, dataAbsentReason: { text: 'x' } }, 'fhir/invariant'],
    ['two values', { ...observation, valueString: 'x' }, 'fhir/value'],
    ['a local time as instant', { ...report, issued: '2026-01-01T12:00:00' }, 'fhir/instant'],
    ['a wrong date', { ...observation, effectiveDateTime: '01.02.2026' }, 'fhir/date-time'],
  ])('finds %s', (_, resource, rule) => {
    const copy = JSON.parse(JSON.stringify(resource)) as Json;
    expect(rules(copy)).toContain(rule);
  });
});

describe('reading', () => {
  it('finds resources of a Bundle and what they refer to', () => {
    const patient = { resourceType: 'Patient', id: 'p', identifier: [{ value: 'P1' }] };
    const bundle = {
      resourceType: 'Bundle',
      entry: [
        { fullUrl: 'urn:uuid:1', resource: patient },
        { resource: { ...report, contained: [{ ...observation, id: 'c' }] } },
        'nonsense',
      ],
    };
    const all = resourcesIn(bundle);
    expect(all.map(({ path }) => path)).toEqual([
      'entry[0].resource',
      'entry[1].resource',
      'entry[1].resource.contained[0]',
    ]);
    for (const reference of ['urn:uuid:1', 'Patient/p', 'http://ris/fhir/Patient/p']) {
      expect(identifiersOf(resolve({ reference }, all))).toEqual(['P1']);
    }
    expect(resolve({ reference: '#c' }, all)).toMatchObject({ id: 'c' });
    expect(resolve({ reference: 'Patient/q' }, all)).toBeUndefined();
  });

  it('takes identifiers without their URN and answers of observations and components', () => {
    expect(identifiersOf({ identifier: { value: 'urn:oid:1.2.3' } })).toEqual(['1.2.3']);
    const panel = { ...observation, component: [{ code: { text: 'Fracture' }, valueBoolean: false }] };
    expect(answersOf(panel).map(({ path, answer }) => [path, answer.texts[0]])).toEqual([
      ['valueCodeableConcept', 'Present'],
      ['component[0].valueBoolean', 'absent'],
    ]);
    expect(answersOf({ ...observation, status: 'entered-in-error' })).toEqual([]);
  });
});
