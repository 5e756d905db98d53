import { createRequire } from 'node:module';
import type { Fhir } from 'fhir';
import { isObject, type Json, typeOf } from './resources';

/** Something in a resource that its definition does not allow. */
export interface Problem {
  /** `component[0].code`, within the resource. */
  path: string;
  message: string;
}

let validator: Fhir | undefined;

/** The structure of an R4 resource by its StructureDefinition: elements, cardinality, primitive types, required codes. */
export function problemsInR4(resource: Json): Problem[] {
  const load = createRequire(__filename) as (id: 'fhir') => { Fhir: new () => Fhir };
  validator ??= new (load('fhir').Fhir)();
  try {
    const { messages } = validator.validate(resource as unknown as Parameters<Fhir['validate']>[0], {
      errorOnUnexpected: true,
    });
    return messages
      .filter(({ severity }) => severity === 'error' || severity === 'fatal')
      .map(({ location = '', message = '' }) => ({
        path: location.replace(/^[A-Z]\w*\.?/, ''),
        message: sentence(message),
      }));
  } catch {
    // The library takes for granted that a value is of the right JSON type before it asks.
    return [{ path: '', message: 'An element has a value of another JSON type than FHIR says' }];
  }
}

const sentence = (text: string): string => text.replace(/\.?\s*$/, '');

/** The parts of fhirpath's model of a release that say which elements there are. */
interface Model {
  path2Type: Record<string, string>;
  type2Parent: Record<string, string>;
  choiceTypePaths: Record<string, string[]>;
  path2TypeWithoutElements: Record<string, string>;
  pathsDefinedElsewhere: Record<string, string>;
}

/** Elements of an R5 resource that R5 does not define. */
export function problemsInR5(resource: Json): Problem[] {
  const load = createRequire(__filename) as (id: 'fhirpath/fhir-context/r5') => Model;
  return unknownElements(resource, typeOf(resource), '', load('fhirpath/fhir-context/r5'));
}

function unknownElements(value: Json, type: string, path: string, model: Model): Problem[] {
  return Object.entries(value).flatMap(([name, child]): Problem[] => {
    if (name === 'resourceType' || name === 'contained') return [];
    const key = name.replace(/^_/, '');
    const at = path === '' ? name : `${path}.${name}`;
    const found = typeOfElement(type, key, model);
    if (found === undefined) return [{ path: at, message: 'Unexpected property' }];
    const items = Array.isArray(child) ? (child as unknown[]) : [child];
    return items.flatMap((item, i) =>
      isObject(item) && !name.startsWith('_')
        ? unknownElements(item, found, Array.isArray(child) ? `${at}[${i}]` : at, model)
        : [],
    );
  });
}

/** The type to look into for the children of an element; undefined where a type has no such element. */
function typeOfElement(type: string, key: string, model: Model): string | undefined {
  for (let owner: string | undefined = type; owner !== undefined; owner = model.type2Parent[owner] ?? parentOf(owner)) {
    const path = `${owner}.${key}`;
    const elsewhere = model.pathsDefinedElsewhere[path];
    if (elsewhere !== undefined) return elsewhere;
    const own = model.path2Type[path] ?? model.path2TypeWithoutElements[path];
    if (own !== undefined) return /^(BackboneElement|Element)$/.test(own) ? path : own;
    const choice = Object.entries(model.choiceTypePaths).find(
      ([base, types]) => base.startsWith(`${owner}.`) && types.some((each) => `${base}${each}` === path),
    );
    if (choice) return key.slice((choice[0].split('.').at(-1) ?? '').length);
  }
  return undefined;
}

/** Backbone elements have what every element has. */
const parentOf = (owner: string): string | undefined =>
  owner.includes('.') ? 'BackboneElement' : owner === 'BackboneElement' ? 'Element' : undefined;
