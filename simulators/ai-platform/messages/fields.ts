import type { SegmentValues } from '../../../protocols/mllp/build';

/** A field: text, or its components, each text or subcomponents. */
export type Field = string | readonly (string | readonly string[])[];

/** Fields by their HL7 number. */
export type Fields = Record<number, Field | undefined>;

/** By path, as the message builder wants them: `{ 3: ['1', ['a', 'b']] }` is `{ '3.1': '1', '3.2.1': 'a', '3.2.2': 'b' }`. */
export function pathValues(fields: Fields): SegmentValues {
  const values: SegmentValues = {};
  const put = (path: string, field: string | readonly (string | readonly string[])[]): void => {
    if (typeof field === 'string') values[path] = field;
    else if (field.length === 1 && path.includes('.')) put(path, field[0] ?? '');
    else field.forEach((part, index) => put(`${path}.${index + 1}`, part));
  };
  for (const [number, field] of Object.entries(fields)) if (field !== undefined) put(number, field);
  return values;
}
