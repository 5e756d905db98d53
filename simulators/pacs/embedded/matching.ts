import { lookUpTag } from '../../../model/dicom/dictionary';
import { type DicomJson, jsonItems, jsonStrings } from '../../../protocols/dicomweb/dicom-json';
import type { MatchingKey } from '../../../protocols/dicomweb/server/archive';

/** VRs in which `*` and `?` are wild cards (PS3.4 C.2.2.2.4). */
const WILD = new Set(['AE', 'CS', 'LO', 'LT', 'PN', 'SH', 'ST', 'UC', 'UR', 'UT']);
const RANGED = new Set(['DA', 'DT', 'TM']);
const NUMERIC = new Set(['DS', 'FD', 'FL', 'IS', 'SL', 'SS', 'SV', 'UL', 'US', 'UV']);

/** Whether a data set meets all keys (PS3.4 C.2.2.2). Empty keys, and a lone `*`, are met by everything. */
export function matches(set: DicomJson, keys: readonly MatchingKey[]): boolean {
  return keys.every((key) => matchesKey(set, key));
}

function matchesKey(set: DicomJson, key: MatchingKey): boolean {
  if (key.items) {
    const wanted = key.items.filter(isRestrictive);
    return wanted.length === 0 || jsonItems(set, key.tag).some((item) => matches(item, wanted));
  }
  if (!isRestrictive(key)) return true;
  const vr = set[key.tag]?.vr ?? lookUpTag(key.tag)?.vr.slice(0, 2) ?? 'LO';
  const present = jsonStrings(set, key.tag).filter((value) => value !== '');
  return key.values.some((wanted) => present.some((value) => matchesValue(value, wanted, vr)));
}

function isRestrictive(key: MatchingKey): boolean {
  if (key.items) return key.items.some(isRestrictive);
  const vr = lookUpTag(key.tag)?.vr.slice(0, 2) ?? 'LO';
  const universal = (value: string): boolean => value === '' || (WILD.has(vr) && /^\*+$/.test(value));
  return !key.values.every(universal);
}

function matchesValue(value: string, wanted: string, vr: string): boolean {
  if (RANGED.has(vr)) return inRange(value, wanted, vr);
  if (NUMERIC.has(vr)) return Number(value) === Number(wanted);
  if (vr === 'PN') return fits(personName(value), personName(wanted));
  if (WILD.has(vr)) return fits(value, wanted);
  return value === wanted;
}

/** Case, and empty components at the end of a name, do not tell persons apart (PS3.4 C.2.2.2.1). */
function personName(text: string): string {
  return text
    .split('=')
    .map((group) => group.trim().replace(/\^+$/, ''))
    .join('=')
    .replace(/=+$/, '')
    .toLowerCase();
}

/** Greedy, with a single point to go back to: never slower than the product of both lengths, whatever the pattern. */
function fits(value: string, pattern: string): boolean {
  const text = [...value];
  const wanted = [...pattern];
  let at = 0;
  let next = 0;
  let star = -1;
  let resume = 0;
  while (at < text.length) {
    if (wanted[next] === '*') {
      star = next++;
      resume = at;
    } else if (next < wanted.length && (wanted[next] === '?' || wanted[next] === text[at])) {
      at++;
      next++;
    } else if (star >= 0) {
      next = star + 1;
      at = ++resume;
    } else return false;
  }
  return wanted.slice(next).every((character) => character === '*');
}

/**
 * `20260101-20260131`, `-20260131`, `20260101-`, or one value (PS3.4 C.2.2.2.5). A coarser bound stands for all that
 * begins with it: the time `10-11` includes 11:59.
 */
function inRange(value: string, wanted: string, vr: string): boolean {
  const plain = normal(value, vr);
  const range = /^(.*?)-(.*)$/.exec(withoutOffset(wanted, vr));
  if (!range) {
    const one = normal(wanted, vr);
    return plain === one || (vr !== 'DA' && plain.startsWith(one));
  }
  const from = normal(range[1] ?? '', vr);
  const to = normal(range[2] ?? '', vr);
  return (from === '' || plain >= from) && (to === '' || plain <= to || plain.startsWith(to));
}

/** Old forms of dates and times, with dots and colons, are still met. */
function normal(text: string, vr: string): string {
  const trimmed = withoutOffset(text, vr).trim();
  return vr === 'DA' ? trimmed.replaceAll('.', '') : trimmed.replaceAll(':', '');
}

/** Hours from UTC of a DT. Bounds and values are compared as local times. */
function withoutOffset(text: string, vr: string): string {
  return vr === 'DT' ? text.replace(/(\d{8,}(?:\.\d+)?)[+-]\d{4}(?=-|$)/g, '$1') : text;
}
