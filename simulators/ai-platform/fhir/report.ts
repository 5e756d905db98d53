import { randomUUID } from 'node:crypto';
import type { Code } from '../../../model/exam';
import type { Algorithm } from '../../../model/sut';
import type { Deliverable } from '../delivery/deliverable';
import { type ImagingOrder, idOf } from '../exams/order';
import { ABSENT } from '../notice/notice';
import type { Evaluated } from '../notice/evaluated';

export type Json = Record<string, unknown>;

const SYSTEMS: Record<string, string> = {
  SCT: 'http://snomed.info/sct',
  LN: 'http://loinc.org',
  DCM: 'http://dicom.nema.org/resources/ontology/DCM',
};

export interface ReportContext {
  order: ImagingOrder;
  evaluated: readonly Evaluated[];
  algorithms: readonly Algorithm[];
  objects: readonly Deliverable[];
  at: Date;
}

/**
 * A transaction with one Observation for each abnormality evaluated and a preliminary DiagnosticReport (RCR l.220-226). The
 * DICOM study is the authority: report and observations refer to it and to the result objects (RCR l.228-231). Created
 * once: the same transaction sent again finds what the first one made.
 */
export function reportBundle(context: ReportContext): Json {
  const { order, evaluated, at } = context;
  const observations = evaluated.map((one) => ({ fullUrl: `urn:uuid:${randomUUID()}`, one }));
  const issued = at.toISOString();
  const key = `${order.studyInstanceUid}/${issued}`;
  const entries = observations.map(({ fullUrl, one }, i) =>
    entry(fullUrl, observation(one, context, `${key}/${i + 1}`), `${key}/${i + 1}`),
  );
  const report: Json = {
    resourceType: 'DiagnosticReport',
    contained: [imagingStudy(context)],
    identifier: [identifier(key)],
    basedOn: basedOn(order),
    status: 'preliminary',
    category: [
      { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v2-0074', code: 'RAD', display: 'Radiology' }] },
    ],
    code: {
      coding: [{ system: SYSTEMS['LN'], code: '18748-4', display: 'Diagnostic imaging study' }],
      text: 'Image analysis by AI',
    },
    subject: subject(order),
    effectiveDateTime: issued,
    issued,
    imagingStudy: [{ reference: '#study', ...studyReference(order) }],
    result: observations.map(({ fullUrl }) => ({ reference: fullUrl })),
    conclusion: 'Preliminary output of image analysis software, for decision support. To be verified by a radiologist.',
  };
  return {
    resourceType: 'Bundle',
    type: 'transaction',
    entry: [...entries, entry(`urn:uuid:${randomUUID()}`, report, key)],
  };
}

const KEYS = 'urn:airworthy:ai-result';

function identifier(value: string): Json {
  return { system: KEYS, value };
}

function entry(fullUrl: string, resource: Json, key: string): Json {
  const request = {
    method: 'POST',
    url: resource['resourceType'],
    ifNoneExist: `identifier=${encodeURIComponent(`${KEYS}|${key}`)}`,
  };
  return { fullUrl, resource, request };
}

function observation({ code, present, alertable }: Evaluated, context: ReportContext, key: string): Json {
  return {
    resourceType: 'Observation',
    identifier: [identifier(key)],
    status: 'preliminary',
    category: [{ coding: [{ system: 'http://terminology.hl7.org/CodeSystem/observation-category', code: 'imaging' }] }],
    code: concept(code),
    subject: subject(context.order),
    effectiveDateTime: context.at.toISOString(),
    issued: context.at.toISOString(),
    valueCodeableConcept: concept(present ? PRESENT : ABSENT),
    ...(present && alertable ? { interpretation: [{ coding: [CRITICAL] }] } : {}),
    derivedFrom: [studyReference(context.order)],
    device: { display: context.algorithms.map(({ name, version }) => `${name} ${version}`).join(', ') },
  };
}

const PRESENT: Code = { value: '52101004', scheme: 'SCT', meaning: 'Present' };
const CRITICAL = {
  system: 'http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation',
  code: 'AA',
  display: 'Critical abnormal',
};

/** The study with the result objects in it, as the report's own view of what is on the PACS. */
function imagingStudy({ order, objects }: ReportContext): Json {
  return {
    resourceType: 'ImagingStudy',
    id: 'study',
    identifier: [studyIdentifier(order)],
    status: 'available',
    subject: subject(order),
    description: `AI results: ${objects.map(({ sopInstanceUid }) => sopInstanceUid).join(', ')}`,
    numberOfInstances: objects.length,
  };
}

function studyIdentifier(order: ImagingOrder): Json {
  return { system: 'urn:dicom:uid', value: `urn:oid:${order.studyInstanceUid}` };
}

function studyReference(order: ImagingOrder): Json {
  return { type: 'ImagingStudy', identifier: studyIdentifier(order) };
}

function subject(order: ImagingOrder): Json {
  const [family = '', given = ''] = order.patientName.map((component) => component[0] ?? '');
  const authority = order.patientIdentifier[3]?.[0] ?? '';
  return {
    type: 'Patient',
    identifier: { value: idOf(order.patientIdentifier), ...(authority ? { assigner: { display: authority } } : {}) },
    display: [given, family].filter((part) => part !== '').join(' ') || undefined,
  };
}

function basedOn(order: ImagingOrder): Json[] {
  const numbers = [
    ['ACSN', order.accessionNumber],
    ['PLAC', idOf(order.placerOrderNumber)],
    ['FILL', idOf(order.fillerOrderNumber)],
  ].filter(([, value]) => value !== '');
  return numbers.map(([code, value]) => ({
    type: 'ServiceRequest',
    identifier: { type: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v2-0203', code }] }, value },
  }));
}

function concept({ value, scheme, meaning }: Code): Json {
  const system = SYSTEMS[scheme] ?? (/^\d+(\.\d+)+$/.test(scheme) ? `urn:oid:${scheme}` : `urn:airworthy:${scheme}`);
  return { coding: [{ system, code: value, display: meaning }], text: meaning };
}
