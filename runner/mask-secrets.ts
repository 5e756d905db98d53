const NOT_RECORDED = '(not recorded)';
const SECRET_KEY = /^(.*[-_])?(password|passwd|passphrase|secret|token|authorization|api-?_?key)$/i;
/** Where a command, an address or a header has its credentials; what stands before them stays. */
const PLACES = [
  /((?:password|passwd|passphrase|secret|token|api[-_]?key|signature|sig|code)\s*[=:]\s*["']?)[^\s"'&;,}]+/gi,
  /((?:--?(?:password|passwd|pass|token|secret|api-key|key))\s+["']?)[^\s"']+/gi,
  /((?:-u|--user)\s+["']?[^\s:"']*:)[^\s"']+/g,
  /((?:Bearer|Basic)\s+)[A-Za-z0-9._~+/=-]{4,}/g,
  /(:\/\/[^\s/:@]*:)[^\s/@]+(?=@)/g,
];

/** A copy of a configuration, or a text from it, without what opens a door: passwords, tokens and keys by name or place. */
export function maskSecrets<T>(value: T, key = ''): T {
  if (typeof value === 'string') {
    if (SECRET_KEY.test(key) && value !== '') return NOT_RECORDED as T;
    return PLACES.reduce((text, place) => text.replace(place, `$1${NOT_RECORDED}`), value as string) as T;
  }
  if (Array.isArray(value)) return value.map((item: unknown) => maskSecrets(item, key)) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, maskSecrets(member as unknown, name)]),
  ) as T;
}
