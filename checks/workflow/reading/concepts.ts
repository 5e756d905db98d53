import type { Code, Exam } from '../../../model/exam';
import type { Abnormality, SutConfig } from '../../../model/sut';

/** Something that a message or resource names: a code, a text, or both. */
export interface Named {
  codes: { value: string; scheme: string }[];
  texts: string[];
}

const SNOMED = new Set([
  'SCT',
  'SNOMEDCT',
  'SNOMED',
  'SNM3',
  'SNOMEDSCT',
  '2.16.840.1.113883.6.96',
  'HTTPSNOMEDINFOSCT',
]);
const DCM = new Set(['DCM', 'DICOM', '1.2.840.10008.2.16.4', 'HTTPDICOMNEMAORGRESOURCESONTOLOGYDCM']);
const LOINC = new Set(['LN', 'LOINC', '2.16.840.1.113883.6.1', 'HTTPLOINCORG']);

/** Coding schemes under the names that DICOM, HL7 v2 and FHIR have for them. */
function canonicalScheme(scheme: string): string {
  const plain = scheme
    .toUpperCase()
    .replace(/^URN:OID:/, '')
    .replace(/[^A-Z0-9.]/g, '');
  const bare = plain.startsWith('HTTP') ? plain.replaceAll('.', '') : plain;
  if (SNOMED.has(bare)) return 'SCT';
  if (DCM.has(bare)) return 'DCM';
  if (LOINC.has(bare)) return 'LN';
  return bare;
}

export function isSameCode(a: { value: string; scheme: string }, b: { value: string; scheme: string }): boolean {
  return a.value !== '' && a.value === b.value && canonicalScheme(a.scheme) === canonicalScheme(b.scheme);
}

const STOP_WORDS = new Set(['a', 'an', 'and', 'finding', 'findings', 'of', 'or', 'the', 'disorder', 'structure']);

/** Words of a text, spelling made one: haemorrhage = hemorrhage, fractures = fracture. */
export function wordsOf(text: string): string[] {
  return text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[\u0300-\u036f]/g, '')
    .replace(/ae|oe|æ|œ/g, 'e')
    .replace(/our(s?)\b/g, 'or$1')
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '' && !STOP_WORDS.has(word))
    .map((word) => (word.length > 4 ? word.replace(/s$/, '') : word));
}

/**
 * Which of the known abnormalities is named: by code; else by its meaning within the text; else by a part of its meaning
 * ("haemorrhage") where that fits one only.
 */
export function conceptsNamed(named: Named, known: readonly Code[]): Code[] {
  const byCode = known.filter((code) => named.codes.some((each) => isSameCode(each, code)));
  if (byCode.length > 0) return byCode;
  const texts = named.texts.map(wordsOf).filter((words) => words.length > 0);
  const whole = known.filter((code) => {
    const meaning = wordsOf(code.meaning);
    return meaning.length > 0 && texts.some((words) => meaning.every((word) => words.includes(word)));
  });
  if (whole.length > 0) return whole;
  const part = known.filter((code) => {
    const meaning = new Set(wordsOf(code.meaning));
    return texts.some((words) => {
      const content = words.filter((word) => !NEUTRAL_WORDS.has(word));
      return content.includes(kindOf(code.meaning)) && content.every((word) => meaning.has(word));
    });
  });
  return part.length === 1 ? part : [];
}

/** The word that says what kind of thing it is: "fracture" in "Fracture of skull", "haemorrhage" in "Brain haemorrhage". */
function kindOf(meaning: string): string {
  const head = meaning.split(/\b(?:of|in|within|due to)\b|[(,]/i)[0] ?? meaning;
  return wordsOf(head).at(-1) ?? '';
}

/** Words that say whether something is there, not what. */
const NEUTRAL_WORDS = new Set(
  'absent detected evidence for found is negative no not observed positive present seen suspected without yes'.split(
    ' ',
  ),
);

/** Everything the product declares to evaluate. */
export function abnormalitiesOf(sut: SutConfig): Abnormality[] {
  return sut.algorithms.flatMap(({ abnormalities }) => abnormalities);
}

/** Abnormalities that may be spoken of: declared ones and those known to be or not to be in the study. */
export function knownConcepts(sut: SutConfig, { expectation }: Pick<Exam, 'expectation'>): Code[] {
  const all = [...abnormalitiesOf(sut).map(({ code }) => code), ...expectation.present, ...expectation.absent];
  return all.filter((code, i) => all.findIndex((other) => isSameCode(other, code)) === i);
}

/** What is known to be, and not to be, in the study of what the product declares to evaluate. */
export function expectedOf(
  sut: SutConfig,
  { kind, expectation }: Pick<Exam, 'kind' | 'expectation'>,
): { present: Code[]; absent: Code[] } {
  const evaluated = abnormalitiesOf(sut).map(({ code }) => code);
  const isIn = (codes: readonly Code[], code: Code): boolean => codes.some((each) => isSameCode(each, code));
  const present = expectation.present.filter((code) => isIn(evaluated, code));
  // Of a supplied study only what was said about it is known; a negative one holds none of what is evaluated.
  const absent = kind === 'negative' ? evaluated : expectation.absent.filter((code) => isIn(evaluated, code));
  return { present, absent: absent.filter((code) => !isIn(present, code)) };
}

export const meaningsOf = (codes: readonly Code[]): string[] => codes.map(({ meaning }) => meaning);
