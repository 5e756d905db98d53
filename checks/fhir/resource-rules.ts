import type { Finding, Severity } from '../../model/check';
import { checkDefinition } from './definition-rules';
import { checkImaging, checkReferences } from './imaging-rules';
import { conceptOf, isObject, type Json, type Located, objects, text, typeOf } from './resources';

const REPORT_STATUS = [
  'registered',
  'partial',
  'preliminary',
  // R5
  'modified',
  'final',
  'amended',
  'corrected',
  'appended',
  'cancelled',
  'entered-in-error',
  'unknown',
];
const OBSERVATION_STATUS = [
  'registered',
  'preliminary',
  'final',
  'amended',
  'corrected',
  'cancelled',
  'entered-in-error',
  'unknown',
];
/** Decision support does not issue results: a status that says so is a breach (RCR l.43-47). */
const FINAL = new Set(['final', 'amended', 'corrected', 'appended']);
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/;
const DATE_TIME = /^\d{4}(-\d{2}(-\d{2}(T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2}))?)?)?$/;

/**
 * Rules of FHIR R4 and R5 for what results come in: DiagnosticReport, Observation, ImagingStudy and ImagingSelection; other
 * resources are not judged. `all`: the resources of the same body, among which references are looked for.
 */
export function checkResource(located: Located, all: readonly Located[] = []): Finding[] {
  return [
    ...checkOwn(located),
    ...checkDefinition(located),
    ...checkImaging(located),
    ...checkReferences(located, all),
  ];
}

function checkOwn({ resource, path }: Located): Finding[] {
  switch (typeOf(resource)) {
    case 'DiagnosticReport':
      return [...common(resource, path, REPORT_STATUS, 'DiagnosticReport'), ...checkReport(resource, path)];
    case 'Observation':
      return [...common(resource, path, OBSERVATION_STATUS, 'Observation'), ...checkObservation(resource, path)];
    default:
      return [];
  }
}

function make(type: string, path: string) {
  return (
    id: string,
    at: string,
    message: string,
    seen?: unknown,
    expected?: string,
    severity: Severity = 'error',
  ): Finding => ({
    rule: `fhir/${id}`,
    clause: `FHIR R4 ${type}.${at}`,
    severity,
    message,
    path: path === '' ? at : `${path}.${at}`,
    ...(seen === undefined ? {} : { seen: (typeof seen === 'string' ? seen : JSON.stringify(seen)).slice(0, 120) }),
    ...(expected === undefined ? {} : { expected }),
  });
}

function common(resource: Json, path: string, statuses: string[], type: string): Finding[] {
  const find = make(type, path);
  const findings: Finding[] = [];
  const status = text(resource.status);
  if (!statuses.includes(status)) {
    findings.push(
      find('status', 'status', `The ${type} has no status that FHIR knows.`, resource.status, statuses.join(', ')),
    );
  } else if (FINAL.has(status)) {
    const message = `The ${type} is marked ${status}; the output of an AI platform is not final.`;
    findings.push(find('not-final', 'status', message, status, 'registered, partial or preliminary'));
  }
  const code = conceptOf(resource.code);
  if (code.codes.length === 0 && code.texts.length === 0) {
    findings.push(find('code', 'code', `The ${type} does not say what it is about (code).`, resource.code));
  }
  if (!isReference(resource.subject)) {
    findings.push(find('subject', 'subject', `The ${type} names no patient (subject).`, resource.subject));
  }
  if (resource.issued !== undefined && !INSTANT.test(text(resource.issued))) {
    findings.push(find('instant', 'issued', 'issued is no instant with seconds and time zone.', resource.issued));
  }
  if (resource.effectiveDateTime !== undefined && !DATE_TIME.test(text(resource.effectiveDateTime))) {
    findings.push(
      find('date-time', 'effectiveDateTime', 'effectiveDateTime is no FHIR date and time.', resource.effectiveDateTime),
    );
  }
  return findings;
}

function checkReport(resource: Json, path: string): Finding[] {
  const find = make('DiagnosticReport', path);
  const results = objects(resource.result);
  const findings: Finding[] = [];
  if (results.some((each) => !isReference(each))) {
    findings.push(find('reference', 'result', 'A result of the report refers to nothing.', resource.result));
  }
  if (results.length === 0 && objects(resource.contained).length === 0 && text(resource.conclusion) === '') {
    const message = 'The report lists no result and draws no conclusion.';
    findings.push(find('report-content', 'result', message, undefined, 'references to Observations', 'warning'));
  }
  return findings;
}

function checkObservation(resource: Json, path: string): Finding[] {
  const find = make('Observation', path);
  const values = Object.keys(resource).filter((key) => /^value[A-Z]/.test(key));
  const hasParts = objects(resource.component).length > 0 || objects(resource.hasMember).length > 0;
  if (values.length > 1) {
    return [find('value', 'value[x]', 'The Observation has more than one value.', values.join(', '))];
  }
  if (values.length === 0 && resource.dataAbsentReason === undefined && !hasParts) {
    return [find('value', 'value[x]', 'The Observation has neither a value nor a reason why it has none.')];
  }
  return [];
}

function isReference(value: unknown): boolean {
  return isObject(value) && (text(value.reference) !== '' || isObject(value.identifier));
}
