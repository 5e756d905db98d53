import { keywordOf, lookUpTag, tagOf } from '../../../model/dicom/dictionary';
import { type DicomJson, naturalOf } from '../../../protocols/dicomweb/dicom-json';
import type { MatchingKey, SearchLevel } from '../../../protocols/dicomweb/server/archive';
import type { NaturalDataset } from '../../../protocols/dimse/types';

/** Part of a query's identifier, but no keys. */
const NO_KEYS = new Set(['QueryRetrieveLevel', 'SpecificCharacterSet', 'TimezoneOffsetFromUTC', 'RetrieveAETitle']);
const BINARY = new Set(['OB', 'OD', 'OF', 'OL', 'OV', 'OW', 'UN']);

export function isLevel(level: string | undefined): level is SearchLevel {
  return level !== undefined && ['PATIENT', 'STUDY', 'SERIES', 'IMAGE'].includes(level);
}

/** The matching keys of a C-FIND identifier. */
export function keysOf(identifier: NaturalDataset): MatchingKey[] {
  return Object.entries(identifier)
    .filter(([keyword]) => !NO_KEYS.has(keyword))
    .flatMap(([keyword, value]) => {
      const tag = tagOf(keyword);
      return tag === undefined ? [] : [keyOf(tag, value)];
    });
}

function keyOf(tag: string, value: unknown): MatchingKey {
  if (lookUpTag(tag)?.vr === 'SQ') {
    const items = Array.isArray(value) ? (value as NaturalDataset[]) : [];
    return { tag, values: [], items: items.flatMap((item) => keysOf(item)) };
  }
  return { tag, values: [value].flat().map((one) => (one === null || one === undefined ? '' : String(one))) };
}

/**
 * A C-FIND response: what was asked for and nothing else (PS3.4 C.4.1.1.3.2), empty where there is no value; values of
 * bulk and private attributes are not kept by the index.
 */
export function responseOf(match: DicomJson, identifier: NaturalDataset, level: SearchLevel): NaturalDataset {
  const wanted = Object.keys(identifier).filter((keyword) => {
    const vr = lookUpTag(tagOf(keyword) ?? '')?.vr;
    return vr !== undefined && !BINARY.has(vr) && !NO_KEYS.has(keyword);
  });
  const response: NaturalDataset = {};
  for (const keyword of wanted) {
    const tag = tagOf(keyword) ?? '';
    const element = match[tag];
    response[keywordOf(tag)] = element ? naturalOf({ [tag]: element })[keywordOf(tag)] : empty(tag);
  }
  const aeTitle = match['00080054']?.Value?.[0];
  return { ...response, QueryRetrieveLevel: level, RetrieveAETitle: aeTitle };
}

function empty(tag: string): unknown {
  return lookUpTag(tag)?.vr === 'SQ' ? [] : '';
}

/** The unique keys of a C-MOVE or C-GET identifier (PS3.4 C.4.2.1.4.1), by tag. Without one, nothing is meant. */
export function uniqueKeys(identifier: NaturalDataset): Record<string, string[]> {
  const exact: Record<string, string[]> = {};
  for (const keyword of ['PatientID', 'StudyInstanceUID', 'SeriesInstanceUID', 'SOPInstanceUID']) {
    const values = [identifier[keyword]].flat().filter((value) => value !== undefined && value !== '');
    if (values.length > 0) exact[tagOf(keyword) ?? ''] = values.map(String);
  }
  return exact;
}
