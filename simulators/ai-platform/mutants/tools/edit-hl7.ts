/** Changes to the text of a message, for mutants: segments end in CR, delimiters are |^~\&. */
type Edit = (fields: string[]) => string[] | undefined;

/** Applies the edit to every segment of that name; undefined takes the segment out. */
export function editSegments(message: string, name: string, edit: Edit): string {
  const lines = message.split('\r').filter((line) => line !== '');
  const edited = lines.flatMap((line) => {
    const fields = line.split('|');
    if (fields[0] !== name) return [line];
    const result = edit(fields);
    return result ? [result.join('|').replace(/\|+$/, '')] : [];
  });
  return `${edited.join('\r')}\r`;
}

/** Sets a field by its HL7 number in every segment of that name (MSH is counted as HL7 counts it). */
export function setField(message: string, name: string, field: number, value: string): string {
  return editSegments(message, name, (fields) => withField(fields, field, value));
}

export function withField(fields: string[], field: number, value: string): string[] {
  const index = fields[0] === 'MSH' ? field - 1 : field;
  const copy = [...fields];
  while (copy.length <= index) copy.push('');
  copy[index] = value;
  return copy;
}

export function fieldOf(fields: string[], field: number): string {
  return fields[fields[0] === 'MSH' ? field - 1 : field] ?? '';
}

/** The OBX segments that state whether an abnormality is there: coded values that are neither status nor alert code. */
export function editFindings(message: string, edit: Edit): string {
  return editSegments(message, 'OBX', (fields) => {
    const coded = ['CE', 'CWE'].includes(fieldOf(fields, 2));
    return coded && !/^(CRITICAL-ALERT|AI-STATUS)\^/.test(fieldOf(fields, 3)) ? edit(fields) : fields;
  });
}
