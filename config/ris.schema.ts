import { READING_FIELDS, type ReadingKind } from '../model/consumer';
import { ORDER_DETAILS, RIS_FIELDS, RIS_FILTERS, RIS_SORTS } from '../model/ris-access';

const text = { type: 'string', minLength: 1, maxLength: 1024 };
const url = { type: 'string', pattern: '^/[^\\s]*$', maxLength: 1024 };
const scalar = { type: ['string', 'number', 'boolean'] };
const seconds = { type: 'number', exclusiveMinimum: 0, maximum: 86400 };
const aeTitle = { type: 'string', minLength: 1, maxLength: 16 };
const hl7Path = { type: 'string', pattern: '^[A-Z][A-Z0-9]{2}-\\d{1,2}(\\.\\d{1,2}){0,2}$' };

function object(properties: Record<string, unknown>, required: string[] = []) {
  return { type: 'object', properties, required, additionalProperties: false };
}

function each(names: readonly string[], schema: unknown, required: string[] = []) {
  return object(Object.fromEntries(names.map((name) => [name, schema])), required);
}

const field = {
  anyOf: [
    text,
    object(
      {
        path: text,
        is: { type: 'array', items: scalar, minItems: 1 },
        order: { type: 'array', items: scalar, minItems: 1 },
      },
      ['path'],
    ),
  ],
};
const filter = {
  anyOf: [
    text,
    object({ query: text, values: { type: 'object', additionalProperties: { type: 'string' } } }, ['query']),
  ],
};
const seen = {
  headers: { type: 'object', additionalProperties: { type: 'string' } },
  filters: each(RIS_FILTERS, filter),
  sorts: each(RIS_SORTS, text),
};

const shown = (kind: ReadingKind, required: string[]) =>
  object({ entries: text, fields: each(READING_FIELDS[kind], text, required) }, ['entries', 'fields']);
const consumer = object(
  {
    retrieve: { enum: ['c-move', 'c-get', 'wado-rs'] },
    start: { enum: ['notice', 'operator'] },
    settle: seconds,
    adapter: { enum: ['http', 'file'] },
    http: object({ url, headers: seen.headers }, ['url']),
    file: text,
    shows: {
      ...object({
        measurements: shown('measurements', ['name', 'value', 'unit']),
        findings: shown('findings', ['finding']),
        evaluations: shown('evaluations', ['name', 'value']),
        segments: shown('segments', ['label']),
        algorithms: shown('algorithms', ['name', 'version']),
        reports: shown('reports', ['sopInstanceUid', 'verification']),
      }),
      minProperties: 1,
    },
  },
  ['retrieve', 'adapter', 'shows'],
);

/** Section `ris` of sut.yaml: how the harness works with a RIS under test (model/ris-access.ts). */
export const risSchema = object({
  worklist: object(
    {
      adapter: { enum: ['http', 'fhir', 'mwl', 'operator'] },
      settle: seconds,
      http: object(
        {
          ...seen,
          list: object({ url, entries: text, next: text }, ['url', 'entries']),
          exam: object({ url }, ['url']),
          fields: each(RIS_FIELDS, field, ['accessionNumber']),
        },
        ['list', 'fields'],
      ),
      fhir: object(
        { ...seen, resource: { enum: ['Task', 'ServiceRequest'] }, query: text, fields: each(RIS_FIELDS, field) },
        ['resource', 'query'],
      ),
      mwl: object({ aeTitle, stationAeTitle: aeTitle, status: { type: 'string', minLength: 1, maxLength: 16 } }),
    },
    ['adapter'],
  ),
  orders: object({
    patientFirst: { type: 'boolean' },
    completion: { enum: ['mpps', 'hl7', 'operator'] },
    fields: each(ORDER_DETAILS, hl7Path),
    values: each(ORDER_DETAILS, {
      type: 'array',
      items: { type: 'string', minLength: 1, maxLength: 64 },
      minItems: 2,
      maxItems: 2,
    }),
  }),
  report: object({ by: { enum: ['hl7', 'http', 'operator'] }, method: { enum: ['POST', 'PUT'] }, url, body: {} }, [
    'by',
  ]),
  restart: object({ by: { enum: ['command', 'operator'] }, command: text }, ['by']),
  aiTimeout: seconds,
  consumer,
  fhirPath: { type: 'string', pattern: '^(/.*[^/])?$', maxLength: 256 },
  timeResolution: seconds,
});
