import data from './data/codes.json';

const MEANINGS: Record<string, Record<string, string>> = data.codes;
const GROUPS: Record<string, string[]> = data.contextGroups;

const NEWEST_DCM = Math.max(
  ...Object.keys(MEANINGS.DCM ?? {}).map((value) => (/^\d+$/.test(value) ? Number(value) : 0)),
);

/** DCM is the one scheme that DICOM itself defines; of the others only those codes are known that it uses. */
export const DICOM_SCHEME = 'DCM';

/** Whether a code of DCM would be known here: numbers are given in ascending order, so a newer edition has higher ones. */
export const wouldBeKnown = (value: string): boolean => !/^\d+$/.test(value) || Number(value) <= NEWEST_DCM;

/** The meaning that PS3.16 gives a code; undefined for a code or scheme that is not known here. */
export function meaningOf(scheme: string, value: string): string | undefined {
  return MEANINGS[scheme]?.[value];
}

/** Whether a code is in a context group (42 Numeric Value Qualifier, 244 Laterality, 7150 Segmentation Property Category). */
export function isInContextGroup(cid: 42 | 244 | 7150, { scheme, value }: { scheme: string; value: string }): boolean {
  return GROUPS[cid]?.includes(`${scheme} ${value}`) ?? false;
}

const byMeaning = new Map<string, Map<string, string[]>>();

/** The codes of a scheme that have exactly this meaning, but for case and punctuation. */
export function codesMeaning(scheme: string, meaning: string): string[] {
  let known = byMeaning.get(scheme);
  if (known === undefined) {
    known = new Map();
    for (const [value, official] of Object.entries(MEANINGS[scheme] ?? {})) {
      const key = plainWords(official).join(' ');
      known.set(key, [...(known.get(key) ?? []), value]);
    }
    byMeaning.set(scheme, known);
  }
  return known.get(plainWords(meaning).join(' ')) ?? [];
}

/** Words without case, accents, punctuation, a closing remark in brackets, and the differences of British spelling. */
export function plainWords(text: string): string[] {
  return text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\([^()]*\)\s*$/, '')
    .replace(/[\u0300-\u036f]/g, '')
    .replace(/[ao]e/g, 'e')
    .replace(/our\b/g, 'or')
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
}

/** Whether two texts may mean the same: one has the words of the other, or half of all words are in both. */
export function isAlike(a: string, b: string): boolean {
  const [left, right] = [plainWords(a), plainWords(b)].map((words) => new Set(words.map((word) => word.slice(0, 6))));
  if (!left || !right) return false;
  const shared = [...left].filter((word) => right.has(word)).length;
  const all = new Set([...left, ...right]).size;
  return shared > 0 && (shared === Math.min(left.size, right.size) || shared / all >= 0.5);
}
