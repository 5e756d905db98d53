export interface NameComparison {
  /** The alphabetic group, or all three (PS3.5 6.2.1.1). */
  groups?: 'alphabetic' | 'all';
  letterCase?: 'ignored' | 'kept';
  accents?: 'ignored' | 'kept';
}

/** Whether two values of VR PN name the same: blanks around components and trailing empty ones apart (PS3.5 6.2.1). */
export function isSameName(a: string, b: string, comparison: NameComparison = {}): boolean {
  return plain(a, comparison) === plain(b, comparison);
}

/** Whether a name on a screen or a list is that person's: order and separators of the parts are anybody's choice. */
export function isShownName(shown: string, name: string): boolean {
  const letters = (text: string): string =>
    [
      ...(text
        .normalize('NFC')
        .toLowerCase()
        .match(/[\p{L}\p{M}\p{N}'-]+/gu) ?? []),
    ]
      .sort()
      .join(' ');
  return letters(shown) === letters(name);
}

function plain(name: string, { groups = 'alphabetic', letterCase = 'ignored', accents = 'kept' }: NameComparison) {
  const written = accents === 'kept' ? name.normalize('NFC') : name.normalize('NFKD').replace(/[\u0300-\u036f]/g, '');
  const text = letterCase === 'kept' ? written : written.toUpperCase();
  const all = text.split('=').map((group) =>
    group
      .split('^')
      .map((component) => component.trim())
      .join('^')
      .replace(/\^+$/, ''),
  );
  return groups === 'alphabetic' ? (all[0] ?? '') : all.join('=').replace(/=+$/, '');
}
