/** Whether two person names are the same: letter case, trailing empty components and other groups apart (PS3.5 6.2.1). */
export function isSameName(a: string, b: string): boolean {
  return plain(a) === plain(b);
}

function plain(name: string): string {
  const [alphabetic = ''] = name.split('=');
  return alphabetic
    .normalize('NFC')
    .toUpperCase()
    .split('^')
    .map((component) => component.trim())
    .join('^')
    .replace(/\^+$/, '');
}
