import type { FhirView, HttpView } from '../../../model/ris-access';

const identifier = (code: string): string => `$.identifier[?@.type.coding[0].code=='${code}'].value`;

/** What FHIR itself gives a place (R4, Task and ServiceRequest); the rest each RIS puts where it likes. */
const FIELDS: Record<FhirView['resource'], HttpView['fields']> = {
  Task: {
    accessionNumber: identifier('ACSN'),
    orderNumber: identifier('PLAC'),
    patientId: '$.for.identifier.value',
    priority: { path: '$.priority', order: ['stat', 'asap', 'urgent', 'routine'] },
  },
  ServiceRequest: {
    accessionNumber: identifier('ACSN'),
    orderNumber: identifier('PLAC'),
    patientId: '$.subject.identifier.value',
    priority: { path: '$.priority', order: ['stat', 'asap', 'urgent', 'routine'] },
  },
};

/** A FHIR search, as requests and JSONPaths. */
export function fhirAsHttp({ resource, query, fields, ...rest }: FhirView, base: string): HttpView {
  return {
    ...rest,
    list: {
      url: `${base}/${resource}?${query}`,
      entries: `$.entry[?@.resource.resourceType=='${resource}'].resource`,
      next: "$.link[?@.relation=='next'].url",
    },
    exam: { url: `${base}/${resource}?identifier={accessionNumber}` },
    fields: { ...FIELDS[resource], ...fields },
  };
}
