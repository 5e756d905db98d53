import { checkResource } from '../../checks/fhir/resource-rules';
import { type Json, resourcesIn } from '../../checks/fhir/resources';
import { imagingStudy } from '../kit/imaging-study';
import { textTrialsOf, type Trial } from './trial';

const sct = (code: string): Json => ({ coding: [{ system: 'http://snomed.info/sct', code }] });
const subject = { identifier: { value: 'P1' } };
const study: Json = imagingStudy({ id: 's' });
const observation: Json = {
  resourceType: 'Observation',
  status: 'preliminary',
  code: sct('1386000'),
  subject,
  effectiveDateTime: '2026-01-01',
  valueCodeableConcept: sct('52101004'),
};
const report: Json = {
  resourceType: 'DiagnosticReport',
  status: 'preliminary',
  code: { text: 'AI' },
  subject,
  issued: '2026-01-01T12:00:00.123Z',
  imagingStudy: [{ reference: '#s' }],
  contained: [study],
  result: [{ reference: 'urn:uuid:1' }],
};
const BUNDLE = JSON.stringify({
  resourceType: 'Bundle',
  type: 'transaction',
  entry: [observation, report].map((resource, i) => ({ fullUrl: `urn:uuid:${i + 1}`, resource })),
});

function judged(text: string): string[] {
  const all = resourcesIn(JSON.parse(text) as Json);
  return all.flatMap((each) => checkResource(each, all).map(({ rule }) => rule));
}

export const RESOURCE_TRIALS: Trial[] = textTrialsOf('Bundle of Observation, report and study', BUNDLE, judged, [
  ['fhir/code', '"code":{"text":"AI"}', '"code":{}'],
  ['fhir/counts-agree', '"numberOfSeries":1', '"numberOfSeries":0'],
  ['fhir/date-time', '"effectiveDateTime":"2026-01-01"', '"effectiveDateTime":"01.02.2026"'],
  ['fhir/dicom-uid', 'urn:oid:1.2.3"', '1.2.3"'],
  ['fhir/instant', '12:00:00.123Z', '12:00:00'],
  ['fhir/invariant', '"valueCodeableConcept":', '"dataAbsentReason":{"text":"x"},"valueCodeableConcept":'],
  ['fhir/not-final', '"DiagnosticReport","status":"preliminary"', '"DiagnosticReport","status":"final"'],
  ['fhir/reference', '"result":[{"reference":"urn:uuid:1"}]', '"result":[{}]'],
  ['fhir/reference-resolves', '"reference":"urn:uuid:1"', '"reference":"urn:uuid:9"'],
  [
    'fhir/report-content',
    `,"imagingStudy":[{"reference":"#s"}],"contained":[${JSON.stringify(study)}],"result":[{"reference":"urn:uuid:1"}]`,
    '',
  ],
  ['fhir/status', '"Observation","status":"preliminary"', '"Observation","status":"partial"'],
  ['fhir/structure', '"uid":"1.2.3.1",', ''],
  ['fhir/study-has-uid', '"system":"urn:dicom:uid",', ''],
  ['fhir/subject', `,"subject":${JSON.stringify(subject)},"issued"`, ',"issued"'],
  ['fhir/value', '"valueCodeableConcept":', '"valueString":"x","valueCodeableConcept":'],
]);
