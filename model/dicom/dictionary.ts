import data from './data/dictionary.json';

/** One element of PS3.6. */
export interface DictionaryEntry {
  /** `GGGGEEEE`, or `60xxEEEE` for a repeating group. */
  tag: string;
  keyword: string;
  /** As in PS3.6, e.g. `PN`, or `US or SS` where it depends on other elements. */
  vr: string;
  /** Value multiplicity, e.g. `1`, `2-n`. */
  vm: string;
  retired: boolean;
}

const byTag = new Map<string, DictionaryEntry>();
const byKeyword = new Map<string, DictionaryEntry>();
for (const row of data.rows) {
  const [tag = '', keyword = '', vr = 'UN', vm = '1', retired] = row.split(' ');
  const entry = { tag, keyword, vr: vr.replaceAll('_', ' '), vm, retired: retired !== undefined };
  byTag.set(tag, entry);
  byKeyword.set(keyword, entry);
}

/** The entry for a tag `GGGGEEEE`; undefined for private and unknown elements. Repeating groups 50xx, 60xx included. */
export function lookUpTag(tag: string): DictionaryEntry | undefined {
  return byTag.get(tag) ?? (/^[56]0/.test(tag) ? byTag.get(`${tag.slice(0, 2)}xx${tag.slice(4)}`) : undefined);
}

/** The entry for a PS3.6 keyword such as `PatientName`. */
export function lookUpKeyword(keyword: string): DictionaryEntry | undefined {
  return byKeyword.get(keyword);
}

/** `GGGGEEEE` for a keyword or for a tag in either case; undefined for what is neither. */
export function tagOf(key: string): string | undefined {
  if (/^[0-9A-Fa-f]{8}$/.test(key)) return key.toUpperCase();
  return byKeyword.get(key)?.tag;
}

/** The keyword of a tag, or the tag itself where PS3.6 has none. */
export function keywordOf(tag: string): string {
  return lookUpTag(tag)?.keyword ?? tag;
}

/** `(0008,0005)`, as people write it. */
export function formatTag(key: string): string {
  const tag = tagOf(key) ?? key;
  return tag.length === 8 ? `(${tag.slice(0, 4)},${tag.slice(4)})` : tag;
}

/** Odd group numbers above 0008 are private (PS3.5 7.8). */
export function isPrivateTag(tag: string): boolean {
  return (parseInt(tag.slice(0, 4), 16) & 1) === 1;
}
