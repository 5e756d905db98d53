import { type JSONValue, query } from 'json-p3';
import type { FieldMapping, HttpView, RisEntry, RisField } from '../../../model/ris-access';

/** Reads an exam from JSON as sut.yaml maps it; what is mapped and not there reads as '', false or an empty list. */
export function readEntry(json: unknown, fields: HttpView['fields']): RisEntry {
  const entry: RisEntry = {};
  for (const [field, mapping] of Object.entries(fields) as [RisField, FieldMapping][]) {
    Object.assign(entry, { [field]: readField(field, mapping, json) });
  }
  return entry;
}

function readField(field: RisField, mapping: FieldMapping, json: unknown): unknown {
  const { path, is, order } = typeof mapping === 'string' ? { path: mapping } : mapping;
  const values = valuesAt(json, path);
  switch (field) {
    case 'abnormalities':
      return values.flat().map(text);
    case 'alert':
    case 'reviewNeeded':
    case 'aiMissing':
      return values.some((value) => (is ? is.some((one) => one === value) : isTrue(value)));
    case 'priority': {
      const word = text(values[0]);
      const rank = order?.findIndex((one) => String(one) === word) ?? -1;
      return { word, ...(rank < 0 ? {} : { rank }) };
    }
    default:
      return text(values[0]);
  }
}

/** Values at a JSONPath (RFC 9535). */
export function valuesAt(json: unknown, path: string): unknown[] {
  return query(path, json as JSONValue).values() as unknown[];
}

/** As text; what is no text as JSON. */
export function text(value: unknown): string {
  return value === undefined || value === null ? '' : typeof value === 'string' ? value : JSON.stringify(value);
}

/** A flag that is told without words of its own. */
function isTrue(value: unknown): boolean {
  return value === true || value === 1 || (typeof value === 'string' && /^(true|yes|y|1)$/i.test(value.trim()));
}
