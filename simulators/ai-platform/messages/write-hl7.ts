/** A field: text, or its components, each text or subcomponents. Empty strings at the end are left out. */
export type Field = string | readonly (string | readonly string[])[];

const ESCAPES: Record<string, string> = { '|': '\\F\\', '^': '\\S\\', '&': '\\T\\', '~': '\\R\\', '\\': '\\E\\' };

/** Escapes what would be read as a delimiter (HL7 2.7); line ends become \.br\, other control characters blanks. */
export function escapeHl7(text: string): string {
  return (
    text
      .replace(/[|^&~\\]/g, (character) => ESCAPES[character] ?? character)
      .replace(/\r\n|\r|\n/g, '\\.br\\')
      // eslint-disable-next-line no-control-regex -- these are what must not go out
      .replace(/[\x00-\x1f\x7f]/g, ' ')
  );
}

/** A segment from its fields by number. MSH-1 and MSH-2 are written by themselves. */
export function segment(name: string, fields: Record<number, Field | undefined>): string {
  const first = name === 'MSH' ? 3 : 1;
  const last = Math.max(first - 1, ...Object.keys(fields).map(Number));
  const texts = [name === 'MSH' ? 'MSH|^~\\&' : name];
  for (let number = first; number <= last; number++) texts.push(written(fields[number] ?? ''));
  return texts.join('|').replace(/\|+$/, '');
}

function written(field: Field): string {
  if (typeof field === 'string') return escapeHl7(field);
  const components = field.map((component) =>
    typeof component === 'string' ? escapeHl7(component) : joined(component.map(escapeHl7), '&'),
  );
  return joined(components, '^');
}

function joined(parts: string[], delimiter: string): string {
  return parts.join(delimiter).replace(new RegExp(`\\${delimiter}+$`), '');
}

/** `YYYYMMDDHHMMSS+ZZZZ` (TS), to the second. */
export function timestamp(at: Date): string {
  return `${at.toISOString().replace(/\D/g, '').slice(0, 14)}+0000`;
}
