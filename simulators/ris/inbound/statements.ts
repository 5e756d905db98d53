import type { Presence } from '../database/types';

/** A concept as OBX-3 or OBX-5 has it. In plain text, code and meaning are the same. */
export interface Coded {
  code: string;
  meaning: string;
  scheme: string;
}

const ABSENT_CODES = new Set(['2667000', '260385009', '272519000', '373067005', 'N']);
const PRESENT_CODES = new Set(['52101004', '10828004', '260373001', '373066001', 'Y', 'POS']);
const ABSENT_WORD = /^(absent|absence|negative|no|none|nil|normal|not (present|detected|seen|found|identified))$/i;
const PRESENT_WORD = /^(present|positive|yes|detected|found|seen|abnormal)$/i;
const UNCLEAR_WORD = /^(unclear|indeterminate|equivocal|uncertain|inconclusive|possible|suspected|unknown)$/i;
const NEGATED = /^(?:no evidence of|no signs? of|no|without|negative for|absence of|absent)\s+(.+)$/i;
const NEGATED_AFTER =
  /^(.+?)\s*[:,-]?\s+(?:is )?(?:absent|negative|not (?:present|detected|seen|found|identified))\.?$/i;
/** Longer text is prose, in which nothing is looked for. */
const MAX_NAME = 80;

/**
 * What one value of OBX-5 says: of the abnormality that OBX-3 names ("present", its own code), or, where OBX-3 asks
 * generally, of the one that it names itself. Undefined where it says neither.
 */
export function statementOf(asked: Coded, value: Coded, coded: boolean): (Coded & { presence: Presence }) | undefined {
  const text = value.meaning;
  if (text === '' || text === '""') return undefined;
  const of = (what: Coded, presence: Presence): Coded & { presence: Presence } => ({ ...what, presence });
  if (ABSENT_CODES.has(value.code.toUpperCase()) || ABSENT_WORD.test(text)) return of(asked, 'absent');
  if (PRESENT_CODES.has(value.code.toUpperCase()) || PRESENT_WORD.test(text)) return of(asked, 'present');
  if (UNCLEAR_WORD.test(text)) return of(asked, 'unclear');
  if (text.length > MAX_NAME) return undefined;
  const negated = (NEGATED.exec(text) ?? NEGATED_AFTER.exec(text))?.[1];
  if (negated !== undefined) return of(named(negated, asked, value, coded), 'absent');
  return of(named(text, asked, value, coded), 'present');
}

/** The abnormality of a name: that of OBX-3 where it is the same, else the one of OBX-5. */
function named(name: string, asked: Coded, value: Coded, coded: boolean): Coded {
  const same = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();
  if ((coded && value.code === asked.code) || same(name, asked.meaning) || same(name, asked.code)) return asked;
  return coded && value.code !== name ? { ...value, meaning: name } : { code: '', scheme: '', meaning: name };
}
