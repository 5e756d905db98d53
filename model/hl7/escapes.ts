import type { Hl7Message } from './message';

export type Delimiters = Hl7Message['delimiters'];

/** Splits at a delimiter; '' (not declared in MSH-2) never splits. Delimiters inside data are escaped, so none is missed. */
export function splitEscaped(text: string, delimiter: string): string[] {
  return delimiter === '' ? [text] : text.split(delimiter);
}

/**
 * Resolves escape sequences (HL7 v2 2.7): \F\ \S\ \T\ \R\ \E\, \Xdd..\ and \.br\ (a line break). Highlighting (\H\, \N\)
 * is dropped; what is not known stays as sent.
 */
export function unescape(text: string, delimiters: Delimiters): string {
  const { escape } = delimiters;
  if (escape === '' || !text.includes(escape)) return text;
  let out = '';
  let at = 0;
  while (at < text.length) {
    const open = text.indexOf(escape, at);
    const close = open === -1 ? -1 : text.indexOf(escape, open + 1);
    if (open === -1 || close === -1) break;
    const resolved = resolve(text.slice(open + 1, close), delimiters);
    if (resolved === undefined) {
      // Not an escape sequence: the second character may open one.
      out += text.slice(at, close);
      at = close;
      continue;
    }
    out += text.slice(at, open) + resolved;
    at = close + 1;
  }
  return out + text.slice(at);
}

function resolve(sequence: string, delimiters: Delimiters): string | undefined {
  switch (sequence) {
    case 'F':
      return delimiters.field;
    case 'S':
      return delimiters.component;
    case 'T':
      return delimiters.subcomponent;
    case 'R':
      return delimiters.repetition;
    case 'E':
      return delimiters.escape;
    case 'H':
    case 'N':
      return '';
    case '.br':
      return '\n';
  }
  if (/^X([0-9A-Fa-f]{2})+$/.test(sequence)) return Buffer.from(sequence.slice(1), 'hex').toString('latin1');
  return undefined;
}
