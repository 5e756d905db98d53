import { lookUpKeyword } from '../../../model/dicom/dictionary';
import type { NaturalDataset } from '../../../protocols/dimse/types';

/**
 * Whether an item fits the keys of a query (PS3.4 C.2.2.2): universal, single value, list of UID, wild card, range and
 * sequence matching. Keys that the item does not have are return keys only.
 */
export function matchesKeys(item: NaturalDataset, keys: NaturalDataset): boolean {
  return Object.entries(keys).every(([keyword, key]) => {
    if (keyword === 'SpecificCharacterSet' || keyword.startsWith('_') || !(keyword in item)) return true;
    const value = item[keyword];
    if (Array.isArray(value) && value.every((one) => typeof one === 'object' && one !== null)) {
      const [wanted] = Array.isArray(key) ? (key as NaturalDataset[]) : [];
      return wanted === undefined || value.some((one) => matchesKeys(one as NaturalDataset, wanted));
    }
    return matchesValue(keyword, texts(key), texts(value));
  });
}

/** What a query asks for: its keys, with the item's values or empty (PS3.4 C.1.2); nothing else. */
export function onlyKeys(item: NaturalDataset, keys: NaturalDataset): NaturalDataset {
  const answer: NaturalDataset = {};
  for (const [keyword, key] of Object.entries(keys)) {
    if (keyword.startsWith('_')) continue;
    const value = item[keyword];
    if (!Array.isArray(value)) {
      answer[keyword] = value ?? (Array.isArray(key) ? [] : '');
      continue;
    }
    const [wanted] = Array.isArray(key) ? (key as NaturalDataset[]) : [];
    const all = wanted === undefined || Object.keys(wanted).every((name) => name.startsWith('_'));
    answer[keyword] = all ? value : value.map((one) => onlyKeys(one as NaturalDataset, wanted));
  }
  return answer;
}

function texts(value: unknown): string[] {
  const values = Array.isArray(value) ? value : [value];
  return values.flatMap((one) => (one === null || one === undefined ? [] : String(one).trim())).filter((t) => t !== '');
}

function matchesValue(keyword: string, keys: string[], values: string[]): boolean {
  if (keys.length === 0) return true;
  const vr = lookUpKeyword(keyword)?.vr ?? 'LO';
  return keys.some((key) => {
    if (key === '*' && vr !== 'UI') return true;
    return values.some((value) => matchesOne(vr, key, value));
  });
}

function matchesOne(vr: string, key: string, value: string): boolean {
  if (vr === 'DA' || vr === 'TM') {
    const [from = '', to] = key.split('-');
    const at = digits(vr, value, '0');
    if (to === undefined) return at.startsWith(key.replace(/\D/g, ''));
    return (from === '' || at >= digits(vr, from, '0')) && (to === '' || at <= digits(vr, to, '9'));
  }
  if (vr === 'UI') return key === value;
  // Names are compared without regard to case, as PS3.4 C.2.2.2.1 allows; the rest as it stands.
  const flags = vr === 'PN' ? 'iu' : 'u';
  const pattern = key
    .replace(/[\\^$.+()[\]{}|]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  const end = vr === 'PN' && !key.includes('^') ? '(\\^.*)?' : '';
  return new RegExp(`^${pattern}${end}$`, flags).test(value);
}

function digits(vr: string, value: string, fill: string): string {
  return value
    .replace(/\D/g, '')
    .padEnd(vr === 'DA' ? 8 : 6, fill)
    .slice(0, vr === 'DA' ? 8 : 6);
}
