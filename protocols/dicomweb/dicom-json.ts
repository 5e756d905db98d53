import { keywordOf, tagOf } from '../../model/dicom/dictionary';

/** The DICOM JSON Model (PS3.18 Annex F): tags `GGGGEEEE` to elements. */
export type DicomJson = Record<string, JsonElement>;

export interface JsonElement {
  vr: string;
  Value?: unknown[];
  BulkDataURI?: string;
  InlineBinary?: string;
}

/** All values of an element as text, by keyword or tag; a person name as its alphabetic group. [] when there is none. */
export function jsonStrings(set: DicomJson, key: string): string[] {
  const element = set[tagOf(key) ?? key];
  if (!Array.isArray(element?.Value)) return [];
  return element.Value.filter((value) => value !== null && value !== undefined).map(textOf);
}

/** First value as text, undefined when absent or empty. */
export function jsonString(set: DicomJson, key: string): string | undefined {
  return jsonStrings(set, key)[0] || undefined;
}

/** Items of a sequence; [] when absent or empty. */
export function jsonItems(set: DicomJson, key: string): DicomJson[] {
  const element = set[tagOf(key) ?? key];
  if (element?.vr !== 'SQ' || !Array.isArray(element.Value)) return [];
  return element.Value.filter((item): item is DicomJson => typeof item === 'object' && item !== null);
}

/**
 * As plain objects by keyword, single values unwrapped, person names as text: what protocols/dimse calls natural. Binary
 * values are left out.
 */
export function naturalOf(set: DicomJson): Record<string, unknown> {
  const natural: Record<string, unknown> = {};
  for (const [tag, element] of Object.entries(set)) {
    if (element.InlineBinary !== undefined || element.BulkDataURI !== undefined) continue;
    const keyword = keywordOf(tag);
    if (element.vr === 'SQ') natural[keyword] = jsonItems(set, tag).map(naturalOf);
    else if (element.Value === undefined) natural[keyword] = '';
    else {
      const values = element.Value.map((value) => (typeof value === 'number' ? value : textOf(value ?? '')));
      natural[keyword] = values.length === 1 ? values[0] : values;
    }
  }
  return natural;
}

function textOf(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value);
  const { Alphabetic = '', Ideographic = '', Phonetic = '' } = value as Record<string, string>;
  return [Alphabetic, Ideographic, Phonetic].join('=').replace(/=+$/, '');
}
