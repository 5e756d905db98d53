import { FhirRefusal, outcome, type Json } from './outcome';
import type { Created, Entry, FhirResults } from './results';

const MAX_ENTRIES = 1000;

/** A Bundle that is posted to the base: a transaction is all or nothing, the entries of a batch stand alone (FHIR R4 3.1.0.11). */
export function takeBundle(results: FhirResults, bundle: Json, who: string): Json {
  const type = bundle['type'];
  if (bundle['resourceType'] !== 'Bundle' || (type !== 'transaction' && type !== 'batch'))
    throw new FhirRefusal(400, 'A Bundle of type transaction or batch is expected here.');
  const entries = Array.isArray(bundle['entry']) ? (bundle['entry'] as unknown[]) : [];
  if (entries.length > MAX_ENTRIES) throw new FhirRefusal(413, `A Bundle may have ${MAX_ENTRIES} entries at most.`);
  const entry =
    type === 'transaction'
      ? results.create(entries.map(readEntry), who).map(response)
      : entries.map((one, index) => alone(results, one, index, who));
  return { resourceType: 'Bundle', type: `${type}-response`, entry };
}

function alone(results: FhirResults, entry: unknown, index: number, who: string): Json {
  try {
    const [created] = results.create([readEntry(entry, index)], who);
    return created ? response(created) : {};
  } catch (error) {
    if (!(error instanceof FhirRefusal)) throw error;
    return { response: { status: String(error.status), outcome: outcome(error.message, error.status) } };
  }
}

function readEntry(value: unknown, index: number): Entry {
  const { resource, request, fullUrl } = (value ?? {}) as Record<string, Json | string | undefined>;
  const how = typeof request === 'object' ? request : {};
  if (typeof resource !== 'object' || resource === null)
    throw new FhirRefusal(400, `Bundle.entry[${index}] has no resource.`);
  if (how['method'] !== undefined && how['method'] !== 'POST')
    throw new FhirRefusal(
      422,
      `Bundle.entry[${index}].request.method must be POST; nothing is changed or deleted here.`,
    );
  const condition = how['ifNoneExist'];
  return {
    resource,
    ...(typeof fullUrl === 'string' ? { fullUrl } : {}),
    ...(typeof condition === 'string' ? { ifNoneExist: condition } : {}),
  };
}

function response({ type, id, isNew }: Created): Json {
  return { response: { status: isNew ? '201 Created' : '200 OK', location: `${type}/${id}` } };
}
