/** Whether one repetition of a field is a value of its data type. `parts` are its components, unescaped. */
export type TypeCheck = (parts: string[]) => string | undefined;

const TIMESTAMP = /^(\d{4})(?:(\d{2})(?:(\d{2})(?:(\d{2})(?:(\d{2})(?:(\d{2})(?:\.\d{1,4})?)?)?)?)?)?([+-]\d{4})?$/;
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)$/;

/** Whether it is a point in time as HL7 v2 writes it (TS, DTM): `YYYY[MM[DD[HH[MM[SS[.S[S[S[S]]]]]]]]][+/-ZZZZ]`. */
export function isTimestamp(text: string): boolean {
  const match = TIMESTAMP.exec(text);
  if (!match) return false;
  const [, year = '', month = '01', day = '01', hour = '00', minute = '00', second = '00', zone = '+0000'] = match;
  const daysInMonth = new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate();
  return (
    inRange(month, 1, 12) &&
    inRange(day, 1, daysInMonth) &&
    inRange(hour, 0, 23) &&
    inRange(minute, 0, 59) &&
    inRange(second, 0, 59) &&
    inRange(zone.slice(1, 3), 0, 14) &&
    inRange(zone.slice(3), 0, 59)
  );
}

/** Whether it gives the time to the second at least. */
export const isToTheSecond = (text: string): boolean => isTimestamp(text) && /^\d{14}/.test(text);

function inRange(text: string, low: number, high: number): boolean {
  const value = Number(text);
  return value >= low && value <= high;
}

const first = (what: string): TypeCheck => {
  return ([id = '']) => (id.trim() === '' ? `${what} has no value in its first component` : undefined);
};

/** A universal ID and its type come together (HL7 2.A, data types EI and HD). */
function universalId(id: string, type: string): string | undefined {
  if ((id === '') === (type === '')) return isOid(id, type) ? undefined : 'A universal ID of type ISO is no OID';
  return id === '' ? 'A universal ID type stands without the ID' : 'A universal ID stands without its type';
}

const isOid = (id: string, type: string): boolean => type !== 'ISO' || /^[0-2](\.(0|[1-9]\d*))+$/.test(id);

/** Assigning authority of an identifier: an HD in subcomponents. */
function authority(text: string): string | undefined {
  const [, id = '', type = ''] = text.split('&');
  return universalId(id, type);
}

const TABLE_0299 = new Set(['A', 'Hex', 'Base64']);

const coded: TypeCheck = (parts) => {
  const [id = '', text = '', , otherId = '', otherText = ''] = parts;
  return [id, text, otherId, otherText, parts[8] ?? ''].every((part) => part.trim() === '')
    ? 'A coded element has neither a code nor a text'
    : undefined;
};

const timestamp: TypeCheck = ([text = '']) =>
  isTimestamp(text) ? undefined : 'This is no date and time of the form YYYYMMDD[HHMM[SS]]';

const number: TypeCheck = ([text = '']) => (NUMBER.test(text) ? undefined : 'This is no number');

/** By data type (HL7 v2.5.1 chapter 2.A); types that take any text are left out. */
export const DATA_TYPES: Record<string, TypeCheck> = {
  TS: timestamp,
  DTM: timestamp,
  DT: ([text = '']) => (/^\d{4}(\d{2}(\d{2})?)?$/.test(text) && isTimestamp(text) ? undefined : 'This is no date'),
  TM: ([text = '']) =>
    /^\d{2}/.test(text) && isTimestamp(`20000101${text}`) ? undefined : 'This is no time of the form HH[MM[SS]]',
  NM: number,
  SI: ([text = '']) => (/^\d{1,4}$/.test(text) ? undefined : 'This is no set ID (a whole number)'),
  CX: (parts) => first('An identifier (CX)')(parts) ?? authority(parts[3] ?? ''),
  EI: (parts) => first('An entity identifier (EI)')(parts) ?? universalId(parts[2] ?? '', parts[3] ?? ''),
  HD: ([namespace = '', id = '', type = '']) =>
    namespace === '' && id === ''
      ? 'A designator (HD) has neither a namespace nor a universal ID'
      : universalId(id, type),
  ED: ([, type = '', , encoding = '', data = '']) =>
    type === '' || data === ''
      ? 'Encapsulated data (ED) needs a type and the data'
      : TABLE_0299.has(encoding)
        ? undefined
        : 'The encoding of encapsulated data (ED.4) is none of A, Hex, Base64',
  RP: first('A reference pointer (RP)'),
  XPN: ([family = '', given = '']) =>
    family.trim() === '' && given.trim() === '' ? 'A name has neither a family nor a given name' : undefined,
  CE: coded,
  CWE: coded,
  CNE: coded,
  CF: coded,
  SN: ([, a = '', , b = '']) =>
    [a, b].every((part) => part === '' || NUMBER.test(part)) ? undefined : 'A structured numeric holds no number',
};
