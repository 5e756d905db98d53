/** Reading of FHIR R4 JSON as strangers send it: nothing is taken for granted. */
export type Json = Record<string, unknown>;

export interface Located {
  resource: Json;
  /** Within the body: '' for the body itself, `entry[2].resource`, `contained[0]`. */
  path: string;
  /** What other resources of the same body can refer to it by: fullUrl, `Type/id`, `#id`. */
  names: string[];
}

export const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
export const objects = (value: unknown): Json[] =>
  Array.isArray(value) ? value.filter(isObject) : isObject(value) ? [value] : [];
export const text = (value: unknown): string => (typeof value === 'string' ? value : '');
export const typeOf = (resource: Json): string => text(resource.resourceType);

/** The resources in a body: itself, the entries of a Bundle, and what is contained in them. */
export function resourcesIn(body: Json): Located[] {
  const isBundle = typeOf(body) === 'Bundle';
  const tops: Located[] = isBundle
    ? (Array.isArray(body.entry) ? body.entry : []).flatMap((entry, i): Located[] => {
        if (!isObject(entry) || !isObject(entry.resource)) return [];
        const names = [text(entry.fullUrl), ownName(entry.resource)].filter((name) => name !== '');
        return [{ resource: entry.resource, path: `entry[${i}].resource`, names }];
      })
    : [{ resource: body, path: '', names: [ownName(body)].filter((name) => name !== '') }];
  return tops.flatMap((top) => [top, ...containedIn(top)]);
}

function containedIn({ resource, path }: Located): Located[] {
  const prefix = path === '' ? '' : `${path}.`;
  return (Array.isArray(resource.contained) ? resource.contained : []).flatMap((each, i): Located[] =>
    isObject(each) ? [{ resource: each, path: `${prefix}contained[${i}]`, names: [`#${text(each.id)}`] }] : [],
  );
}

function ownName(resource: Json): string {
  const id = text(resource.id);
  return id === '' ? '' : `${typeOf(resource)}/${id}`;
}

/** The resource that a Reference points to, where it is in the same body. */
export function resolve(reference: Json, all: readonly Located[]): Json | undefined {
  const target = text(reference.reference);
  if (target === '') return undefined;
  return all.find(({ names }) => names.some((name) => name === target || target.endsWith(`/${name}`)))?.resource;
}

/** Values of the identifiers of a resource or Reference, `urn:oid:` taken off. */
export function identifiersOf(value: Json | undefined): string[] {
  return objects(value?.identifier).map((identifier) => text(identifier.value).replace(/^urn:(oid|uuid):/, ''));
}

/** Codes and texts of a CodeableConcept. */
export function conceptOf(value: unknown): { codes: { value: string; scheme: string }[]; texts: string[] } {
  if (!isObject(value)) return { codes: [], texts: [] };
  const codings = objects(value.coding);
  return {
    codes: codings
      .map((coding) => ({ value: text(coding.code), scheme: text(coding.system) }))
      .filter((code) => code.value !== ''),
    texts: [text(value.text), ...codings.map((coding) => text(coding.display))].filter((each) => each !== ''),
  };
}
