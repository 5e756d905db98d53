import { keywordOf, lookUpTag, tagOf } from '../../../model/dicom/dictionary';
import type { MatchingKey } from './archive';
import { HttpProblem } from './http-problem';

export interface ParsedQuery {
  keys: MatchingKey[];
  /** Tags asked for beside the usual ones, or all that there are. */
  includeFields: Set<string> | 'all';
  limit?: number;
  offset?: number;
  fuzzyMatching: boolean;
}

/** The query part of a QIDO-RS request (PS3.18 8.3.4). @throws HttpProblem 400 naming the parameter */
export function parseQuery(search: string): ParsedQuery {
  const query: ParsedQuery = { keys: [], includeFields: new Set(), fuzzyMatching: false };
  for (const [name, value] of new URLSearchParams(search)) {
    switch (name.toLowerCase()) {
      case 'limit':
        query.limit = count(name, value);
        break;
      case 'offset':
        query.offset = count(name, value);
        break;
      case 'fuzzymatching':
        query.fuzzyMatching = value === 'true';
        break;
      case 'includefield':
        include(query, value);
        break;
      default:
        addKey(query.keys, name.split('.'), name, value);
    }
  }
  return query;
}

function count(name: string, value: string): number {
  if (!/^\d{1,9}$/.test(value))
    throw new HttpProblem(400, `${name} must be a whole number, not "${value.slice(0, 40)}"`);
  return Number(value);
}

function include(query: ParsedQuery, value: string): void {
  for (const field of value.split(',')) {
    if (field === 'all') query.includeFields = 'all';
    else if (query.includeFields !== 'all')
      query.includeFields.add(attribute(field.split('.')[0] ?? '', 'includefield'));
  }
}

/** `00101002.00100020` or `OtherPatientIDsSequence.PatientID`: a path through sequences. */
function addKey(keys: MatchingKey[], path: string[], name: string, value: string): void {
  const [head = '', ...rest] = path;
  const tag = attribute(head, name);
  if (rest.length === 0) {
    // Several values of one key: UID lists are separated by commas too (PS3.18 8.3.4.1).
    const values = lookUpTag(tag)?.vr === 'UI' ? value.split(/[,\\]/) : value.split('\\');
    const same = keys.find((key) => key.tag === tag);
    if (same) same.values.push(...values);
    else keys.push({ tag, values });
    return;
  }
  if (lookUpTag(tag)?.vr !== 'SQ') throw new HttpProblem(400, `${keywordOf(tag)} in "${name}" is not a sequence`);
  let sequence = keys.find((key) => key.tag === tag);
  if (!sequence) keys.push((sequence = { tag, values: [], items: [] }));
  addKey((sequence.items ??= []), rest, name, value);
}

function attribute(text: string, name: string): string {
  const tag = tagOf(text);
  if (tag === undefined) {
    throw new HttpProblem(
      400,
      `"${text.slice(0, 64)}" in the parameter "${name.slice(0, 64)}" is not a DICOM attribute`,
    );
  }
  return tag;
}
