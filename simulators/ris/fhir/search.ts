import type { Database } from '../database/database';
import { EXAM_STATUSES, type ExamRow, type ExamStatus } from '../database/types';
import { FHIR_PRIORITY, reportingTask, SERVICE_REQUEST_STATUS, serviceRequest, TASK_STATUS } from './exam-resources';
import { FhirRefusal, outcome, type Json } from './outcome';

export type ExamResource = 'ServiceRequest' | 'Task';

interface Condition {
  sql: string;
  values: unknown[];
}

const MAX_COUNT = 500;
const DEFAULT_COUNT = 100;
const SORTS: Record<string, string> = {
  'authored-on': 'ordered_at',
  authored: 'ordered_at',
  priority: 'priority',
  _lastUpdated: 'ordered_at',
};

/** Search parameters by name; each value may list alternatives, separated by commas (FHIR R4 3.1.1.3). */
export const SEARCH_PARAMETERS: Record<ExamResource, string[]> = {
  ServiceRequest: ['_id', 'identifier', 'status', 'priority', 'patient.identifier', 'subject:identifier'],
  Task: ['_id', 'identifier', 'status', 'business-status', 'priority', 'patient.identifier', 'subject:identifier', 'focus', 'based-on'],
}; // prettier-ignore

const CONTROL = ['_count', '_offset', '_sort', '_format'];

/**
 * A searchset of exams as ServiceRequest or Task. Parameters that are not known are passed over and that is said, or, where
 * the client prefers strict handling, refused.
 */
export function searchExams(
  database: Database,
  type: ExamResource,
  query: Record<string, string | string[]>,
  strict: boolean,
): Json {
  const conditions: Condition[] = [];
  const unknown: string[] = [];
  const used = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    const known = SEARCH_PARAMETERS[type].includes(name);
    if (!known && !CONTROL.includes(name)) {
      unknown.push(name);
      continue;
    }
    for (const one of [value].flat()) {
      if (known) conditions.push(condition(type, name, one.split(',')));
      if (name !== '_offset') used.append(name, one);
    }
  }
  if (unknown.length > 0 && strict) throw new FhirRefusal(400, `${type} cannot be searched by ${unknown.join(', ')}.`);
  const where = conditions.length > 0 ? `WHERE ${conditions.map(({ sql }) => sql).join(' AND ')}` : '';
  const values = conditions.flatMap((one) => one.values);
  const { total } = database.prepare(`SELECT count(*) AS total FROM exam ${where}`).get(...values) as { total: number };
  const count = integer(query, '_count', DEFAULT_COUNT, MAX_COUNT);
  const offset = integer(query, '_offset', 0, Number.MAX_SAFE_INTEGER);
  const exams = database
    .prepare(`SELECT * FROM exam ${where} ORDER BY ${order(query['_sort'])} LIMIT ? OFFSET ?`)
    .all(...values, count, offset) as ExamRow[];
  const make = type === 'Task' ? reportingTask : serviceRequest;
  const link = (at: number): string => `/fhir/${type}?${paged(used, at)}`;
  return {
    resourceType: 'Bundle',
    type: 'searchset',
    total,
    link: [
      { relation: 'self', url: link(offset) },
      ...(offset + exams.length < total && exams.length > 0
        ? [{ relation: 'next', url: link(offset + exams.length) }]
        : []),
    ],
    entry: [
      ...exams.map((exam) => {
        const resource = make(exam);
        return { fullUrl: `/fhir/${type}/${resource['id']}`, resource, search: { mode: 'match' } };
      }),
      ...(unknown.length > 0 ? [{ resource: passedOver(type, unknown), search: { mode: 'outcome' } }] : []),
    ],
  };
}

function condition(type: ExamResource, name: string, alternatives: string[]): Condition {
  const values = alternatives.map((one) => one.trim());
  switch (name) {
    case '_id':
      return isOneOf(
        'accession_number',
        values.map((one) => (type === 'Task' ? one.replace(/^report-/, '') : one)),
      );
    case 'identifier':
      return identifier(values.map(token));
    case 'status':
      return byStatus(values, type === 'Task' ? TASK_STATUS : SERVICE_REQUEST_STATUS);
    case 'business-status':
      return isOneOf('status', values.map(token));
    case 'priority':
      return type === 'Task'
        ? isOneOf(
            'priority',
            values.map((one) => FHIR_PRIORITY.indexOf(one as (typeof FHIR_PRIORITY)[number])),
          )
        : isOneOf('urgency', values);
    case 'focus':
    case 'based-on':
      return isOneOf(
        'accession_number',
        values.map((one) => one.replace(/^.*ServiceRequest\//, '')),
      );
    default:
      return isOneOf('patient_id', values.map(token));
  }
}

function byStatus(wanted: string[], statuses: Record<ExamStatus, string>): Condition {
  return isOneOf(
    'status',
    EXAM_STATUSES.filter((status) => wanted.includes(statuses[status])),
  );
}

function identifier(values: string[]): Condition {
  const uids = values.map((value) => value.replace(/^urn:oid:/, ''));
  const any = [
    isOneOf('accession_number', values),
    isOneOf('placer_order_number', values),
    isOneOf('filler_order_number', values),
    isOneOf('study_instance_uid', uids),
  ];
  return { sql: `(${any.map(({ sql }) => sql).join(' OR ')})`, values: any.flatMap((one) => one.values) };
}

function isOneOf(column: string, values: readonly unknown[]): Condition {
  return { sql: `${column} IN (${values.map(() => '?').join(', ')})`, values: [...values] };
}

/** `system|value`, `|value` or `value`; numbers here have no system of their own. */
function token(text: string): string {
  return text.slice(text.lastIndexOf('|') + 1);
}

function order(sort: string | string[] | undefined): string {
  const keys = (typeof sort === 'string' ? sort : 'priority,authored-on').split(',').map((key) => {
    const column = SORTS[key.replace(/^-/, '')];
    if (column === undefined)
      throw new FhirRefusal(
        400,
        `_sort "${key.slice(0, 40)}" is not known. Known are ${Object.keys(SORTS).join(', ')}.`,
      );
    return key.startsWith('-') ? `${column} DESC` : column;
  });
  return [...keys, 'rowid'].join(', ');
}

function integer(query: Record<string, string | string[]>, name: string, absent: number, max: number): number {
  const text = query[name];
  if (text === undefined) return absent;
  if (typeof text !== 'string' || !/^\d{1,9}$/.test(text))
    throw new FhirRefusal(400, `${name} must be a whole number, 0 or more.`);
  return Math.min(Number(text), max);
}

function paged(used: URLSearchParams, offset: number): string {
  const params = new URLSearchParams(used);
  if (offset > 0) params.set('_offset', String(offset));
  return params.toString();
}

function passedOver(type: string, names: string[]): Json {
  const said = outcome(`${type} is not searched by ${names.join(', ')}; these parameters were passed over.`);
  return { ...said, issue: (said['issue'] as Json[]).map((issue) => ({ ...issue, severity: 'warning' })) };
}
