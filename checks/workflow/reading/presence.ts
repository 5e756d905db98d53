import type { Code } from '../../../model/exam';
import { conceptsNamed, isSameCode, type Named } from './concepts';

export type Presence = 'present' | 'absent';

const code = (value: string, scheme: string) => ({ value, scheme });

/** Qualifiers by which a finding is said to be there: SNOMED CT, LOINC answers, SNOMED RT as in older DICOM. */
const PRESENT = [
  ...['52101004', '10828004', '260373001', '373066001'].map((value) => code(value, 'SCT')),
  ...['LA9633-4', 'LA6576-8', 'LA33-6', 'LA11882-0'].map((value) => code(value, 'LN')),
  ...['G-A203', 'R-0038D', 'G-A200'].map((value) => code(value, 'SRT')),
];
const ABSENT = [
  ...['2667000', '260385009', '272519000', '260415000', '373067005', '47492008'].map((value) => code(value, 'SCT')),
  ...['LA9634-2', 'LA6577-6', 'LA32-8', 'LA11883-8'].map((value) => code(value, 'LN')),
  ...['R-00339', 'G-A202', 'R-40779'].map((value) => code(value, 'SRT')),
];
const PRESENT_WORD = /^(present|positive|yes|y|true|detected|found|seen|identified|suspected|1)$/i;
const ABSENT_WORD =
  /^(absent|negative|no|n|none|nil|false|0|(not|none) (detected|found|present|seen|identified|suspected))$/i;
const NEGATION =
  /\b(no|not|non|none|absent|absence|negative|without|free of|excluded|unremarkable|rule[sd] out|neither|nor)\b/i;

/** A value that says present or absent and nothing else; undefined for any other. */
export function presenceWord(value: Named): Presence | undefined {
  if (value.codes.some((each) => PRESENT.some((known) => isSameCode(known, each)))) return 'present';
  if (value.codes.some((each) => ABSENT.some((known) => isSameCode(known, each)))) return 'absent';
  const words = [...value.texts, ...value.codes.map((each) => each.value)].map((text) => text.trim());
  if (words.some((word) => ABSENT_WORD.test(word))) return 'absent';
  if (words.some((word) => PRESENT_WORD.test(word))) return 'present';
  return undefined;
}

export const isNegated = (text: string): boolean => NEGATION.test(text);

export interface Statement {
  /** Undefined: no abnormality in particular ("no abnormality detected"). */
  code?: Code;
  presence: Presence;
}

/**
 * What a pair of question and answer states (OBX-3 and OBX-5, Observation.code and value). Either the question names the
 * abnormality and the answer says whether it is there, or the answer names it.
 */
export function statementsOf(question: Named, answer: Named, known: readonly Code[]): Statement[] {
  const named = inAnswer(answer, known);
  if (named.length > 0) return named;
  const asked = conceptsNamed(question, known);
  const presence = presenceWord(answer) ?? (answer.texts.some(isNegated) ? 'absent' : undefined);
  if (asked.length > 0) return presence === undefined ? [] : asked.map((each) => ({ code: each, presence }));
  const nothingFound = answer.texts.some(
    (text) => /\b(abnormal|finding|pathology|acute)/i.test(text) && isNegated(text),
  );
  return nothingFound || answer.texts.some((text) => /^\s*(normal|unremarkable)\b/i.test(text))
    ? [{ presence: 'absent' }]
    : [];
}

/** Abnormalities that the answer names itself, clause by clause, so that "A, no B" is read right. */
function inAnswer({ codes, texts }: Named, known: readonly Code[]): Statement[] {
  const negated = texts.some(isNegated);
  const byCode = conceptsNamed({ codes, texts: [] }, known);
  if (byCode.length > 0) return byCode.map((each) => ({ code: each, presence: negated ? 'absent' : 'present' }));
  const found: Statement[] = [];
  for (const text of texts) {
    for (const clause of text.split(/[.,;\n]|\bbut\b/)) {
      for (const each of conceptsNamed({ codes: [], texts: [clause] }, known)) {
        if (found.some((other) => other.code && isSameCode(other.code, each))) continue;
        found.push({ code: each, presence: isNegated(clause) ? 'absent' : 'present' });
      }
    }
  }
  return found;
}
