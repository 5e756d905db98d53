/** Longer paths are refused by some systems when a pack is unpacked. */
const MAX_NAME_BYTES = 1024;

/**
 * What is wrong with a name in a pack, as the end of a sentence; undefined where it is fit to be unpacked anywhere: a
 * relative path that stays below its folder, on any system.
 */
export function nameProblem(name: string): string | undefined {
  if (name === '') return 'is empty';
  if (Buffer.byteLength(name) > MAX_NAME_BYTES) return `is longer than ${MAX_NAME_BYTES} bytes`;
  // eslint-disable-next-line no-control-regex -- control characters are what is looked for
  if (/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\ufffd]/.test(name)) return 'holds control characters';
  if (name.includes('\\')) return 'holds a backslash';
  if (/^(\/|[A-Za-z]:)/.test(name)) return 'is an absolute path';
  const parts = name.split('/');
  if (parts.includes('..')) return 'leads out of its folder';
  if (parts.some((part) => part === '' || part === '.')) return 'has an empty or "." part';
  return undefined;
}
